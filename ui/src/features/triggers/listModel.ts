// What the triggers list shows: filtered, in groups, with what a bulk change says afterwards.
import type { AlsoMatched, BulkTriggers, HeldGroup, Trigger } from "../../api/types";
import { plainText } from "../../components/Prose";
import { plural } from "../../lib/format";
import type { TriggersSearch } from "../../lib/search";

export type ListRow =
  | { kind: "trigger"; key: string; trigger: Trigger }
  | { kind: "group"; key: string; label: string; count: number };
export type BulkAction = "enable" | "disable" | "delete" | "restore" | "duplicate";
export const GROUPS = [
  { value: "source", label: "By source" },
  { value: "workflow", label: "By workflow" },
];

export function filterTriggers(
  triggers: Trigger[],
  search: TriggersSearch,
  held: Map<string, number> = new Map(),
): Trigger[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return triggers.filter((t) => {
    if (search.state === "on" && !t.active) return false;
    if (search.state === "off" && t.active) return false;
    if (search.state === "problem" && !needsLook(t, held.get(t.id) ?? 0)) return false;
    const hay =
      `${t.name} ${t.sentence} ${t.source} ${t.source_name} ${t.event_type} ${t.workflow_name}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** How many matches of each trigger wait for an OK. */
export function heldCounts(groups: HeldGroup[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const g of groups) counts.set(g.trigger_id, (counts.get(g.trigger_id) ?? 0) + g.count);
  return counts;
}

export interface Flag {
  severity: "error" | "warning";
  title: string;
  detail: string;
}

/** What is wrong with a trigger, the worst first: broken references, a loop, fields that changed under it. */
export function flagsOf(t: Trigger): Flag[] {
  const problems = t.problems.map((p) => ({
    severity: p.severity,
    title: plainText(p.title),
    detail: plainText(`${p.detail}${p.fix ? ` ${p.fix}` : ""}`),
  }));
  const drifts = (t.warnings ?? []).map((w) => ({
    severity: "warning" as const,
    title: plainText(w.text),
    detail: plainText(w.text),
  }));
  return [...problems, ...drifts].sort((a, b) => a.severity.localeCompare(b.severity));
}

/** Something about it needs a person: a broken reference, held matches, or that it never matched. */
export function needsLook(t: Trigger, held: number): boolean {
  const flagged = flagsOf(t).length > 0;
  return flagged || held > 0 || t.waiting_for_source || neverMatched(t);
}

export type SortKey = "name" | "matched" | "last";
export interface Sort {
  key: SortKey;
  down: boolean;
}

/** "name", "-matched" as the address has it; null is the order they were made in. */
export function sortOf(text: string | undefined): Sort | null {
  const key = text?.replace(/^-/, "");
  return key === "name" || key === "matched" || key === "last" ? { key, down: text !== key } : null;
}

/** The sort after a click on a heading: its usual way, then the other one, then none. */
export function nextSort(now: Sort | null, key: SortKey): string | undefined {
  const first = key === "name" ? "name" : `-${key}`;
  if (now?.key !== key) return first;
  const other = key === "name" ? "-name" : key;
  return (now.down ? `-${key}` : key) === first ? other : undefined;
}

const VALUE: Record<SortKey, (a: Trigger, b: Trigger) => number> = {
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  matched: (a, b) => a.matched_24h - b.matched_24h || a.events_24h - b.events_24h,
  last: (a, b) => (a.last_fired_at ?? "").localeCompare(b.last_fired_at ?? ""),
};

export function sortTriggers(triggers: Trigger[], sort: Sort | null): Trigger[] {
  if (!sort) return triggers;
  const sorted = [...triggers].sort(VALUE[sort.key]);
  return sort.down ? sorted.reverse() : sorted;
}

/** The sentence without its beginning, which is the same for every trigger of a source. */
export function shortSentence(t: Trigger): string {
  const start = `When ${t.source_name} reports `;
  return t.sentence.startsWith(start) ? t.sentence.slice(start.length) : t.sentence;
}

/** "also matched by Archive all", "also matched by Archive all +2" */
export function alsoText(others: AlsoMatched[]): string {
  const [first, ...rest] = others;
  if (!first) return "";
  return `also matched by ${first.name}${rest.length > 0 ? ` +${rest.length}` : ""}`;
}
/** Whether a trigger is on and saw events, but none ever matched: what the engine is asked to explain. */
export const neverMatched = (t: Trigger) => t.active && t.events_ever > 0 && t.matched_ever === 0;

/** One row per trigger, under a heading per source or workflow when grouped. */
export function listRows(triggers: Trigger[], group: string | undefined): ListRow[] {
  const row = (trigger: Trigger): ListRow => ({ kind: "trigger", key: trigger.id, trigger });
  if (group !== "source" && group !== "workflow") return triggers.map(row);
  const groups = new Map<string, Trigger[]>();
  for (const t of triggers) {
    const label = group === "source" ? t.source_name : t.workflow_name;
    groups.set(label, [...(groups.get(label) ?? []), t]);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([label, members]) => [
      { kind: "group" as const, key: `group ${label}`, label, count: members.length },
      ...members.map(row),
    ]);
}

const DONE: Record<BulkAction, string> = {
  enable: "Turned on",
  disable: "Turned off",
  delete: "Deleted",
  restore: "Restored",
  duplicate: "Duplicated",
};

/** "Deleted “Invoices”.", "Turned off 3 triggers. 1 could not be changed: …" */
export function bulkText(action: BulkAction, triggers: Trigger[], answer: BulkTriggers): string {
  const [only] = triggers.filter((t) => !answer.failed.some((f) => f.id === t.id));
  const what = answer.done.length === 1 && only ? `“${only.name}”` : plural(answer.done.length, "trigger");
  const failed = answer.failed[0];
  const rest = failed
    ? ` ${answer.failed.length} could not be changed: ${failed.problem.detail || failed.problem.title}`
    : "";
  const off = action === "duplicate" && answer.done.length > 0 ? ", off until turned on" : "";
  return `${DONE[action]} ${what}${off}.${rest}`;
}

/** What takes a bulk change back: the other verb on the same triggers, or deleting the copies. */
export function opposite(action: BulkAction): BulkAction {
  const back: Record<BulkAction, BulkAction> = {
    enable: "disable",
    disable: "enable",
    delete: "restore",
    restore: "delete",
    duplicate: "delete",
  };
  return back[action];
}
