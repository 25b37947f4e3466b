import { describe, expect, it } from "vitest";
import type { Condition, Explained, Leaf } from "../../api/types";
import { explain } from "../../host/fake-judge";
import {
  applyFix,
  failText,
  rangeQuery,
  soleBlockers,
  stoppingLeaf,
  suppressedText,
  undecided,
} from "./preview";

const tree = {
  all: [
    { field: "filename", op: "contains", value: "invoice" },
    { field: "file_size", op: "lt", value: 20_000_000 },
    { none: [{ field: "filename", op: "starts_with", value: "draft" }] },
  ],
} satisfies Condition;
const why = (data: Record<string, unknown>): Explained => explain(tree, data);
const says = (data: Record<string, unknown>) => {
  const leaf = stoppingLeaf(why(data));
  return leaf && failText(leaf);
};

describe("preview", () => {
  it("names the condition that alone keeps an event out", () => {
    expect(soleBlockers(why({ filename: "invoice.pdf", file_size: 38_000_000 }))).toEqual(["1"]);
    expect(soleBlockers(why({ filename: "draft invoice.pdf", file_size: 1 }))).toEqual(["2.0"]);
    expect(soleBlockers(why({ filename: "notes.pdf", file_size: 38_000_000 }))).toEqual([]);
    expect(soleBlockers(why({ filename: "invoice.pdf", file_size: 1 }))).toEqual([]);
  });

  it("is undecided only where what is unknown decides", () => {
    const leaf = (result: string) => ({ kind: "leaf", result, passed: result === "true" }) as Explained;
    const group = (op: string, ...results: string[]) =>
      ({ kind: "group", op, passed: false, children: results.map(leaf) }) as Explained;
    expect(undecided(group("all", "false", "unknown"))).toBe(false);
    expect(undecided(group("all", "true", "unknown"))).toBe(true);
    expect(undecided(group("any", "true", "unknown"))).toBe(false);
    expect(undecided(group("none", "true", "unknown"))).toBe(false);
    expect(undecided(group("none", "false", "unknown"))).toBe(true);
    expect(undecided(null)).toBe(false);
  });

  it("says in a few words what stopped it", () => {
    expect(says({ filename: "invoice.pdf", file_size: 38_000_000 })).toBe("38 MB is not < 20 MB");
    expect(says({ filename: "notes.pdf", file_size: 1 })).toBe("no “invoice” in filename");
    expect(says({ filename: "invoice.pdf" })).toBe("file_size is missing");
    expect(says({ filename: "draft invoice.pdf", file_size: 1 })).toMatch(/, and must not$/);
    expect(says({ filename: "invoice.pdf", file_size: 1 })).toBeNull();
  });

  it("applies the smallest change", () => {
    const leaf: Leaf = { field: "file_size", op: "lt", value: 20 };
    const fix = {
      path: "1",
      field: "file_size",
      op: "le" as const,
      value: 38,
      text: "",
      new_matched: 2,
      case_sensitive: false,
    };
    expect(applyFix(leaf, fix)).toEqual({ field: "file_size", op: "le", value: 38 });
    const cased: Leaf = { field: "n", op: "is", value: "a", case_sensitive: true };
    expect(applyFix(cased, { ...fix, field: "n", op: "is", value: "a" })).toEqual({
      field: "n",
      op: "is",
      value: "a",
    });
  });

  it("tries a number of events or a time window", () => {
    expect(rangeQuery("1000", 0)).toEqual({ last: 1000 });
    expect(rangeQuery("7d", Date.parse("2026-05-08T00:00:00Z"))).toEqual({
      from: "2026-05-01T00:00:00.000Z",
      to: "2026-05-08T00:00:00.000Z",
    });
  });

  it("says what options would hold back", () => {
    const none = { near_misses: 0, unknown: 0, runs: 12, suppressed: [], also_matched_by: [] };
    const evaluation = {
      total: 100,
      matched: 12,
      leaves: [],
      events: [],
      sentence: "",
      option_texts: [],
      problems: [],
      warnings: [],
      ...none,
    };
    expect(suppressedText(evaluation)).toBe("");
    expect(
      suppressedText({
        ...evaluation,
        suppressed: [
          { code: "once", count: 1 },
          { code: "flood", count: 40 },
        ],
      }),
    ).toBe("1 suppressed as duplicate, 40 held as a flood");
  });
});
