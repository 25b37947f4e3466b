import { describe, expect, it } from "vitest";
import { fakeTriggers } from "../../host/fake-data";
import {
  alsoText,
  bulkText,
  filterTriggers,
  listRows,
  needsLook,
  nextSort,
  opposite,
  sortOf,
  sortTriggers,
} from "./listModel";

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

  it("sorts by a heading, the other way round, and not at all", () => {
    expect(nextSort(null, "name")).toBe("name");
    expect(nextSort(sortOf("name"), "name")).toBe("-name");
    expect(nextSort(sortOf("-name"), "name")).toBeUndefined();
    expect(nextSort(sortOf("name"), "matched")).toBe("-matched");
    expect(sortOf("evil")).toBeNull();
    const names = (sort: string) => sortTriggers(all, sortOf(sort)).map((t) => t.name);
    expect(names("name")).toEqual(["Archive all", "Contracts", "Invoices"]);
    expect(names("-matched")[0]).toBe("Invoices");
  });

  it("names the others that match the same events", () => {
    const other = (name: string) => ({ trigger_id: name, name, count: 3 });
    expect(alsoText([])).toBe("");
    expect(alsoText([other("A")])).toBe("also matched by A");
    expect(alsoText([other("A"), other("B")])).toBe("also matched by A +1");
    expect(alsoText([other("A"), other("B"), other("C")])).toBe("also matched by A +2");
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
