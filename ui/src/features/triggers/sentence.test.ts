import { describe, expect, it } from "vitest";
import { fromCondition } from "./conditions";
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

  it("adds what else the trigger heeds, each leading to its option", () => {
    const tokens = sentenceTokens(fromCondition(null), names, [
      { key: "once", text: "Once per file." },
      { key: "schedule", text: "Mon–Fri, 08:00 to 18:00; outside it waits." },
    ]);
    expect(tokens.map((t) => t.text).join("")).toBe(
      "When PDF Monitor reports PDF file added, run Extract PDF text. Once per file. Mon–Fri, 08:00 to 18:00; outside it waits.",
    );
    expect(tokens.flatMap((t) => t.target ?? []).slice(2)).toEqual(["opt:once", "opt:schedule"]);
  });

  it("gives a name until a person does", () => {
    expect(generatedName(fromCondition(null), names)).toBe("PDF file added → Extract PDF text");
    expect(
      generatedName(fromCondition({ all: [{ field: "filename", op: "contains", value: "invoice" }] }), names),
    ).toBe("PDF file added, filename contains invoice → Extract PDF text");
    expect(generatedName(fromCondition(null), {})).toBe("");
  });
});
