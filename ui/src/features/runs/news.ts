// What a screen reader is told while the list changes by itself: one sentence at most every five seconds.
import { useEffect, useRef, useState } from "react";
import type { RunSummary } from "../../api/types";

const REST_MS = 5000;
const OVER = new Set(["succeeded", "failed", "cancelled"]);

/** Runs that ended between two states of the list. */
export function ended(
  before: Map<string, string>,
  items: RunSummary[],
): { finished: number; failed: number } {
  let finished = 0;
  let failed = 0;
  for (const run of items) {
    const was = before.get(run.id);
    if (was === undefined || was === run.status || OVER.has(was) || !OVER.has(run.status)) continue;
    finished += 1;
    if (run.status === "failed") failed += 1;
  }
  return { finished, failed };
}

export function newsText({ finished, failed }: { finished: number; failed: number }): string {
  if (finished === 0) return "";
  return `${finished} ${finished === 1 ? "run" : "runs"} finished${failed > 0 ? `, ${failed} failed` : ""}`;
}

export function useRunNews(items: RunSummary[]): string {
  const before = useRef(new Map<string, string>());
  const sum = useRef({ finished: 0, failed: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [text, setText] = useState("");
  useEffect(() => {
    const more = ended(before.current, items);
    before.current = new Map(items.map((run) => [run.id, run.status]));
    sum.current = {
      finished: sum.current.finished + more.finished,
      failed: sum.current.failed + more.failed,
    };
    if (sum.current.finished === 0 || timer.current) return;
    setText(newsText(sum.current));
    sum.current = { finished: 0, failed: 0 };
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (sum.current.finished > 0) setText(newsText(sum.current));
      sum.current = { finished: 0, failed: 0 };
    }, REST_MS);
  }, [items]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return text;
}
