import { describe, expect, it } from "vitest";
import type { Field } from "../../api/types";
import { valueText } from "./leafText";
import { isNotForm, leafFromValue, leafProblem, operatorsFor, withOperator } from "./operators";

const field = (type: Field["type"], more: Partial<Field> = {}): Field => ({
  path: "x",
  type,
  required: false,
  ...more,
});
const ops = (f: Field) => operatorsFor(f).map((o) => o.op);

describe("operators", () => {
  it("fit the field's type", () => {
    expect(ops(field("string"))[0]).toBe("contains");
    expect(ops(field("integer"))).toContain("between");
    expect(ops(field("integer"))).not.toContain("contains");
    expect(ops(field("boolean"))).toEqual(["is_true", "is_false", "exists", "is_missing"]);
    expect(ops(field("string", { format: "date-time" }))).toContain("in_last_seconds");
    expect(ops(field("string", { path: "file_path" }))).toContain("inside_folder");
    expect(ops(field("string", { enum: ["a"] }))).not.toContain("contains");
    expect(ops(field("array"))).toContain("has_item");
  });

  it("offer the not-form of each, and tell it apart", () => {
    for (const f of [field("string"), field("string", { path: "file_path" }), field("array")]) {
      const offered = operatorsFor(f).map((o) => o.op);
      expect(new Set(offered).size).toBe(offered.length);
      expect(offered.filter(isNotForm).length).toBeGreaterThan(4);
    }
    expect(isNotForm("ne")).toBe(false);
    expect(ops(field("string"))).toEqual(expect.arrayContaining(["not_starts_with", "not_matches_regex"]));
  });

  it("give weekdays, times and items a value to start from", () => {
    const at = { field: "at", op: "before" as const };
    expect(withOperator(at, "weekday_is")).toMatchObject({ value: ["mon", "tue", "wed", "thu", "fri"] });
    const times = withOperator(at, "time_between");
    expect(times.time_zone).toBeTruthy();
    expect(leafProblem(times, undefined)).toBeNull();
    expect(leafProblem({ ...times, value: ["08:00", "08:00"] }, undefined)).toMatch(/same/);
    expect(leafProblem(withOperator({ field: "l", op: "has_item" }, "any_item"), undefined)).toBe(
      "Enter a value.",
    );
    expect(valueText({ field: "l", op: "any_item", value: { field: "qty", op: "gt", value: 5 } })).toBe(
      "qty > 5",
    );
  });

  it("keep a value that still makes sense when the operator changes", () => {
    expect(withOperator({ field: "x", op: "is", value: "a", case_sensitive: true }, "is_one_of")).toEqual({
      field: "x",
      op: "is_one_of",
      value: ["a"],
      case_sensitive: true,
    });
    expect(withOperator({ field: "x", op: "lt", value: 5 }, "between")).toEqual({
      field: "x",
      op: "between",
      value: [5, 5],
    });
    expect(withOperator({ field: "x", op: "is", value: "a" }, "exists")).toEqual({
      field: "x",
      op: "exists",
    });
    expect(withOperator({ field: "x", op: "is", value: "a" }, "lt")).toEqual({ field: "x", op: "lt" });
  });

  it("make a condition of a clicked value", () => {
    expect(leafFromValue("a.b", "hi")).toEqual({ field: "a.b", op: "is", value: "hi" });
    expect(leafFromValue("n", 3)).toEqual({ field: "n", op: "eq", value: 3 });
    expect(leafFromValue("b", false)).toEqual({ field: "b", op: "is_false" });
    expect(leafFromValue("o", null)).toEqual({ field: "o", op: "exists" });
    expect(leafFromValue("l", ["x"])).toEqual({ field: "l", op: "has_item", value: "x" });
  });

  it("say why a value can never match", () => {
    expect(leafProblem({ field: "file_size", op: "lt", value: "big" }, undefined)).toBe(
      'file_size is a number; "big" can never match.',
    );
    expect(leafProblem({ field: "x", op: "is", value: "c" }, field("string", { enum: ["a", "b"] }))).toBe(
      'x can only be a, b; "c" can never match.',
    );
    expect(leafProblem({ field: "x", op: "between", value: [5, 1] }, undefined)).toMatch(/larger/);
    expect(leafProblem({ field: "x", op: "matches_regex", value: "(" }, undefined)).toMatch(/not a valid/);
    expect(leafProblem({ field: "x", op: "is_empty" }, undefined)).toBeNull();
    expect(leafProblem({ field: "x", op: "lt", value: 3 }, undefined)).toBeNull();
  });

  it("read naturally in a sentence", () => {
    expect(valueText({ field: "file_size", op: "lt", value: 20_000_000 })).toBe("20 MB");
    expect(valueText({ field: "at", op: "in_last_seconds", value: 7200 })).toBe("2 hours");
    expect(valueText({ field: "f", op: "extension_is", value: "pdf" })).toBe(".pdf");
    expect(valueText({ field: "f", op: "contains" })).toBe("…");
  });
});
