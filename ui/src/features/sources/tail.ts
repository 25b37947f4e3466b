// The live tail as a model: which rows to show of a stream that may be far faster than anyone reads.
import type { EventSummary } from "../../api/types";

/** Rows kept; older ones are on the Events page. */
export const KEPT = 300;
/** Events a second from which on only a sample is shown. */
export const FAST = 50;
/** Rows a sampled second adds, in this many steps. */
export const SAMPLE = 20;
export const STEPS = 2;

export type Tail = {
  rows: EventSummary[];
  /** The sampled stream was cut: rows are missing between some of those shown. */
  sampled: boolean;
  /** When rows were last taken, in milliseconds. */
  takenMs: number;
};

export const emptyTail: Tail = { rows: [], sampled: false, takenMs: 0 };

/**
 * Takes in the newest events of a source, newest first. A slow stream is shown whole; of a fast one only
 * SAMPLE rows a second, in steps, so that they can be read and the window has time for the rest.
 */
export function takePage(tail: Tail, page: EventSummary[], perSecond: number, nowMs: number): Tail {
  const known = new Map(tail.rows.map((row) => [row.id, row]));
  const fresh = page.filter((event) => !known.has(event.id));
  // Rows that are shown already may have a newer outcome.
  const changed = page.some((event) => known.has(event.id) && known.get(event.id) !== event);
  const fast = perSecond > FAST;
  if (fast && nowMs - tail.takenMs < 1000 / STEPS) return tail;
  if (fresh.length === 0 && !changed) return tail.sampled === fast ? tail : { ...tail, sampled: fast };
  const taken = fast ? fresh.slice(0, SAMPLE / STEPS) : fresh;
  const newer = new Map(page.map((event) => [event.id, event]));
  const rows = [...taken, ...tail.rows.map((row) => newer.get(row.id) ?? row)].slice(0, KEPT);
  return { rows, sampled: fast, takenMs: nowMs };
}
