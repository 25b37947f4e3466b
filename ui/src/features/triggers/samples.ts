// What a field really held in past events: hints under a condition, and the values its box suggests.
import type { Field, Leaf } from "../../api/types";

/** The commonest single values of a field with how often each came. */
export function knownValues(field: Field | undefined): { value: string; count: number }[] {
  const seen = new Map<string, number>();
  for (const s of field?.suggestions ?? []) {
    if (typeof s.value === "object" || s.value === "") continue;
    seen.set(String(s.value), (seen.get(String(s.value)) ?? 0) + s.count);
  }
  return [...seen].map(([value, count]) => ({ value, count }));
}

/** Up to three samples of a text field; none for fields that are better told by their range. */
export function hintSamples(field: Field | undefined): string[] {
  if (!field || field.min !== undefined || field.type !== "string") return [];
  const known = knownValues(field)
    .slice(0, 3)
    .map((v) => v.value);
  if (known.length > 0) return known;
  return typeof field.sample === "string" && field.sample !== "" ? [field.sample] : [];
}

/** "min 12 kB · median 310 kB · max 48 MB" for a number, else a sample or what the field means. */
export function fieldHint(field: Field | undefined, format: (n: number) => string): string {
  if (!field) return "";
  if (field.min !== undefined && field.max !== undefined) {
    const parts = [`min ${format(field.min)}`];
    if (field.median !== undefined) parts.push(`median ${format(field.median)}`);
    parts.push(`max ${format(field.max)}`);
    return parts.join(" · ");
  }
  const samples = knownValues(field)
    .slice(0, 3)
    .map((s) => s.value);
  if (samples.length > 0) return `e.g. ${samples.join(" · ")}`;
  if (field.sample !== undefined && typeof field.sample !== "object") return `e.g. ${String(field.sample)}`;
  return field.description ?? "";
}

type Part = { text: string; hit: boolean };

/** The sample in pieces; those that the condition looks for are hits. The engine judges, this only shows. */
export function matchedParts(leaf: Leaf, sample: string): Part[] {
  const pattern = shownPattern(leaf);
  const found = pattern?.exec(sample);
  if (!found || found[0] === "") return [{ text: sample, hit: false }];
  const end = found.index + found[0].length;
  return [
    { text: sample.slice(0, found.index), hit: false },
    { text: found[0], hit: true },
    { text: sample.slice(end), hit: false },
  ].filter((part) => part.text !== "");
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function shownPattern(leaf: Leaf): RegExp | null {
  if (typeof leaf.value !== "string" || leaf.value === "") return null;
  const flags = leaf.case_sensitive ? "u" : "iu";
  try {
    switch (leaf.op) {
      case "contains":
        return new RegExp(escaped(leaf.value), flags);
      case "starts_with":
        return new RegExp(`^${escaped(leaf.value)}`, flags);
      case "ends_with":
        return new RegExp(`${escaped(leaf.value)}$`, flags);
      case "is":
        return new RegExp(`^${escaped(leaf.value)}$`, flags);
      case "matches_regex":
        return new RegExp(leaf.value.replace(/^\(\?[a-z]+\)/, ""), flags);
      default:
        return null;
    }
  } catch {
    return null;
  }
}
