// Expressions in step inputs: `${{ event.data.file_path }}`; what can be referred to, and what each reference means.

import type { Field, Step, StepType } from "../../api/types";
import { valueAt } from "../../lib/paths";

export interface DataItem {
  /** Expression without braces: event.data.file_path, steps.text.pages. */
  expression: string;
  /** Short name shown in the list: file_path, pages. */
  name: string;
  type: string;
  sample?: unknown;
}
export interface DataGroup {
  id: string;
  title: string;
  items: DataItem[];
}

export type TextPart = { kind: "text"; text: string } | { kind: "expression"; text: string };

const EXPRESSION = /\$\{\{\s*([\s\S]*?)\s*\}\}/g;

/** "Report for ${{ event.subject }}" → text and expression parts in order. */
export function parseTemplate(template: string): TextPart[] {
  const out: TextPart[] = [];
  let last = 0;
  for (const match of template.matchAll(EXPRESSION)) {
    if (match.index > last) out.push({ kind: "text", text: template.slice(last, match.index) });
    out.push({ kind: "expression", text: match[1] ?? "" });
    last = match.index + match[0].length;
  }
  if (last < template.length) out.push({ kind: "text", text: template.slice(last) });
  return out;
}

/** The expression when the whole value is one, else null: such a value keeps its type. */
export function soleExpression(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const parts = parseTemplate(value.trim());
  return parts.length === 1 && parts[0]?.kind === "expression" ? parts[0].text : null;
}

export function token(expression: string): string {
  return `\${{ ${expression} }}`;
}

/** Puts a token where the caret is; returns the new text and caret. */
export function insertToken(
  text: string,
  expression: string,
  start: number,
  end: number,
): { text: string; caret: number } {
  const inserted = token(expression);
  return { text: text.slice(0, start) + inserted + text.slice(end), caret: start + inserted.length };
}

