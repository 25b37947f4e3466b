// The smallest change to one condition that lets a near miss through.
import type { Explained, Leaf } from "../../api/types";
import { valueAt } from "../../lib/paths";

export interface Fix {
  leaf: Leaf;
  text: string;
}

export function proposeFix(leaf: Leaf, data: Record<string, unknown>): Fix | null {
  const actual = valueAt(data, leaf.field);
  const value = leaf.value;
  if (typeof actual === "number" && typeof value === "number") {
    if (leaf.op === "lt" || leaf.op === "le")
      return { leaf: { ...leaf, op: "le", value: actual }, text: `${leaf.field} ≤ ${actual}` };
    if (leaf.op === "gt" || leaf.op === "ge")
      return { leaf: { ...leaf, op: "ge", value: actual }, text: `${leaf.field} ≥ ${actual}` };
  }
  if (typeof actual === "number" && leaf.op === "between" && Array.isArray(value)) {
    const [low, high] = value as number[];
    if (low === undefined || high === undefined) return null;
    const next: [number, number] = [Math.min(low, actual), Math.max(high, actual)];
    return { leaf: { ...leaf, value: next }, text: `${leaf.field} between ${next[0]} and ${next[1]}` };
  }
  if (typeof actual !== "string" || typeof value !== "string") return null;
  if (leaf.case_sensitive && includes(actual, value, leaf)) {
    return { leaf: { ...leaf, case_sensitive: false }, text: "ignore upper and lower case" };
  }
  if (leaf.op === "is")
    return { leaf: { ...leaf, op: "is_one_of", value: [value, actual] }, text: `also accept “${actual}”` };
  if (leaf.op === "contains") {
    const word = nearestWord(actual, value);
    if (word) return { leaf: { ...leaf, value: word }, text: `${leaf.field} contains “${word}”` };
  }
  return null;
}

function includes(actual: string, value: string, leaf: Leaf): boolean {
  const [a, v] = [actual.toLowerCase(), value.toLowerCase()];
  if (leaf.op === "is") return a === v;
  if (leaf.op === "starts_with") return a.startsWith(v);
  if (leaf.op === "ends_with") return a.endsWith(v);
  return a.includes(v);
}

/** A word of the text within two letters of what was asked for: "invioce" → "invoice". */
export function nearestWord(text: string, wanted: string): string | null {
  let best: { word: string; distance: number } | null = null;
  for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
    if (!word || Math.abs(word.length - wanted.length) > 2) continue;
    const d = editDistance(word.toLowerCase(), wanted.toLowerCase());
    if (d > 0 && d <= 2 && d < wanted.length / 2 && (!best || d < best.distance))
      best = { word, distance: d };
  }
  return best?.word ?? null;
}

export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export function firstFailedLeaf(explained: Explained | null): Extract<Explained, { kind: "leaf" }> | null {
  if (!explained || explained.passed) return null;
  if (explained.kind === "leaf") return explained;
  for (const child of explained.children) {
    const hit = firstFailedLeaf(child);
    if (hit) return hit;
  }
  return null;
}
