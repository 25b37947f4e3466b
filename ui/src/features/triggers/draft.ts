// The draft of a trigger: what the editor holds, what is sent, and how it differs from what is live.
import type { FieldProblem, Trigger, TriggerInput, TriggerOptions } from "../../api/types";
import { fromCondition, type Group, type Row, rows, toCondition } from "./conditions";
import { optionProblems } from "./options";

export type Base = Pick<Trigger, "etag" | "revision">;

export const baseOf = ({ etag, revision }: Base): Base => ({ etag, revision });

export interface TriggerDraft {
  name: string;
  /** Until a person writes a name, it follows the sentence. */
  nameEdited: boolean;
  source: string;
  eventType: string;
  workflowId: string;
  root: Group;
  options: TriggerOptions;
  active: boolean;
  /** The saved state that it began with. */
  base?: Base;
}

export function emptyDraft(preset: Partial<TriggerDraft> = {}): TriggerDraft {
  return {
    name: "",
    nameEdited: false,
    source: "",
    eventType: "",
    workflowId: "",
    root: { op: "all", children: [] },
    options: {},
    active: true,
    ...preset,
  };
}

export function draftOf(trigger: Trigger): TriggerDraft {
  return {
    name: trigger.name,
    nameEdited: true,
    source: trigger.source,
    eventType: trigger.event_type,
    workflowId: trigger.workflow_id,
    root: fromCondition(trigger.conditions),
    options: trigger.options ?? {},
    active: trigger.active,
    base: baseOf(trigger),
  };
}

/** The conditions of a trigger that is also to leave the files of a folder alone. */
export function excluding(root: Group, folder: string): Group {
  const leaf: Row = { kind: "leaf", leaf: { field: "file_path", op: "not_inside_folder", value: folder } };
  return root.op === "all" && root.children.length > 0
    ? { ...root, children: [...root.children, leaf] }
    : { op: "all", children: root.children.length > 0 ? [{ kind: "group", ...root }, leaf] : [leaf] };
}

export function toInput(draft: TriggerDraft, name: string): TriggerInput {
  return {
    name: name.trim(),
    source: draft.source,
    event_type: draft.eventType,
    workflow_id: draft.workflowId,
    conditions: toCondition(draft.root),
    ...(Object.keys(draft.options).length > 0 ? { options: draft.options } : {}),
    active: draft.active,
  };
}

/** What differs from the live trigger, in the words of the page. */
export function changes(draft: TriggerDraft, live: Trigger): string[] {
  const was = draftOf(live);
  const out: string[] = [];
  if (draft.name !== was.name) out.push("name");
  if (draft.source !== was.source || draft.eventType !== was.eventType) out.push("when");
  if (JSON.stringify(toCondition(draft.root)) !== JSON.stringify(toCondition(was.root)))
    out.push("conditions");
  if (draft.workflowId !== was.workflowId) out.push("workflow");
  if (JSON.stringify(sorted(draft.options)) !== JSON.stringify(sorted(was.options))) out.push("options");
  if (draft.active !== was.active) out.push("on/off");
  return out;
}

const sorted = (options: TriggerOptions) => Object.entries(options).sort(([a], [b]) => a.localeCompare(b));

export type Block = "name" | "when" | "if" | "run" | "options";
export interface DraftProblem {
  block: Block;
  /** Path of the condition row, or the name of the option. */
  path?: string;
  message: string;
}

/** What keeps the draft from being saved, block by block. */
export function draftProblems(
  draft: TriggerDraft,
  name: string,
  rowProblem: (row: Row) => string | null,
): DraftProblem[] {
  const out: DraftProblem[] = [];
  if (!draft.source || !draft.eventType)
    out.push({ block: "when", message: "Choose what starts this trigger." });
  for (const { path, row } of rows(draft.root)) {
    const message = rowProblem(row);
    if (message) out.push({ block: "if", path, message });
  }
  for (const [path, message] of Object.entries(optionProblems(draft.options)))
    out.push({ block: "options", path, message });
  if (!draft.workflowId) out.push({ block: "run", message: "Choose the workflow to run." });
  if (!name.trim()) out.push({ block: "name", message: "Give the trigger a name." });
  return out;
}

/** The engine's problems, put at the block they belong to. */
export function fromFieldProblems(problems: FieldProblem[]): DraftProblem[] {
  return problems.map((p) => {
    const pointer = p.pointer.replace(/^\/?(draft\/)?/, "");
    // Most messages name the suggestion themselves.
    const named = !p.suggestion || p.message.includes(p.suggestion);
    const message = named ? p.message : `${p.message} Did you mean “${p.suggestion}”?`;
    if (pointer.startsWith("conditions")) {
      const path = pointer
        .split("/")
        .filter((part) => /^\d+$/.test(part))
        .join(".");
      return { block: "if", path, message };
    }
    if (pointer.startsWith("options"))
      return { block: "options", path: pointer.split("/")[1] ?? "", message };
    if (pointer.startsWith("workflow")) return { block: "run", message };
    if (pointer.startsWith("source") || pointer.startsWith("event_type")) return { block: "when", message };
    return { block: "name", message };
  });
}
