// Which operators fit a field, how they read, and which values can never match.
import type { Field, Leaf, Op } from "../../api/types";
import { formatBytes, formatNumber } from "../../lib/format";
import type { Row } from "./conditions";

export type ValueKind =
  | "none"
  | "text"
  | "list"
  | "number"
  | "range"
  | "date"
  | "seconds"
  | "folder"
  | "extension";

export interface OperatorInfo {
  op: Op;
  /** As it reads in the menu and in the sentence: "filename [contains] invoice". */
  label: string;
  value: ValueKind;
  /** Text comparison with a visible aa/Aa switch. */
  cased?: boolean;
}

const INFO: Partial<Record<Op, Omit<OperatorInfo, "op">>> = {
  contains: { label: "contains", value: "text", cased: true },
  not_contains: { label: "does not contain", value: "text", cased: true },
  is: { label: "is", value: "text", cased: true },
  is_not: { label: "is not", value: "text", cased: true },
  starts_with: { label: "starts with", value: "text", cased: true },
  ends_with: { label: "ends with", value: "text", cased: true },
  matches_glob: { label: "matches pattern", value: "text", cased: true },
  matches_regex: { label: "matches regex", value: "text", cased: true },
  is_one_of: { label: "is one of", value: "list", cased: true },
  is_not_one_of: { label: "is not one of", value: "list", cased: true },
  is_empty: { label: "is empty", value: "none" },
  is_not_empty: { label: "is not empty", value: "none" },
  eq: { label: "=", value: "number" },
  ne: { label: "≠", value: "number" },
  lt: { label: "<", value: "number" },
  le: { label: "≤", value: "number" },
  gt: { label: ">", value: "number" },
  ge: { label: "≥", value: "number" },
  between: { label: "between", value: "range" },
  before: { label: "before", value: "date" },
  after: { label: "after", value: "date" },
  in_last_seconds: { label: "in the last", value: "seconds" },
  is_true: { label: "is yes", value: "none" },
  is_false: { label: "is no", value: "none" },
  has_item: { label: "contains item", value: "text" },
  count_ge: { label: "has at least this many items:", value: "number" },
  has_field: { label: "has the field", value: "text" },
  exists: { label: "exists", value: "none" },
  is_missing: { label: "is missing", value: "none" },
  extension_is: { label: "extension is", value: "extension" },
  inside_folder: { label: "is inside folder", value: "folder" },
};

const TEXT: Op[] = [
  "contains",
  "not_contains",
  "is",
  "is_not",
  "starts_with",
  "ends_with",
  "matches_glob",
  "matches_regex",
  "is_one_of",
  "is_not_one_of",
  "is_empty",
  "is_not_empty",
];
const NUMBER: Op[] = ["eq", "ne", "lt", "le", "gt", "ge", "between"];
const PRESENCE: Op[] = ["exists", "is_missing"];

export function operatorInfo(op: Op): OperatorInfo {
  return { op, ...(INFO[op] ?? { label: op, value: "text" }) };
}

/** True for fields that hold a path or a file name, judged by format and by name. */
export function isPathLike(field: Pick<Field, "path" | "format">): boolean {
  if (field.format === "path" || field.format === "file-path") return true;
  return (
    /(^|[._])(file_?name|path|folder|directory|file)$/i.test(field.path) ||
    /_(path|folder)$/i.test(field.path)
  );
}

/** Fields that count bytes read better as MB. */
export function isBytes(path: string): boolean {
  return /(^|[._])(file_)?(size|bytes)$/i.test(path);
}

export function isDate(field: Pick<Field, "type" | "format">): boolean {
  return field.type === "string" && (field.format === "date-time" || field.format === "date");
}

/** Operators offered for a field, the most useful first. */
export function operatorsFor(field: Field | undefined): OperatorInfo[] {
  return opsFor(field).map(operatorInfo);
}

function opsFor(field: Field | undefined): Op[] {
  if (!field) return [...TEXT, ...NUMBER, ...PRESENCE];
  switch (field.type) {
    case "integer":
    case "number":
      return [...NUMBER, ...PRESENCE];
    case "boolean":
      return ["is_true", "is_false", ...PRESENCE];
    case "array":
      return ["has_item", "count_ge", "is_empty", "is_not_empty", ...PRESENCE];
    case "object":
      return ["has_field", ...PRESENCE];
    case "string":
      if (field.enum?.length) return ["is", "is_not", "is_one_of", "is_not_one_of", ...PRESENCE];
      if (isDate(field)) return ["in_last_seconds", "before", "after", ...PRESENCE];
      if (isPathLike(field))
        return [...TEXT.slice(0, 1), "extension_is", "inside_folder", ...TEXT.slice(1), ...PRESENCE];
      return [...TEXT, ...PRESENCE];
    default:
      return [...TEXT, ...NUMBER, ...PRESENCE];
  }
}

const HAS_OPPOSITE: Op[] = [
  "contains",
  "not_contains",
  "is",
  "is_not",
  "is_one_of",
  "is_not_one_of",
  "is_empty",
  "is_not_empty",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "is_true",
  "is_false",
  "exists",
  "is_missing",
];

