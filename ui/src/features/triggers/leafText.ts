// A condition as words while it is written, half-finished ones too. A finished one reads as the engine says it
// (crates/model/tests/words.json).
import type { Day, Leaf } from "../../api/types";
import { exactBytes, formatNumber, isBytes } from "../../lib/format";
import { operatorInfo } from "./operatorTable";
import { daysText } from "./options";

export function leafText(leaf: Leaf): string {
  const info = operatorInfo(leaf.op);
  const value = valueText(leaf);
  const cased =
    info.cased && hasText(leaf.value) ? (leaf.case_sensitive ? " (exact case)" : " (any case)") : "";
  return [leaf.field || "…", info.label, value].filter(Boolean).join(" ") + cased;
}

const hasText = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(hasText) : value === undefined || typeof value === "string";

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
  const number = (n: number) => (isBytes(leaf.field) ? exactBytes(n) : undefined) ?? formatNumber(n);
  const quote = (v: unknown) => (typeof v === "number" ? number(v) : `"${oneLine(String(v ?? ""))}"`);
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
    case "count":
      return typeof leaf.value === "number" ? `${formatNumber(leaf.value)} items` : "…";
    case "weekdays":
      return list.length ? `${daysText(list.map(day))}${zoneText(leaf)}` : "…";
    case "times":
      return list.length === 2 ? `${list[0]} and ${list[1]}${zoneText(leaf)}` : "…";
    case "item": {
      const inner = (leaf.value ?? {}) as Partial<Leaf>;
      return leafText({ op: "is", ...inner, field: inner.field ?? "" } as Leaf);
    }
    case "seconds": {
      if (typeof leaf.value !== "number") return "…";
      const { amount, unit } = splitSeconds(leaf.value);
      return `${formatNumber(amount)} ${unit}${amount === 1 ? "" : "s"}`;
    }
    case "date":
      return leaf.value ? String(leaf.value).replace("T", " ").replace(/Z$/, " UTC") : "…";
    case "folder":
      return leaf.value ? `${String(leaf.value)} (and below)` : "…";
    default:
      return leaf.value === undefined || leaf.value === "" ? "…" : quote(leaf.value);
  }
}

/** A text as it was typed; only what would break the line is shown by its sign. */
const oneLine = (text: string) =>
  [...text].map((c) => (c < " " ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : c)).join("");

/** "Monday" is "mon" too. */
const day = (name: unknown) => String(name).slice(0, 3).toLowerCase() as Day;

const zoneText = (leaf: Leaf) => ` (${leaf.time_zone ?? "UTC"})`;
