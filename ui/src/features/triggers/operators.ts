// Which operators fit a field, and which values can never match.
import type { Field, Leaf, Op } from "../../api/types";
import type { Row } from "./conditions";
import {
  type FieldKind,
  type OperatorInfo,
  operatorInfo,
  operatorsOf,
  type ValueKind,
} from "./operatorTable";

export { isNotForm, type OperatorInfo, operatorInfo } from "./operatorTable";

/** True for fields that hold a path or a file name, judged by format and by name. */
export function isPathLike(field: Pick<Field, "path" | "format">): boolean {
  if (field.format === "path" || field.format === "file-path") return true;
  return (
    /(^|[._])(file_?name|path|folder|directory|file)$/i.test(field.path) ||
    /_(path|folder)$/i.test(field.path)
  );
}

export function isDate(field: Pick<Field, "type" | "format">): boolean {
  return field.type === "string" && (field.format === "date-time" || field.format === "date");
}

export function kindOf(field: Field | undefined): FieldKind {
  switch (field?.type) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return "list";
    case "object":
      return "object";
    case "string":
      if (field.enum?.length) return "enum";
      if (isDate(field)) return "date";
      return isPathLike(field) ? "path" : "text";
    default:
      return "any";
  }
}

/** Operators offered for a field, the most useful first. */
export function operatorsFor(field: Field | undefined): OperatorInfo[] {
  return operatorsOf(kindOf(field));
}

/** A fresh condition on a field, without a value. */
export function newLeaf(field: Field | undefined): Leaf {
  const op = operatorsFor(field)[0]?.op ?? "contains";
  return { field: field?.path ?? "", op };
}

/** The condition made by clicking a value in a payload: "path is value". */
export function leafFromValue(path: string, value: unknown): Leaf {
  if (typeof value === "boolean") return { field: path, op: value ? "is_true" : "is_false" };
  if (typeof value === "number") return { field: path, op: "eq", value };
  if (value === null || value === undefined) return { field: path, op: "exists" };
  if (Array.isArray(value)) {
    return value.length > 0 && typeof value[0] !== "object"
      ? { field: path, op: "has_item", value: value[0] }
      : { field: path, op: "is_not_empty" };
  }
  if (typeof value === "object") return { field: path, op: "exists" };
  return { field: path, op: "is", value: String(value) };
}

/** Changes the operator and carries the value over where it still makes sense. */
export function withOperator(leaf: Leaf, op: Op): Leaf {
  const from = operatorInfo(leaf.op);
  const to = operatorInfo(op);
  const next: Leaf = { field: leaf.field, op };
  if (leaf.if_unknown !== undefined) next.if_unknown = leaf.if_unknown;
  if (to.cased && leaf.case_sensitive !== undefined) next.case_sensitive = leaf.case_sensitive;
  if (to.value === "weekdays" || to.value === "times") next.time_zone = leaf.time_zone ?? localZone();
  if (to.value === "none") return next;
  if (to.value === from.value && leaf.value !== undefined) return { ...next, value: leaf.value };
  const single = Array.isArray(leaf.value) ? leaf.value[0] : leaf.value;
  const value = carried(to.value, single);
  return value === undefined ? next : { ...next, value };
}

function carried(kind: ValueKind, single: unknown): unknown {
  const number = typeof single === "number" ? single : undefined;
  const scalar = single === undefined || typeof single === "object" ? undefined : String(single);
  switch (kind) {
    case "list":
      return scalar === undefined || scalar === "" ? [] : [single];
    case "range":
      return number === undefined ? [] : [number, number];
    case "number":
    case "count":
    case "seconds":
      return number;
    case "text":
    case "folder":
    case "extension":
      return scalar;
    case "weekdays":
      return ["mon", "tue", "wed", "thu", "fri"];
    case "times":
      return ["08:00", "18:00"];
    case "item":
      return { op: "contains" };
    default:
      return undefined;
  }
}

/** Weekdays and times of day are written with the zone of whoever writes them. */
function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Whether a row can be sent; a reason in plain words when it can't. */
export function rowProblem(row: Row, fields: Field[]): string | null {
  if (row.kind === "expression") return row.leaf.expression.trim() === "" ? "Enter an expression." : null;
  return leafProblem(
    row.leaf,
    fields.find((f) => f.path === row.leaf.field),
  );
}

/** Why one comparison can't be sent, or can never match. */
export function leafProblem(leaf: Leaf, field: Field | undefined): string | null {
  if (!leaf.field) return "Choose a field.";
  const info = operatorInfo(leaf.op);
  const value = leaf.value;
  switch (info.value) {
    case "none":
      return null;
    case "number":
      if (field && NEVER_NUMBER[field.type])
        return `${leaf.field} is a ${NEVER_NUMBER[field.type]}; no number can ever match.`;
      return numberProblem(leaf);
    case "count":
    case "seconds":
      return numberProblem(leaf);
    case "range": {
      const [low, high] = Array.isArray(value) ? value : [];
      if (typeof low !== "number" || typeof high !== "number") return "Enter both ends of the range.";
      return low > high ? "The first number is larger than the second, so nothing can match." : null;
    }
    case "list":
      if (!Array.isArray(value) || value.length === 0) return "Add at least one value.";
      return impossibleEnum(value, field);
    case "weekdays":
      return Array.isArray(value) && value.length > 0 ? null : "Choose at least one day.";
    case "times": {
      const [from, to] = Array.isArray(value) ? value : [];
      if (!from || !to) return "Enter both times.";
      return from === to ? "Both times are the same, so nothing can match." : null;
    }
    case "item": {
      const inner = (value ?? {}) as Partial<Leaf>;
      return leafProblem({ op: "is", ...inner, field: inner.field || leaf.field } as Leaf, undefined);
    }
    case "date":
      if (!value) return "Choose a date and time.";
      return Number.isNaN(Date.parse(String(value))) ? `"${String(value)}" is not a date.` : null;
    default:
      if (value === undefined || value === "") return "Enter a value.";
      if (/matches_regex$/.test(leaf.op)) return regexProblem(String(value));
      return leaf.op === "is" || leaf.op === "is_not" ? impossibleEnum([value], field) : null;
  }
}

function numberProblem({ field, value }: Leaf): string | null {
  if (value === undefined || value === "") return "Enter a number.";
  return typeof value === "number" && !Number.isNaN(value)
    ? null
    : `${field} is a number; "${String(value)}" can never match.`;
}

const NEVER_NUMBER: Partial<Record<string, string>> = {
  string: "text",
  boolean: "yes or no",
  object: "group of fields",
  array: "list",
};

function impossibleEnum(values: unknown[], field: Field | undefined): string | null {
  if (!field?.enum?.length) return null;
  const known = field.enum.map((v) => String(v).toLowerCase());
  const odd = values.find((v) => !known.includes(String(v).toLowerCase()));
  return odd === undefined
    ? null
    : `${field.path} can only be ${field.enum.map(String).join(", ")}; "${String(odd)}" can never match.`;
}

function regexProblem(pattern: string): string | null {
  // The engine has the last word; this only catches what no engine takes.
  try {
    new RegExp(pattern.replace(/^\(\?[a-z]+\)/, ""));
    return null;
  } catch {
    return "This pattern is not a valid regular expression.";
  }
}
