// The time each stage of a run took, in one line.
import type { RunDetail } from "../../api/types";
import { formatDuration, plural } from "../../lib/format";

/** "matched 0.1 s · ran 1.8 s · 3 pages of text" */
export function stagesOf(run: RunDetail): string {
  const parts: string[] = [];
  const matchedMs =
    Date.parse(run.created_at) - Math.min(Date.parse(run.event.time), Date.parse(run.event.received_at));
  if (Number.isFinite(matchedMs)) parts.push(`matched ${formatDuration(Math.max(0, matchedMs))}`);
  if (run.status === "succeeded" || run.status === "failed")
    parts.push(`ran ${formatDuration(run.duration_ms)}`);
  const pages = run.steps
    .map((step) => step.output?.pages ?? step.output?.page_count)
    .find((n) => typeof n === "number");
  if (typeof pages === "number") parts.push(`${plural(pages, "page")} of text`);
  if (run.status === "failed" && run.error) parts.push(run.error.message);
  return parts.join(" · ");
}
