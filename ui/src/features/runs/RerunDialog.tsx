// Starting a run again with changed event data: checked as typed, changes listed before it starts.
import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useEvent } from "../../api/queries";
import type { RunDetail } from "../../api/types";
import { ErrorState, Skeleton, useReturnFocus } from "../../components";
import { parseObject } from "../../lib/json";

interface Props {
  run: RunDetail;
  onClose: () => void;
  onStart: (data: Record<string, unknown>) => Promise<boolean>;
}

export function RerunDialog({ run, onClose, onStart }: Props) {
  useReturnFocus();
  const event = useEvent(run.event_id);
  const original = event.data?.data;
  const [text, setText] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (original && text === null) setText(JSON.stringify(original, null, 2));
  }, [original, text]);
  const parsed = parseObject(text ?? "");
  const changed = parsed.value && original ? changedKeys(original, parsed.value) : [];
  return (
    <Modal opened onClose={onClose} title="Re-run with edited input" size="lg">
      {event.isError ? <ErrorState error={event.error} retry={() => event.refetch()} /> : null}
      {event.isPending ? <Skeleton rows={5} /> : null}
      {text !== null ? (
        <>
          <Textarea
            label="Event data"
            autosize
            minRows={8}
            maxRows={18}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
            error={parsed.error}
            spellCheck={false}
            data-autofocus
            styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--t-mono)" } }}
          />
          <p className="muted" style={{ marginBlockStart: 8 }}>
            {changed.length === 0 ? "Nothing changed yet." : `Changed: ${changed.join(", ")}.`} The steps run
            for real, with the newest version of {run.workflow_name}.
          </p>
          <Group justify="flex-end" mt={16}>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button
              loading={busy}
              disabled={!parsed.value}
              onClick={async () => {
                if (!parsed.value) return;
                setBusy(true);
                if (await onStart(parsed.value)) onClose();
                setBusy(false);
              }}
            >
              Start the run
            </Button>
          </Group>
        </>
      ) : null}
    </Modal>
  );
}

export function changedKeys(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
}
