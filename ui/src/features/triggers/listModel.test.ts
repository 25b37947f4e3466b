import { describe, expect, it } from "vitest";
import { fakeTriggers } from "../../host/fake-data";
import { bulkText, filterTriggers, listRows, needsLook, opposite } from "./listModel";

const [invoices, contracts, archive] = fakeTriggers(0) as [
  ReturnType<typeof fakeTriggers>[number],
  ReturnType<typeof fakeTriggers>[number],
  ReturnType<typeof fakeTriggers>[number],
];
const all = [invoices, contracts, archive];

describe("triggers list", () => {
  it("finds by words and by state", () => {
    expect(filterTriggers(all, { q: "archive copy" })).toEqual([archive]);
    expect(filterTriggers(all, { state: "off" })).toEqual([archive]);
    expect(filterTriggers(all, { state: "problem" }, new Map())).toEqual([contracts]);
  });

  it("flags what needs a person", () => {
    const problem = { code: "TRG-040", severity: "error" as const, title: "Gone", detail: "It is gone." };
    expect(needsLook(invoices, 0)).toBe(false);
    expect(needsLook(invoices, 3)).toBe(true);
    expect(needsLook({ ...invoices, problems: [problem] }, 0)).toBe(true);
    expect(needsLook(contracts, 0)).toBe(true);
    expect(needsLook({ ...contracts, active: false }, 0)).toBe(false);
  });

  it("puts triggers under headings by workflow", () => {
    expect(listRows(all, "workflow").map((r) => (r.kind === "group" ? r.label : r.key))).toEqual([
      "Copy to archive",
      "t-archive",
      "Extract PDF text",
      "t-invoices",
      "t-contracts",
    ]);
    expect(listRows(all, undefined)).toHaveLength(3);
  });

  it("says what a bulk change did, and what failed", () => {
    const problem = { type: "", title: "Gone", status: 404, code: "API-404", detail: "It is not here." };
    expect(bulkText("delete", all, { done: ["t-invoices"], failed: [] })).toBe("Deleted “Invoices”.");
    expect(
      bulkText("disable", all, {
        done: ["t-invoices", "t-contracts"],
        failed: [{ id: "t-archive", problem }],
      }),
    ).toBe("Turned off 2 triggers. 1 could not be changed: It is not here.");
    expect(opposite("delete")).toBe("restore");
    expect(opposite("duplicate")).toBe("delete");
    expect(bulkText("duplicate", [invoices], { done: ["t-new"], failed: [] })).toBe(
      "Duplicated “Invoices”, off until turned on.",
    );
  });
});