/** Operators whose opposite no other operator says; the editor puts these under "none of these". */
export function opposites(field: Field | undefined): OperatorInfo[] {
  return operatorsFor(field).filter((o) => !HAS_OPPOSITE.includes(o.op));
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
  if (to.value === "none" || leaf.value === undefined) return next;
  if (to.value === from.value) return { ...next, value: leaf.value };
  const single = Array.isArray(leaf.value) ? leaf.value[0] : leaf.value;
  if (to.value === "list") return { ...next, value: single === undefined || single === "" ? [] : [single] };
  if (to.value === "range") return { ...next, value: typeof single === "number" ? [single, single] : [] };
  if (to.value === "number" || to.value === "seconds")
    return typeof single === "number" ? { ...next, value: single } : next;
  if (to.value === "text" || to.value === "folder" || to.value === "extension")
    return single === undefined ? next : { ...next, value: String(single) };
  return next;
}

/** Whether a row can be sent; a reason in plain words when it can't. */
export function rowProblem(row: Row, fields: Field[]): string | null {
  if (row.kind === "expression") return row.leaf.expression.trim() === "" ? "Enter an expression." : null;
  return leafProblem(
    row.leaf,
    fields.find((f) => f.path === row.leaf.field),
  );
}

/** Whether the condition can be sent; a reason in plain words when it can never match. */
export function leafProblem(leaf: Leaf, field: Field | undefined): string | null {
  if (!leaf.field) return "Choose a field.";
  const info = operatorInfo(leaf.op);
  const value = leaf.value;
  switch (info.value) {
    case "none":
      return null;
    case "number":
    case "seconds":
      if (info.value === "number" && field && NEVER_NUMBER.includes(field.type) && leaf.op !== "count_ge")
        return `${leaf.field} is a ${field.type === "string" ? "text" : field.type}; it is never ${info.label} a number.`;
      if (value === undefined || value === "") return "Enter a number.";
      if (typeof value !== "number" || Number.isNaN(value))
        return `${leaf.field} is a number; "${String(value)}" can never match.`;
      return null;
    case "range": {
      const [low, high] = Array.isArray(value) ? value : [];
      if (typeof low !== "number" || typeof high !== "number") return "Enter both ends of the range.";
      return low > high ? "The first number is larger than the second, so nothing can match." : null;
    }
    case "list":
      if (!Array.isArray(value) || value.length === 0) return "Add at least one value.";
      return impossibleEnum(value, field);
    case "date":
      if (!value) return "Choose a date and time.";
      return Number.isNaN(Date.parse(String(value))) ? `"${String(value)}" is not a date.` : null;
    default:
      if (value === undefined || value === "") return "Enter a value.";
      if (leaf.op === "matches_regex") return regexProblem(String(value));
      return leaf.op === "is" || leaf.op === "is_not" ? impossibleEnum([value], field) : null;
  }
}

const NEVER_NUMBER: string[] = ["string", "boolean", "object", "array"];

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

const UNITS: [string, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** 7200 → { amount: 2, unit: "hour", seconds: 3600 }. */
export function splitSeconds(total: number): { amount: number; unit: string; factor: number } {
  for (const [unit, factor] of UNITS) {
    if (total >= factor && total % factor === 0) return { amount: total / factor, unit, factor };
  }
  return { amount: total, unit: "second", factor: 1 };
}

/** The value as it reads in a sentence. */
export function valueText(leaf: Leaf): string {
  const info = operatorInfo(leaf.op);
  const number = (n: number) => (isBytes(leaf.field) && readsExactly(n) ? formatBytes(n) : formatNumber(n));
  const quote = (v: unknown) => (typeof v === "number" ? number(v) : `"${String(v ?? "")}"`);
  const list = (
    Array.isArray(leaf.value) ? leaf.value : leaf.value === undefined ? [] : [leaf.value]
  ) as unknown[];
  switch (info.value) {
    case "none":
      return "";
    case "range":
      return list.length === 2 ? `${quote(list[0])} and ${quote(list[1])}` : "…";
    case "list":
      return list.length ? list.map(quote).join(", ") : "…";
    case "extension":
      return leaf.value ? `.${String(leaf.value).replace(/^\./, "")}` : "…";
    case "seconds": {
      if (typeof leaf.value !== "number") return "…";
      const { amount, unit } = splitSeconds(leaf.value);
      return `${formatNumber(amount)} ${unit}${amount === 1 ? "" : "s"}`;
    }
    case "date":
      return leaf.value
        ? String(leaf.value)
            .replace("T", " ")
            .replace(/(:\d\d)(\.\d+)?Z?$/, "$1")
        : "…";
    case "folder":
      return leaf.value ? `${String(leaf.value)} (and below)` : "…";
    default:
      return leaf.value === undefined || leaf.value === "" ? "…" : quote(leaf.value);
  }
}

/** 20 000 000 is said as 20 MB; 20 480 001 is not rounded. */
function readsExactly(bytes: number): boolean {
  return [1e3, 1e6, 1e9].some(
    (unit) => bytes >= unit && bytes < unit * 1000 && Number.isInteger(bytes / unit),
  );
}