/** A path a person may type in CEL: dots where the name allows it, brackets where it does not. */
export function member(base: string, name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${base}.${name}` : `${base}[${JSON.stringify(name)}]`;
}

export function dottedPath(base: string, path: string): string {
  return path.split(".").reduce((expr, part) => member(expr, part), base);
}

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  [key: string]: unknown;
}

/** Everything a step may refer to: the event, the steps before it, the run. */
export function dataFor(
  stepIndex: number,
  steps: Step[],
  types: Map<string, StepType>,
  eventFields: Field[],
  samples: {
    event?: Record<string, unknown> | undefined;
    steps: Record<string, Record<string, unknown> | undefined>;
  },
): DataGroup[] {
  const groups: DataGroup[] = [
    { id: "event", title: "Event", items: eventItems(eventFields, samples.event) },
  ];
  steps.slice(0, Math.max(stepIndex, 0)).forEach((step, i) => {
    const type = types.get(step.type);
    const title = `${i + 1} ${stepTitle(step, type)}`;
    groups.push({ id: `steps.${step.id}`, title, items: stepItems(step, type, samples.steps[step.id]) });
  });
  groups.push({
    id: "run",
    title: "Run",
    items: [
      { expression: "run.id", name: "run id", type: "string" },
      { expression: "workflow.name", name: "workflow name", type: "string" },
      { expression: "event.subject", name: "subject", type: "string" },
      { expression: "event.time", name: "event time", type: "string" },
    ],
  });
  return groups;
}

function eventItems(fields: Field[], sample: Record<string, unknown> | undefined): DataItem[] {
  const known = fields.map((f) => ({
    expression: dottedPath("event.data", f.path),
    name: f.path,
    type: f.type,
    sample: sample ? valueAt(sample, f.path) : f.sample,
  }));
  const names = new Set(fields.map((f) => f.path.split(".")[0]));
  const extra = Object.keys(sample ?? {})
    .filter((key) => !names.has(key))
    .map((key) => ({
      expression: dottedPath("event.data", key),
      name: key,
      type: typeName(sample?.[key]),
      sample: sample?.[key],
    }));
  return [...known, ...extra];
}

function stepItems(
  step: Step,
  type: StepType | undefined,
  sample: Record<string, unknown> | undefined,
): DataItem[] {
  const base = member("steps", step.id);
  const properties = (type?.outputs as JsonSchema | undefined)?.properties ?? {};
  const names = [...new Set([...Object.keys(properties), ...Object.keys(sample ?? {})])];
  return names.map((name) => ({
    expression: member(base, name),
    name,
    type: schemaType(properties[name]) ?? typeName(sample?.[name]),
    sample: sample?.[name],
  }));
}

export function stepTitle(step: Step, type: StepType | undefined): string {
  return step.name || type?.title || step.type;
}

const TYPE_WORDS: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  array: "list",
  object: "object",
};
/** What stands for a value that is not known yet. */
export const typeWord = (type: string) => TYPE_WORDS[type] ?? type;

export function schemaType(schema: JsonSchema | undefined): string | undefined {
  if (!schema) return undefined;
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== "null") : schema.type;
  return type ?? (schema.enum ? "string" : undefined);
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null || value === undefined ? "any" : typeof value;
}

/** What a chip says: `event.data.file_path` → "Event › file_path"; anything else is shown as written. */
export function describeExpression(
  expression: string,
  groups: DataGroup[],
): { label: string; item?: DataItem } {
  for (const group of groups) {
    const item = group.items.find((i) => i.expression === expression);
    if (item) return { label: `${group.title} › ${item.name}`, item };
  }
  return { label: expression };
}

/** Steps used before they have run, or not there at all; the place is the step's index. */
export function referenceProblems(steps: Step[]): { index: number; key: string; message: string }[] {
  const out: { index: number; key: string; message: string }[] = [];
  const order = new Map(steps.map((s, i) => [s.id, i]));
  steps.forEach((step, index) => {
    for (const [key, text] of stringsIn(step.with)) {
      for (const id of referencedSteps(text)) {
        const at = order.get(id);
        if (at === undefined)
          out.push({ index, key, message: `Refers to the step "${id}", which is not in this workflow.` });
        else if (at >= index)
          out.push({
            index,
            key,
            message: `Refers to the step "${id}", which runs ${at === index ? "here itself" : "later"}.`,
          });
      }
    }
  });
  return out;
}

/** Later steps that use this step's output. */
export function usersOf(steps: Step[], id: string): Step[] {
  return steps.filter(
    (s) => s.id !== id && stringsIn(s.with).some(([, text]) => referencedSteps(text).includes(id)),
  );
}

function stringsIn(value: unknown, key = ""): [string, string][] {
  if (typeof value === "string") return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((v) => stringsIn(v, key));
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([k, v]) => stringsIn(v, key === "" ? k : key));
  }
  return [];
}

function referencedSteps(text: string): string[] {
  const ids: string[] = [];
  for (const part of parseTemplate(text)) {
    if (part.kind !== "expression") continue;
    for (const m of part.text.matchAll(/\bsteps(?:\.([A-Za-z_][A-Za-z0-9_]*)|\["([^"]+)"\])/g))
      ids.push(m[1] ?? m[2] ?? "");
  }
  return ids;
}

/** Renames references when a step's id changes. */
export function renameStep(steps: Step[], from: string, to: string): Step[] {
  const pattern = new RegExp(`\\bsteps(\\.${escapeRegex(from)}\\b|\\["${escapeRegex(from)}"\\])`, "g");
  const replace = (v: unknown): unknown => {
    if (typeof v === "string")
      return v.replace(EXPRESSION, (whole) => whole.replace(pattern, member("steps", to)));
    if (Array.isArray(v)) return v.map(replace);
    if (v !== null && typeof v === "object")
      return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, replace(x)]));
    return v;
  };
  return steps.map((s) => ({
    ...s,
    id: s.id === from ? to : s.id,
    with: replace(s.with) as Record<string, unknown>,
  }));
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
