// Starting many runs at once is one of the few things that are confirmed.
import { Button, Group, Modal } from "@mantine/core";
import { useRef, useState } from "react";
import type { BulkAction } from "./actions";
import { CONFIRM_OVER } from "./listModel";

export function useConfirmBulk() {
  const [asked, setAsked] = useState<{ action: BulkAction; count: number } | null>(null);
  const resolve = useRef<(ok: boolean) => void>(() => undefined);
  const ask = (action: BulkAction, count: number): Promise<boolean> => {
    if (count <= CONFIRM_OVER || action === "cancel") return Promise.resolve(true);
    setAsked({ action, count });
    return new Promise((done) => {
      resolve.current = done;
    });
  };
  const answer = (ok: boolean) => {
    setAsked(null);
    resolve.current(ok);
  };
  return { asked, ask, answer };
}

export function ConfirmBulk({ state }: { state: ReturnType<typeof useConfirmBulk> }) {
  const { asked, answer } = state;
  const verb = asked?.action === "retry" ? "Retry" : "Re-run";
  return (
    <Modal
      opened={asked !== null}
      onClose={() => answer(false)}
      title={`${verb} ${asked?.count ?? 0} runs at once`}
    >
      <p>
        {asked?.action === "retry"
          ? "Each goes on from the step that failed. What its earlier steps did is kept."
          : "Each starts again from its first step with its original input and the newest version of its workflow. Steps that write, move or send something do so again."}
      </p>
      <Group justify="flex-end" mt={16}>
        <Button variant="default" data-autofocus onClick={() => answer(false)}>
          Not now
        </Button>
        <Button onClick={() => answer(true)}>
          {verb} {asked?.count}
        </Button>
      </Group>
    </Modal>
  );
}
