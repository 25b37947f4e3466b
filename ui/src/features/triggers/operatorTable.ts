// Every operator: its words, which are the engine's, and what value it takes.
import type { Op } from "../../api/types";

export type ValueKind =
  | "none"
  | "text"
  | "list"
  | "number"
  | "count"
  | "range"
  | "date"
  | "seconds"
  | "weekdays"
  | "times"
  | "folder"
  | "extension"
  | "item";

export interface OperatorInfo {
  op: Op;
  /** As it reads in the menu and in the sentence: "filename [contains] invoice". */
  label: string;
  value: ValueKind;
  /** Text comparison with a visible aa/Aa switch. */
  cased?: boolean;
}

const INFO: Record<Op, Omit<OperatorInfo, "op">> = {
  contains: { label: "contains", value: "text", cased: true },
  not_contains: { label: "does not contain", value: "text", cased: true },
  is: { label: "is", value: "text", cased: true },
  is_not: { label: "is not", value: "text", cased: true },
  starts_with: { label: "starts with", value: "text", cased: true },
  not_starts_with: { label: "does not start with", value: "text", cased: true },
  ends_with: { label: "ends with", value: "text", cased: true },
  not_ends_with: { label: "does not end with", value: "text", cased: true },
  matches_glob: { label: "matches", value: "text", cased: true },
  not_matches_glob: { label: "does not match", value: "text", cased: true },
  matches_regex: { label: "matches regex", value: "text", cased: true },
  not_matches_regex: { label: "does not match regex", value: "text", cased: true },
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
  between: { label: "is between", value: "range" },
  not_between: { label: "is not between", value: "range" },
  before: { label: "is before", value: "date" },
  not_before: { label: "is not before", value: "date" },
  after: { label: "is after", value: "date" },
  not_after: { label: "is not after", value: "date" },
  in_last_seconds: { label: "is in the last", value: "seconds" },
  not_in_last_seconds: { label: "is not in the last", value: "seconds" },
  weekday_is: { label: "is on", value: "weekdays" },
  weekday_is_not: { label: "is not on", value: "weekdays" },
  time_between: { label: "has a time between", value: "times" },
  time_not_between: { label: "has no time between", value: "times" },
  is_true: { label: "is yes", value: "none" },
  is_false: { label: "is no", value: "none" },
  has_item: { label: "has the item", value: "text", cased: true },
  not_has_item: { label: "does not have the item", value: "text", cased: true },
  count_eq: { label: "has exactly", value: "count" },
  count_ne: { label: "does not have exactly", value: "count" },
  count_ge: { label: "has at least", value: "count" },
  count_lt: { label: "has fewer than", value: "count" },
  count_gt: { label: "has more than", value: "count" },
  count_le: { label: "has at most", value: "count" },
  any_item: { label: "has an item that", value: "item" },
  no_item: { label: "has no item that", value: "item" },
  all_items: { label: "has only items that", value: "item" },
  not_all_items: { label: "does not have only items that", value: "item" },
  has_field: { label: "has the field", value: "text" },
  not_has_field: { label: "does not have the field", value: "text" },
  extension_is: { label: "has the extension", value: "extension" },
  extension_is_not: { label: "does not have the extension", value: "extension" },
  inside_folder: { label: "is inside folder", value: "folder" },
  not_inside_folder: { label: "is not inside folder", value: "folder" },
  file_name_matches: { label: "has a file name that matches", value: "text", cased: true },
  not_file_name_matches: { label: "has a file name that does not match", value: "text", cased: true },
  exists: { label: "exists", value: "none" },
  is_missing: { label: "is missing", value: "none" },
};

/** The not-forms; `≠`, `is no` and the like read as operators of their own. */
const NOT: Op[] = [
  "not_contains",
  "is_not",
  "not_starts_with",
  "not_ends_with",
  "not_matches_glob",
  "not_matches_regex",
  "is_not_one_of",
  "is_not_empty",
  "not_between",
  "not_before",
  "not_after",
  "not_in_last_seconds",
  "weekday_is_not",
  "time_not_between",
  "not_has_item",
  "no_item",
  "not_all_items",
  "count_ne",
  "not_has_field",
  "extension_is_not",
  "not_inside_folder",
  "not_file_name_matches",
  "is_missing",
];

export const isNotForm = (op: Op): boolean => NOT.includes(op);

export function operatorInfo(op: Op): OperatorInfo {
  return { op, ...(INFO[op] ?? { label: op, value: "text" }) };
}

const TEXT: Op[] = [
  "contains",
  "is",
  "starts_with",
  "ends_with",
  "is_one_of",
  "matches_glob",
  "matches_regex",
  "is_empty",
  "not_contains",
  "is_not",
  "not_starts_with",
  "not_ends_with",
  "is_not_one_of",
  "not_matches_glob",
  "not_matches_regex",
  "is_not_empty",
];
const PATH: Op[] = [
  "contains",
  "extension_is",
  "inside_folder",
  "file_name_matches",
  "extension_is_not",
  "not_inside_folder",
  "not_file_name_matches",
];
const NUMBER: Op[] = ["eq", "ne", "lt", "le", "gt", "ge", "between", "not_between"];
const DATE: Op[] = [
  "in_last_seconds",
  "before",
  "after",
  "weekday_is",
  "time_between",
  "not_in_last_seconds",
  "not_before",
  "not_after",
  "weekday_is_not",
  "time_not_between",
];
const LIST: Op[] = [
  "has_item",
  "any_item",
  "all_items",
  "count_eq",
  "count_ge",
  "count_gt",
  "count_le",
  "count_lt",
  "is_empty",
  "not_has_item",
  "no_item",
  "not_all_items",
  "count_ne",
  "is_not_empty",
];
const ENUM: Op[] = ["is", "is_one_of", "is_not", "is_not_one_of"];
const PRESENCE: Op[] = ["exists", "is_missing"];

export type FieldKind = "any" | "text" | "path" | "enum" | "date" | "number" | "boolean" | "list" | "object";
const BY_KIND: Record<FieldKind, Op[]> = {
  any: [...TEXT, ...NUMBER, ...PRESENCE],
  text: [...TEXT, ...PRESENCE],
  path: [...PATH, ...TEXT.filter((op) => !PATH.includes(op)), ...PRESENCE],
  enum: [...ENUM, ...PRESENCE],
  date: [...DATE, ...PRESENCE],
  number: [...NUMBER, ...PRESENCE],
  boolean: ["is_true", "is_false", ...PRESENCE],
  list: [...LIST, ...PRESENCE],
  object: ["has_field", "not_has_field", ...PRESENCE],
};

/** Operators offered for a kind of field, the most useful first. */
export const operatorsOf = (kind: FieldKind): OperatorInfo[] => BY_KIND[kind].map(operatorInfo);
