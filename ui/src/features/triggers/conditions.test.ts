import { describe, expect, it } from "vitest";
import type { Condition, Leaf } from "../../api/types";
import {
  addNode,
  duplicateNode,
  evaluable,
  fromCondition,
  type Group,
  moveNode,
  nodeAt,
  removeNode,
  rows,
  setGroupOp,
  setPolicy,
  toCondition,
  ungroup,
  wrapInGroup,
} from "./conditions";

const leaf = (field: string, value?: unknown): Leaf =>
  value === undefined ? { field, op: "contains" } : { field, op: "contains", value };
const tree = { all: [leaf("a", "1"), { any: [leaf("b", "2"), leaf("c", "3")] }] } satisfies Condition;

const fieldsOf = (root: Group) => rows(root).map((r) => (r.row.kind === "leaf" ? r.row.leaf.field : "cel"));

describe("condition tree", () => {
  it("goes to the editor and back without loss", () => {
    expect(toCondition(fromCondition(tree))).toEqual(tree);
    expect(toCondition(fromCondition({ none: [leaf("a", "1")] }))).toEqual({ none: [leaf("a", "1")] });
  });

  it("gives a lone leaf a root group, and no conditions an empty one", () => {
    expect(toCondition(fromCondition(leaf("a", "1")))).toEqual({ all: [leaf("a", "1")] });
    expect(toCondition(fromCondition(null))).toBeNull();
  });

  it("leaves out groups without rows", () => {
    const root = addNode(fromCondition(leaf("a", "1")), "", { kind: "group", op: "any", children: [] });
    expect(toCondition(root)).toEqual({ all: [leaf("a", "1")] });
  });

  it("addresses, moves, duplicates and removes by path", () => {
    const root = fromCondition(tree);
    expect(nodeAt(root, "1.1")).toEqual({ kind: "leaf", leaf: leaf("c", "3") });
    const moved = moveNode(root, "1.1", -1);
    expect(moved.path).toBe("1.0");
    expect(fieldsOf(moved.root)).toEqual(["a", "c", "b"]);
    expect(moveNode(root, "0", -1).path).toBe("0");
    expect(fieldsOf(duplicateNode(root, "1.0"))).toEqual(["a", "b", "b", "c"]);
    expect(rows(removeNode(root, "1")).map((r) => r.path)).toEqual(["0"]);
    expect(toCondition(setGroupOp(root, "1", "none"))).toEqual({
      all: [leaf("a", "1"), { none: [leaf("b", "2"), leaf("c", "3")] }],
    });
  });

  it("evaluates the finished rows only, and finds the way back to the editor's rows", () => {
    const root = fromCondition({
      all: [leaf("draft"), leaf("a", "1"), { any: [leaf("draft"), leaf("c", "3")] }],
    });
    const { condition, pathMap } = evaluable(
      root,
      (row) => row.kind === "leaf" && row.leaf.value !== undefined,
    );
    expect(condition).toEqual({ all: [leaf("a", "1"), { any: [leaf("c", "3")] }] });
    expect(Object.fromEntries(pathMap)).toEqual({ "0": "1", "1.0": "2.1" });
  });

  it("keeps expressions and what unknown means, and drops the policy that is the default", () => {
    const wire: Condition = {
      all: [{ expression: "event.data.amount > 1000.0" }, { ...leaf("a", "1"), if_unknown: "match" }],
    };
    const root = fromCondition(wire);
    expect(toCondition(root)).toEqual(wire);
    expect(toCondition(setPolicy(setPolicy(root, "0", "error"), "1", "no_match"))).toEqual({
      all: [{ expression: "event.data.amount > 1000.0", if_unknown: "error" }, leaf("a", "1")],
    });
  });

  it("puts a row in a group and a group's rows back, never deeper than three", () => {
    const root = fromCondition(tree);
    const wrapped = wrapInGroup(root, "0");
    expect(toCondition(wrapped)).toEqual({ all: [{ any: [leaf("a", "1")] }, tree.all[1]] });
    expect(toCondition(ungroup(wrapped, "0"))).toEqual(tree);
    expect(fieldsOf(ungroup(root, "1"))).toEqual(["a", "b", "c"]);
    const deep = wrapInGroup(wrapInGroup(root, "1.0"), "1.0.0");
    expect(wrapInGroup(deep, "1.0.0.0")).toBe(deep);
  });
});
