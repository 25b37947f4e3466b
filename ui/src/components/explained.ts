// View model of an explanation: the condition tree as flat rows with depth, for a table.
import type { Explained } from "../api/types";
import { formatBytes, formatValue, isBytes } from "../lib/format";

export type ExplainedRow =
  | { kind: "group"; key: string; depth: number; text: string; passed: boolean; blamed: boolean }
  | {
      kind: "leaf";
      key: string;
      depth: number;
      text: string;
      expected: string;
      actual: string;
      passed: boolean;
      /** It says the opposite of what is wanted, and no group around it makes up for that. */
      blamed: boolean;
      missing: boolean;
      /** Could not be judged; what it counts as is in `passed`. */
      unknown: boolean;
      error?: string;
    };

const GROUP_TEXT = { all: "All of these", any: "Any of these", none: "None of these" } as const;

export function explainedRows(explained: Explained | null): ExplainedRow[] {
  return explained ? rowsOf(explained, 0, "root", true, false) : [];
}

/** `wanted`: what the row should say, the opposite below "none of these"; `fine`: a group around it holds anyway. */
function rowsOf(
  explained: Explained,
  depth: number,
  key: string,
  wanted: boolean,
  fine: boolean,
): ExplainedRow[] {
  const good = explained.passed === wanted;
  const blamed = !good && !fine;
  if (explained.kind === "leaf") {
    return [
      {
        kind: "leaf",
        key,
        depth,
        text: explained.op === "expression" ? "Expression" : `${explained.field} ${opText(explained.op)}`,
        expected: needsNoValue(explained.op) ? "–" : readable(explained.field, explained.expected),
        actual: explained.missing ? "missing" : readable(explained.field, explained.actual),
        passed: explained.passed,
        blamed,
        missing: explained.missing,
        unknown: explained.result === "unknown",
        error: explained.error,
      },
    ];
  }
  const children = explained.children.flatMap((child, index) =>
    rowsOf(child, depth + 1, `${key}.${index}`, wanted !== (explained.op === "none"), fine || good),
  );
  if (depth === 0 && explained.op === "all") return children.map((row) => ({ ...row, depth: row.depth - 1 }));
  return [
    { kind: "group", key, depth, text: GROUP_TEXT[explained.op], passed: explained.passed, blamed },
    ...children,
  ];
}

/** Sizes read as sizes; everything else as it is. */
export function readable(field: string, value: unknown): string {
  if (typeof value === "number" && isBytes(field)) return formatBytes(value);
  return Array.isArray(value) ? value.map(formatValue).join(", ") : formatValue(value);
}

/** "yes", "no", and for what could not be judged what it counts as. */
export function resultText(row: ExplainedRow): string {
  if (row.kind === "leaf" && row.unknown) return row.passed ? "unknown, counts as yes" : "unknown";
  return row.passed ? "yes" : "no";
}

const needsNoValue = (op: string) => /^(is_empty|is_not_empty|is_true|is_false|exists|is_missing)$/.test(op);

const OP_TEXT: Record<string, string> = {
  not_contains: "does not contain",
  is_not: "is not",
  matches_glob: "matches pattern",
  matches_regex: "matches regex",
  is_one_of: "is one of",
  is_not_one_of: "is not one of",
  eq: "=",
  ne: "≠",
  lt: "<",
  le: "≤",
  gt: ">",
  ge: "≥",
  in_last_seconds: "in the last (seconds)",
  is_true: "is yes",
  is_false: "is no",
  count_ge: "count ≥",
  is_missing: "is missing",
  has_item: "has item",
  has_field: "has field",
  extension_is: "extension is",
};

export function opText(op: string): string {
  return OP_TEXT[op] ?? op.replaceAll("_", " ");
}
