// The waterfall of a run: where each step's bar lies, its attempts, and the waits between them.
import type { RunDetail, StepRun } from "../../api/types";

export type SegmentKind = "work" | "failed" | "running" | "wait";
export interface Segment {
  kind: SegmentKind;
  start: number;
  end: number;
  label: string;
}
export interface TimelineRow {
  step: StepRun;
  segments: Segment[];
}
export interface Timeline {
  /** Epoch ms. */
  start: number;
  end: number;
  rows: TimelineRow[];
  /** Fractions 0…1 with their labels. */
  ticks: { at: number; label: string }[];
}

const ms = (time: string | null | undefined): number | null => (time ? Date.parse(time) : null);

/** `now` (epoch ms) closes the bars of what is still going on. */
export function buildTimeline(run: RunDetail, now: number): Timeline {
  const begin = ms(run.started_at) ?? ms(run.created_at) ?? now;
  const live = run.status === "running" || run.status === "waiting";
  const rows = run.steps.map((step) => ({ step, segments: segmentsOf(step, now) }));
  const lasts = rows.flatMap((r) => r.segments.map((s) => s.end));
  const end = Math.max(begin + 1, live ? now : (ms(run.completed_at) ?? begin), ...lasts);
  return { start: begin, end, rows, ticks: ticksOf(end - begin) };
}

function segmentsOf(step: StepRun, now: number): Segment[] {
  const out: Segment[] = [];
  const attempts = [...step.attempts].sort((a, b) => a.number - b.number);
  for (const [i, attempt] of attempts.entries()) {
    const start = ms(attempt.started_at) ?? now;
    const previous = out[out.length - 1];
    if (previous && start > previous.end) {
      out.push({
        kind: "wait",
        start: previous.end,
        end: start,
        label: `waited before attempt ${attempt.number}`,
      });
    }
    const end = ms(attempt.ended_at) ?? now;
    const kind: SegmentKind =
      attempt.status === "running" ? "running" : attempt.status === "succeeded" ? "work" : "failed";
    const name = attempts.length > 1 ? `attempt ${i + 1} of ${attempts.length}` : "work";
    out.push({ kind, start, end: Math.max(end, start), label: `${name}: ${attempt.status}` });
  }
  const last = out[out.length - 1];
  if (last && step.status === "waiting" && now > last.end) {
    out.push({ kind: "wait", start: last.end, end: now, label: "waiting to try again" });
  }
  if (out.length === 0 && step.started_at) {
    const start = ms(step.started_at) ?? now;
    const kind: SegmentKind =
      step.status === "failed" ? "failed" : step.status === "running" ? "running" : "work";
    out.push({ kind, start, end: ms(step.ended_at) ?? now, label: step.status });
  }
  return out;
}

/** Left and width in per cent of the whole. */
export function place(segment: Segment, timeline: Timeline): { left: number; width: number } {
  const span = timeline.end - timeline.start;
  const left = Math.min(Math.max((segment.start - timeline.start) / span, 0), 1);
  const right = Math.min(Math.max((segment.end - timeline.start) / span, 0), 1);
  return { left: left * 100, width: Math.max(right - left, 0) * 100 };
}

export function ticksOf(spanMs: number): { at: number; label: string }[] {
  return [0, 0.5, 1].map((at) => ({ at, label: shortDuration(spanMs * at) }));
}

export function shortDuration(value: number): string {
  if (value <= 0) return "0 s";
  if (value < 5) return "< 0.01 s";
  if (value < 100) return `${(value / 1000).toFixed(2)} s`;
  if (value < 60_000) return `${(value / 1000).toFixed(1)} s`;
  if (value < 3_600_000) return `${Math.floor(value / 60_000)} min ${Math.round((value % 60_000) / 1000)} s`;
  return `${Math.floor(value / 3_600_000)} h ${Math.round((value % 3_600_000) / 60_000)} min`;
}

export type RunTab = "log" | "input" | "output" | "error" | "attempts";

/** Where the page opens: the failed step's log, the running step, or the last output. */
export function openingView(run: RunDetail): { step: string | null; tab: RunTab } {
  const failed =
    run.steps.find((s) => s.status === "failed") ?? run.steps.find((s) => s.id === run.error?.step_id);
  if (run.status === "failed" && failed) return { step: failed.id, tab: "log" };
  const current = currentStep(run);
  if (current && (run.status === "running" || run.status === "waiting"))
    return { step: current.id, tab: "log" };
  const done = run.steps.filter((s) => s.status === "succeeded");
  const last = done[done.length - 1];
  if (run.status === "succeeded" && last) return { step: last.id, tab: "output" };
  return { step: run.steps[0]?.id ?? null, tab: "log" };
}

export function currentStep(run: RunDetail): StepRun | undefined {
  return (
    run.steps.find((s) => s.status === "running" || s.status === "waiting") ??
    run.steps.find((s) => s.id === run.current_step)
  );
}

/** The longest text in an output, shown readable: a PDF's text, an answer's body. */
export function longText(
  output: Record<string, unknown> | null | undefined,
): { key: string; text: string } | null {
  let best: { key: string; text: string } | null = null;
  for (const [key, value] of Object.entries(output ?? {})) {
    if (typeof value !== "string") continue;
    const long = value.length > 80 || value.includes("\n") || key === "text";
    if (long && (!best || key === "text" || (best.key !== "text" && value.length > best.text.length)))
      best = { key, text: value };
  }
  return best;
}

/** "failed at 5/5", "step 3 of 5", "5 steps". */
export function progressText(run: {
  status: string;
  steps_done: number;
  steps_total: number;
  error?: { step_index?: number };
}): string {
  const total = run.steps_total;
  if (run.status === "failed") {
    const at =
      run.error?.step_index !== undefined ? run.error.step_index + 1 : Math.min(run.steps_done + 1, total);
    return total > 0 ? `failed at ${at}/${total}` : "failed";
  }
  if (run.status === "running" || run.status === "waiting")
    return `step ${Math.min(run.steps_done + 1, total)}/${total}`;
  if (run.status === "succeeded") return `${total} step${total === 1 ? "" : "s"}`;
  return `${run.steps_done}/${total}`;
}
