import { expect, it } from "vitest";
import type { Explained } from "../api/types";
import { explainedRows } from "./explained";

const leaf = (
  field: string,
  passed: boolean,
  extra: Partial<Extract<Explained, { kind: "leaf" }>> = {},
): Explained => ({
  kind: "leaf",
  path: "0",
  field,
  op: "contains",
  text: "",
  expected: "invoice",
  actual: "notes.pdf",
  missing: false,
  passed,
  result: passed ? "true" : "false",
  ...extra,
});

it("shows a flat list of conditions without the outer all-group", () => {
  const rows = explainedRows({
    kind: "group",
    op: "all",
    passed: false,
    result: "false",
    children: [leaf("filename", false)],
  });
  expect(rows).toMatchObject([
    {
      kind: "leaf",
      depth: 0,
      text: "filename contains",
      expected: "invoice",
      actual: "notes.pdf",
      passed: false,
    },
  ]);
});

it("keeps inner groups, with their members one level deeper", () => {
  const inner: Explained = {
    kind: "group",
    op: "any",
    passed: true,
    result: "true",
    children: [leaf("a", true), leaf("b", false)],
  };
  const rows = explainedRows({
    kind: "group",
    op: "all",
    passed: true,
    result: "true",
    children: [leaf("c", true), inner],
  });
  expect(rows.map((row) => [row.kind, row.depth])).toEqual([
    ["leaf", 0],
    ["group", 0],
    ["leaf", 1],
    ["leaf", 1],
  ]);
});

it("says missing for a field the event did not have, and reads sizes as sizes", () => {
  const [gone] = explainedRows(leaf("total", false, { missing: true, actual: null }));
  expect(gone).toMatchObject({ actual: "missing" });
  const [size] = explainedRows(leaf("file_size", true, { op: "lt", expected: 20_000_000, actual: 88_000 }));
  expect(size).toMatchObject({ text: "file_size <", expected: "20 MB", actual: "88 kB" });
});

it("has no rows without conditions", () => {
  expect(explainedRows(null)).toEqual([]);
});

it("blames only what stands in the way, also below none of these and in groups that hold anyway", () => {
  const group = (op: "all" | "any" | "none", passed: boolean, ...children: Explained[]): Explained => ({
    kind: "group",
    op,
    passed,
    result: passed ? "true" : "false",
    children,
  });
  const blamed = (explained: Explained) => explainedRows(explained).map((row) => row.blamed);
  const none = group("none", true, leaf("a", false), leaf("b", false));
  expect(blamed(group("all", true, leaf("c", true), none))).toEqual([false, false, false, false]);
  const broken = group("none", false, leaf("a", true), leaf("b", false));
  expect(blamed(group("all", false, leaf("c", true), broken))).toEqual([false, true, true, false]);
  expect(blamed(group("any", true, leaf("a", true), leaf("b", false)))).toEqual([false, false, false]);
  expect(blamed(group("all", false, leaf("a", false), leaf("b", true)))).toEqual([true, false]);
});
