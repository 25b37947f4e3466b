import { describe, expect, it } from "vitest";
import type { Condition, Leaf } from "../../api/types";
import {
  addNode,
  duplicateNode,
  evaluable,
  fromCondition,
  leaves,
  moveNode,
  nodeAt,
  removeNode,
  setGroupOp,
  toCondition,
} from "./conditions";

const leaf = (field: string, value?: unknown): Leaf =>
  value === undefined ? { field, op: "contains" } : { field, op: "contains", value };
const tree: Condition = { all: [leaf("a", "1"), { any: [leaf("b", "2"), leaf("c", "3")] }] };

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
    expect(leaves(moved.root).map((l) => l.leaf.field)).toEqual(["a", "c", "b"]);
    expect(moveNode(root, "0", -1).path).toBe("0");
    expect(leaves(duplicateNode(root, "1.0")).map((l) => l.leaf.field)).toEqual(["a", "b", "b", "c"]);
    expect(leaves(removeNode(root, "1")).map((l) => l.path)).toEqual(["0"]);
    expect(toCondition(setGroupOp(root, "1", "none"))).toEqual({
      all: [leaf("a", "1"), { none: [leaf("b", "2"), leaf("c", "3")] }],
    });
  });

  it("evaluates the finished rows only, and finds the way back to the editor's rows", () => {
    const root = fromCondition({
      all: [leaf("draft"), leaf("a", "1"), { any: [leaf("draft"), leaf("c", "3")] }],
    });
    const { condition, pathMap } = evaluable(root, (l) => l.value !== undefined);
    expect(condition).toEqual({ all: [leaf("a", "1"), { any: [leaf("c", "3")] }] });
    expect(Object.fromEntries(pathMap)).toEqual({ "0": "1", "1.0": "2.1" });
  });
});
