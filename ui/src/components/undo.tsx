// Done at once, undone within ten seconds: a toast with Undo, and Ctrl Z for the last one.
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { problemOf } from "../api/client";
import { plainText } from "./Prose";

const SHOWN_MS = 10_000;
let last: { id: string; undo: () => void } | null = null;

function Message({
  text,
  id,
  action,
  run,
}: {
  text: ReactNode;
  id: string;
  action: string;
  run: () => void;
}) {
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 12, justifyContent: "space-between" }}>
      <span>{text}</span>
      <Button
        variant="subtle"
        onClick={() => {
          notifications.hide(id);
          run();
        }}
      >
        {action}
      </Button>
    </span>
  );
}

export function undoToast(message: ReactNode, undo: () => unknown) {
  const id = `undo-${Math.random().toString(36).slice(2)}`;
  const run = () => {
    if (last?.id === id) last = null;
    Promise.resolve(undo()).catch(problemToast);
  };
  last = { id, undo: run };
  notifications.show({
    id,
    message: <Message text={message} id={id} action="Undo" run={run} />,
    autoClose: SHOWN_MS,
  });
}

/** Something is done, and there is a place to look at it. */
export function actionToast(message: ReactNode, action: string, run: () => void) {
  const id = `action-${Math.random().toString(36).slice(2)}`;
  notifications.show({
    id,
    message: <Message text={message} id={id} action={action} run={run} />,
    autoClose: SHOWN_MS,
  });
}

/** Undoes what the newest toast offers; false when there is nothing left to undo. */
export function undoLast(): boolean {
  if (!last) return false;
  const { id, undo } = last;
  last = null;
  notifications.hide(id);
  undo();
  return true;
}

export function toast(message: ReactNode) {
  notifications.show({ message, autoClose: 6000 });
}

/** An action failed: what happened, the fix and the code, until it is closed. */
export function problemToast(error: unknown) {
  const problem = problemOf(error);
  notifications.show({
    title: plainText(problem.title),
    message: `${plainText(problem.detail)}${problem.fix ? ` ${plainText(problem.fix)}` : ""} (${problem.code})`,
    autoClose: 15_000,
    color: "fail",
  });
}
