import { describe, expect, it } from "vitest";
import { fromCondition } from "./conditions";
import { editDistance, nearestWord, proposeFix } from "./fix";
import { generatedName, sentenceTokens } from "./sentence";

const names = { source: "PDF Monitor", event: "PDF file added", workflow: "Extract PDF text" };
const text = (...args: Parameters<typeof sentenceTokens>) =>
  sentenceTokens(...args)
    .map((t) => t.text)
    .join("");

describe("sentence", () => {
  it("says what the trigger does, case spelled out", () => {
    const root = fromCondition({
      all: [
        { field: "filename", op: "contains", value: "invoice" },
        { field: "file_size", op: "lt", value: 20_000_000 },
      ],
    });
    expect(text(root, names)).toBe(
      'When PDF Monitor reports PDF file added and filename contains "invoice" (any case) and file_size < 20 MB, run Extract PDF text.',
    );
  });

  it("brackets nested groups", () => {
    const root = fromCondition({
      all: [
        {
          any: [
            { field: "a", op: "exists" },
            { field: "b", op: "is_missing" },
          ],
        },
      ],
    });
    expect(text(root, names)).toContain("and (a exists or b is missing), run");
  });

  it("leads every part to its control", () => {
    const root = fromCondition({ all: [{ any: [{ field: "a", op: "exists" }] }] });
    expect(sentenceTokens(root, names).flatMap((t) => t.target ?? [])).toEqual(["when", "if:0.0", "run"]);
    expect(
      sentenceTokens(fromCondition(null), {})
        .filter((t) => t.open)
        .map((t) => t.target),
    ).toEqual(["when", "run"]);
  });

  it("gives a name until a person does", () => {
    expect(generatedName(fromCondition(null), names)).toBe("PDF file added → Extract PDF text");
    expect(
      generatedName(fromCondition({ all: [{ field: "filename", op: "contains", value: "invoice" }] }), names),
    ).toBe("PDF file added, filename contains invoice → Extract PDF text");
    expect(generatedName(fromCondition(null), {})).toBe("");
  });
});

describe("near misses", () => {
  it("propose the smallest change", () => {
    expect(proposeFix({ field: "size", op: "lt", value: 20 }, { size: 38 })?.leaf).toEqual({
      field: "size",
      op: "le",
      value: 38,
    });
    expect(
      proposeFix({ field: "name", op: "contains", value: "invioce" }, { name: "invoice-1.pdf" })?.leaf.value,
    ).toBe("invoice");
    expect(
      proposeFix({ field: "name", op: "is", value: "a.pdf", case_sensitive: true }, { name: "A.pdf" })?.leaf
        .case_sensitive,
    ).toBe(false);
    expect(proposeFix({ field: "name", op: "contains", value: "invoice" }, { name: "notes.pdf" })).toBeNull();
  });

  it("measure distance between words", () => {
    expect(editDistance("invioce", "invoice")).toBe(2);
    expect(nearestWord("scan 2024", "invoice")).toBeNull();
  });
});
