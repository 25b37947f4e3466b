import { describe, expect, it } from "vitest";
import type { Field, Step, StepType } from "../../api/types";
import {
  dataFor,
  describeExpression,
  insertToken,
  parseTemplate,
  referenceProblems,
  renameStep,
  soleExpression,
  usersOf,
} from "./mapping";
import { duplicateStep, moveStep, newStep, problemsByStep, summarise, uniqueId } from "./steps";
import { fits } from "./TemplateInput";

const ref = (expression: string) => `\${{ ${expression} }}`;
const step = (id: string, input: Record<string, unknown> = {}, more: Partial<Step> = {}): Step => ({
  id,
  type: "file.read",
  with: input,
  ...more,
});
const fields: Field[] = [
  { path: "file_path", type: "string", required: true, sample: "/a.pdf" },
  { path: "customer.city", type: "string", required: false },
];
const read: StepType = {
  type: "file.read",
  title: "Read a file",
  description: "Reads a file as text.",
  keywords: ["open"],
  touches: ["files_read"],
  at_most_once: false,
  inputs: {
    type: "object",
    required: ["file"],
    properties: { file: { type: "string" }, encoding: { type: "string", default: "utf-8" } },
  },
  outputs: { type: "object", properties: { text: { type: "string" } } },
  example: {},
};
const types = new Map([[read.type, read]]);

describe("references", () => {
  it("are found in text, and a lone one keeps its type", () => {
    expect(parseTemplate(`Report for ${ref("event.subject")}.`).map((p) => p.kind)).toEqual([
      "text",
      "expression",
      "text",
    ]);
    expect(soleExpression(ref("steps.a.pages"))).toBe("steps.a.pages");
    expect(soleExpression(`x ${ref("a")}`)).toBeNull();
    expect(soleExpression(3)).toBeNull();
  });

  it("are put where the caret is", () => {
    expect(insertToken("a  b", "event.id", 2, 2)).toEqual({
      text: `a ${ref("event.id")} b`,
      caret: 2 + ref("event.id").length,
    });
  });

  it("offer the event and the steps before, never those after", () => {
    const groups = dataFor(1, [step("one"), step("two"), step("three")], types, fields, {
      event: { file_path: "/b.pdf", extra: 1 },
      steps: { one: { text: "hi" } },
    });
    expect(groups.map((g) => g.id)).toEqual(["event", "steps.one", "run"]);
    expect(groups[0]?.items.map((i) => [i.expression, i.sample])).toEqual([
      ["event.data.file_path", "/b.pdf"],
      ["event.data.customer.city", undefined],
      ["event.data.extra", 1],
    ]);
    expect(describeExpression("steps.one.text", groups)).toMatchObject({
      label: "1 Read a file › text",
      item: { sample: "hi" },
    });
    expect(describeExpression("size(event.data)", groups)).toEqual({ label: "size(event.data)" });
  });

  it("to missing or later steps are problems", () => {
    const problems = referenceProblems([
      step("a", { path: ref("steps.b.text") }),
      step("b", { path: ref('steps["gone"].text') }),
    ]);
    expect(problems).toEqual([
      { index: 0, key: "path", message: 'Refers to the step "b", which runs later.' },
      { index: 1, key: "path", message: 'Refers to the step "gone", which is not in this workflow.' },
    ]);
  });

  it("follow a step when its id changes", () => {
    const steps = renameStep(
      [step("a"), step("b", { path: `x ${ref("steps.a.text")} steps.a.text` })],
      "a",
      "first",
    );
    expect(steps.map((s) => s.id)).toEqual(["first", "b"]);
    expect(steps[1]?.with.path).toBe(`x ${ref("steps.first.text")} steps.a.text`);
    expect(usersOf(steps, "first").map((s) => s.id)).toEqual(["b"]);
  });

  it("of another type are flagged unless the value fits", () => {
    expect(fits("integer", "number")).toBe(true);
    expect(fits("string", "integer")).toBe(false);
    expect(fits("integer", "string")).toBe(true);
  });
});

describe("steps", () => {
  it("start with defaults and the event's file", () => {
    expect(newStep(read, [step("read")], fields)).toEqual({
      id: "read_2",
      type: "file.read",
      with: { file: ref("event.data.file_path"), encoding: "utf-8" },
    });
    expect(uniqueId("2 Pages!", [])).toBe("s_2_pages");
  });

  it("move, duplicate and stay unique", () => {
    const steps = [step("a"), step("b")];
    expect(moveStep(steps, 1, -1)).toMatchObject({ index: 0, steps: [{ id: "b" }, { id: "a" }] });
    expect(moveStep(steps, 0, -1).index).toBe(0);
    expect(duplicateStep(steps, 0).map((s) => s.id)).toEqual(["a", "a_2", "b"]);
  });

  it("say what changed between two versions", () => {
    expect(
      summarise(
        [step("a", { path: "x" }, { timeout_s: 30 }), step("b")],
        [step("a", { path: "y" }, { timeout_s: 60 }), step("c")],
      ),
    ).toEqual(["added c", "removed b", "a: time limit 30 → 60 s", "a: changed path"]);
    expect(summarise([step("a"), step("b")], [step("b"), step("a")])).toEqual(["changed the order"]);
    expect(summarise([step("a")], [step("a")])).toEqual([]);
  });

  it("carry the engine's problems at the field", () => {
    const byStep = problemsByStep([
      { pointer: "/steps/1/with/path", message: "needed" },
      { pointer: "/steps/1", message: "unknown" },
      { pointer: "/name", message: "empty" },
    ]);
    expect(byStep.get(1)?.map((p) => p.field)).toEqual(["path", null]);
    expect(byStep.size).toBe(1);
  });
});
