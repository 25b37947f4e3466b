// Editing a list of steps: add, move, duplicate, remove; ids stay unique.
import type { Field, FieldProblem, Step, StepType } from "../../api/types";
import type { JsonSchema } from "./mapping";
import { dottedPath, schemaType, token } from "./mapping";

export function uniqueId(base: string, steps: { id: string }[]): string {
  const clean =
    base
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "") || "step";
  const start = /^[0-9]/.test(clean) ? `s_${clean}` : clean;
  const taken = new Set(steps.map((s) => s.id));
  if (!taken.has(start)) return start;
  let n = 2;
  while (taken.has(`${start}_${n}`)) n += 1;
  return `${start}_${n}`;
}

/** A new step with the schema's defaults; a required path input takes the event's file path when there is one. */
export function newStep(type: StepType, steps: Step[], eventFields: Field[] = []): Step {
  const schema = type.inputs as JsonSchema;
  const required = new Set(schema.required ?? []);
  const input: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (property.default !== undefined) input[key] = property.default;
    else if (required.has(key) && schemaType(property) === "string" && key === "file") {
      const file = eventFields.find((f) => f.path === "file_path");
      if (file) input[key] = token(dottedPath("event.data", file.path));
    }
  }
  return { id: uniqueId(type.type.split(/[./]/).pop() ?? type.type, steps), type: type.type, with: input };
}

export function insertAt(steps: Step[], index: number, step: Step): Step[] {
  return [...steps.slice(0, index), step, ...steps.slice(index)];
}

export function moveStep(steps: Step[], index: number, by: -1 | 1): { steps: Step[]; index: number } {
  const target = Math.min(Math.max(index + by, 0), steps.length - 1);
  const copy = [...steps];
  const [moved] = copy.splice(index, 1);
  if (moved) copy.splice(target, 0, moved);
  return { steps: copy, index: target };
}

export function duplicateStep(steps: Step[], index: number): Step[] {
  const step = steps[index];
  if (!step) return steps;
  return insertAt(steps, index + 1, { ...structuredClone(step), id: uniqueId(step.id, steps) });
}

/** "changed timeout 30 → 60 s", "added Notify", in the order a reader looks. */
export function summarise(before: Step[], after: Step[]): string[] {
  const out: string[] = [];
  const old = new Map(before.map((s) => [s.id, s]));
  const now = new Map(after.map((s) => [s.id, s]));
  for (const s of after) if (!old.has(s.id)) out.push(`added ${s.name || s.id}`);
  for (const s of before) if (!now.has(s.id)) out.push(`removed ${s.name || s.id}`);
  for (const s of after) {
    const was = old.get(s.id);
    if (!was) continue;
    if (was.timeout_s !== s.timeout_s)
      out.push(`${s.name || s.id}: time limit ${was.timeout_s ?? "none"} → ${s.timeout_s ?? "none"} s`);
    const keys = new Set([...Object.keys(was.with), ...Object.keys(s.with)]);
    for (const key of keys) {
      if (JSON.stringify(was.with[key]) !== JSON.stringify(s.with[key]))
        out.push(`${s.name || s.id}: changed ${key}`);
    }
    const rest = (x: Step) => JSON.stringify({ ...x, with: null, timeout_s: null });
    if (rest(was) !== rest(s)) out.push(`${s.name || s.id}: changed options`);
  }
  const order = (list: Step[], other: Map<string, Step>) =>
    list
      .filter((s) => other.has(s.id))
      .map((s) => s.id)
      .join();
  if (order(before, now) !== order(after, old)) out.push("changed the order");
  return out;
}

/** Problems by step index; "/steps/2/with/path" → step 2, field "path". */
export function problemsByStep(
  problems: FieldProblem[],
): Map<number, { field: string | null; problem: FieldProblem }[]> {
  const out = new Map<number, { field: string | null; problem: FieldProblem }[]>();
  for (const problem of problems) {
    const match = /^\/?steps\/(\d+)(?:\/(.*))?$/.exec(problem.pointer);
    if (!match) continue;
    const index = Number(match[1]);
    const rest = match[2] ?? "";
    const field = rest.startsWith("with/") ? (rest.slice(5).split("/")[0] ?? null) : rest || null;
    out.set(index, [...(out.get(index) ?? []), { field, problem }]);
  }
  return out;
}

/** "if_exists" → "If exists". */
export function humanise(name: string): string {
  const text = name.replace(/[_-]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
