// What the preview says about each past event: which condition alone blocks it, and why in a few words.
import type { EvaluatedEvent, Evaluation, EvaluationShow, Explained, Fix, Leaf } from "../../api/types";
import { formatBytes, formatNumber, isBytes, plural } from "../../lib/format";
import { operatorInfo } from "./operators";

type ExplainedLeaf = Extract<Explained, { kind: "leaf" }>;

export const RANGES = [
  { value: "100", label: "last 100 events" },
  { value: "1000", label: "last 1 000 events" },
  { value: "10000", label: "last 10 000 events" },
  { value: "1d", label: "last 24 hours" },
  { value: "7d", label: "last 7 days" },
  { value: "30d", label: "last 30 days" },
] as const;
export type Range = (typeof RANGES)[number]["value"];

/** The part of the request that says which past events are tried. */
export function rangeQuery(range: Range, nowMs: number): { last: number } | { from: string; to: string } {
  if (!range.endsWith("d")) return { last: Number(range) };
  const from = new Date(nowMs - Number.parseInt(range, 10) * 86_400_000);
  return { from: from.toISOString(), to: new Date(nowMs).toISOString() };
}

/** "of the last 100 events", "of 412 events in the last 7 days". */
export function rangeText(range: Range, total: number): string {
  if (!range.endsWith("d")) return `the last ${plural(total, "event")}`;
  const days = Number.parseInt(range, 10);
  return `${plural(total, "event")} in the last ${days === 1 ? "24 hours" : `${days} days`}`;
}

function leavesOf(explained: Explained): ExplainedLeaf[] {
  return explained.kind === "leaf" ? [explained] : explained.children.flatMap(leavesOf);
}

function holds(explained: Explained, flipped: string): boolean {
  if (explained.kind === "leaf") return explained.path === flipped ? !explained.passed : explained.passed;
  const at = explained.children.map((child) => holds(child, flipped));
  if (explained.op === "all") return at.every(Boolean);
  return explained.op === "any" ? at.some(Boolean) : !at.some(Boolean);
}

/** Paths of the conditions that keep the event out on their own. */
export function soleBlockers(explained: Explained | null): string[] {
  if (!explained || explained.passed) return [];
  return leavesOf(explained)
    .map((leaf) => leaf.path)
    .filter((path) => holds(explained, path));
}

/** The condition that stopped the event first, in reading order. */
export function stoppingLeaf(explained: Explained | null, wanted = true): ExplainedLeaf | null {
  if (!explained || explained.passed === wanted) return null;
  if (explained.kind === "leaf") return explained;
  const inner = explained.op === "none" ? !wanted : wanted;
  for (const child of explained.children) {
    const hit = stoppingLeaf(child, inner);
    if (hit) return hit;
  }
  return null;
}

/** Whether it hangs on what is unknown: with some known condition deciding, it does not. */
export function undecided(explained: Explained | null): boolean {
  return explained !== null && truth(explained) === null;
}

/** True, false, or null for unknown, whatever unknown counts as. */
function truth(explained: Explained): boolean | null {
  if (explained.kind === "leaf") return explained.result === "unknown" ? null : explained.passed;
  const at = explained.children.map(truth);
  const decider = explained.op !== "all";
  const some = at.includes(decider) ? decider : at.includes(null) ? null : !decider;
  return explained.op === "none" && some !== null ? !some : some;
}

/** "38 MB is not < 20 MB", "no “invoice” in filename", "file_size is missing". */
export function failText(leaf: ExplainedLeaf): string {
  if (leaf.missing || leaf.unknown === "missing") return `${leaf.field} is missing`;
  if (leaf.op === "expression")
    return leaf.error ?? (leaf.passed ? "the expression is true" : "the expression is false");
  if (leaf.unknown === "wrong_type" || leaf.error) return leaf.error ?? `${leaf.field} is of another type`;
  const say = (v: unknown) => reading(leaf.field, v);
  if (leaf.passed) return `${leaf.text}, and must not`;
  if (typeof leaf.actual === "number" && typeof leaf.expected === "number")
    return `${say(leaf.actual)} is not ${operatorInfo(leaf.op as Leaf["op"]).label} ${say(leaf.expected)}`;
  if (leaf.op === "contains") return `no “${String(leaf.expected)}” in ${leaf.field}`;
  const actual = say(leaf.actual);
  return actual === "" ? `${leaf.field} is empty` : `${leaf.field} is ${actual}`;
}

function reading(field: string, value: unknown): string {
  if (typeof value === "number") return isBytes(field) ? formatBytes(value) : formatNumber(value);
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** The events of the tab; also where the engine sent more than was asked for. */
export function eventsOf(evaluation: Evaluation, show: EvaluationShow): EvaluatedEvent[] {
  if (show === "all") return evaluation.events;
  return evaluation.events.filter((e) => (show === "matches" ? e.matched : e.near_miss && !e.matched));
}

const SUPPRESSED: Record<string, string> = {
  once: "suppressed as duplicate",
  debounced: "suppressed while waiting for quiet",
  batched: "collected into another run",
  rate_limited: "over the rate",
  outside_schedule: "outside the hours",
  already_running: "skipped while one runs",
  replaced: "replaced by a newer one",
  flood: "held as a flood",
};

/** "1 suppressed as duplicate, 40 held as a flood" */
export function suppressedText(of: Pick<Evaluation, "suppressed">): string {
  return of.suppressed
    .filter((s) => s.count > 0)
    .map((s) => `${formatNumber(s.count)} ${SUPPRESSED[s.code] ?? s.code.replaceAll("_", " ")}`)
    .join(", ");
}

/** The condition with the proposed change. */
export function applyFix(leaf: Leaf, fix: Fix): Leaf {
  const { case_sensitive: _, ...rest } = leaf;
  const next: Leaf = { ...rest, op: fix.op as Leaf["op"], value: fix.value };
  if (fix.case_sensitive) next.case_sensitive = true;
  return next;
}
