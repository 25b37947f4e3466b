// What the triggers list shows: filtered, in groups, with what a bulk change says afterwards.
import type { BulkTriggers, Trigger } from "../../api/types";
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

export function filterTriggers(triggers: Trigger[], search: TriggersSearch): Trigger[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return triggers.filter((t) => {
    if (search.state === "on" && !t.active) return false;
    if (search.state === "off" && t.active) return false;
    if (search.state === "problem" && !needsLook(t)) return false;
    const hay =
      `${t.name} ${t.sentence} ${t.source} ${t.source_name} ${t.event_type} ${t.workflow_name}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Something about it needs a person: a broken reference, held matches, or that it never matched. */
export function needsLook(t: Trigger): boolean {
  const flagged = (t.problems?.length ?? 0) + (t.warnings?.length ?? 0) > 0;
  const never = t.active && t.events_ever > 0 && t.matched_ever === 0;
  return flagged || (t.held ?? 0) > 0 || t.waiting_for_source || never;
}

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
  const changed = triggers.filter((t) => answer.done.includes(t.id));
  const [only] = changed;
  const what = changed.length === 1 && only ? `“${only.name}”` : plural(answer.done.length, "trigger");
  const failed = answer.failed[0];
  const rest = failed
    ? ` ${answer.failed.length} could not be changed: ${failed.problem.detail || failed.problem.title}`
    : "";
  const off = action === "duplicate" && answer.done.length > 0 ? ", off until turned on" : "";
  return `${DONE[action]} ${what}${off}.${rest}`;
}

/** What takes a bulk change back; nothing for a duplicate, whose copies have ids of their own. */
export function opposite(action: BulkAction): BulkAction | null {
  const back: Partial<Record<BulkAction, BulkAction>> = {
    enable: "disable",
    disable: "enable",
    delete: "restore",
  };
  return back[action] ?? null;
}
