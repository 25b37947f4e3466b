// What the runs list shows and when: chips, counts, and rows that wait above while someone reads further down.
import type { CauseGroup, RunSummary, Status } from "../../api/types";
import { plainText } from "../../components";

export const CHIPS = [
  { status: "", label: "All" },
  { status: "running", label: "Running" },
  { status: "queued", label: "Queued" },
  { status: "waiting", label: "Waiting" },
  { status: "failed", label: "Failed" },
  { status: "succeeded", label: "Succeeded" },
  { status: "cancelled", label: "Cancelled" },
] as const;

/** Counts that are known without asking for a list. */
export function chipCount(status: string, engine: Status | undefined): number | null {
  if (!engine) return null;
  if (status === "running") return engine.runs_running;
  if (status === "queued") return engine.runs_queued;
  if (status === "waiting") return engine.runs_waiting;
  return null;
}

/**
 * Rows to show: at the top, whatever the engine answers; further down, rows that arrived since are held back,
 * so nothing moves under the pointer. `anchor` is the id that was on top when the reader left it.
 */
export function holdBack(items: RunSummary[], anchor: string | null): { shown: RunSummary[]; held: number } {
  if (anchor === null) return { shown: items, held: 0 };
  const at = items.findIndex((run) => run.id === anchor);
  return at <= 0 ? { shown: items, held: 0 } : { shown: items.slice(at), held: at };
}

export interface RunFilters {
  q?: string | undefined;
  status?: string | undefined;
  workflow?: string | undefined;
  trigger?: string | undefined;
  event?: string | undefined;
  cause?: string | undefined;
}

/** The filters in words, each with the key that removes it. */
export function activeFilters(
  search: RunFilters,
  names: { workflow?: string | undefined; trigger?: string | undefined },
): { key: keyof RunFilters; text: string }[] {
  const out: { key: keyof RunFilters; text: string }[] = [];
  if (search.q) out.push({ key: "q", text: `“${search.q}”` });
  if (search.status)
    out.push({ key: "status", text: CHIPS.find((c) => c.status === search.status)?.label ?? search.status });
  if (search.workflow) out.push({ key: "workflow", text: `workflow ${names.workflow ?? search.workflow}` });
  if (search.trigger) out.push({ key: "trigger", text: `trigger ${names.trigger ?? search.trigger}` });
  if (search.event) out.push({ key: "event", text: "one event" });
  if (search.cause) out.push({ key: "cause", text: "one cause" });
  return out;
}

export function totalText(total: number, exact: boolean): string {
  const grouped = total.toLocaleString("en").replaceAll(",", "\u202f");
  return `${exact ? "" : "≈ "}${grouped} ${total === 1 ? "run" : "runs"}`;
}

/** Bulk actions over this many runs are confirmed first. */
export const CONFIRM_OVER = 20;

/** The causes that say every word of the filter. */
export function causesWith(causes: CauseGroup[], q: string): CauseGroup[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return causes.filter((cause) => {
    const text = plainText(`${cause.title} ${cause.example ?? ""}`).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
/** The engine takes at most this many runs at once. */
export const BULK_MOST = 1000;
