import { describe, expect, it } from "vitest";
import type { Schema } from "../schema";
import { changesOf } from "./changes";
import { without } from "./secrets";
import { tidied } from "./tidied";
import { bestUnit, formatWithUnit, unitsFor } from "./units";
import { problemsOf, validator } from "./validate";

const schema = {
  type: "object",
  required: ["folders"],
  additionalProperties: false,
  properties: {
    folders: {
      type: "array",
      title: "Folders",
      minItems: 1,
      items: {
        type: "object",
        title: "Folder",
        required: ["path"],
        properties: { path: { type: "string", title: "Folder", minLength: 1 }, deep: { type: "boolean" } },
      },
    },
    settle_ms: { type: "integer", title: "Quiet time (ms)", minimum: 0, maximum: 600000 },
    mode: { type: "string", enum: ["poll", "watch"] },
    password: { type: "string", writeOnly: true, minLength: 8 },
    since: { type: "string", format: "date-time" },
    limit: { $ref: "#/$defs/limit" },
    auth: {
      oneOf: [
        { type: "object", required: ["kind", "user"], properties: { kind: { const: "basic" }, user: {} } },
        { type: "object", required: ["kind", "token"], properties: { kind: { const: "token" }, token: {} } },
      ],
    },
  },
  $defs: { limit: { type: "integer", minimum: 5 } },
  if: { properties: { mode: { const: "poll" } }, required: ["mode"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["settle_ms"] },
} as Schema;

const ok = { folders: [{ path: "/a" }], settle_ms: 2000 };
const messages = (value: unknown) =>
  Object.fromEntries(problemsOf(schema, value).map((item) => [item.pointer, item.message]));

describe("problems", () => {
  it.each<[string, unknown, Record<string, string>]>([
    ["nothing wrong", ok, {}],
    ["absent", {}, { "/folders": "This is needed." }],
    ["too few", { folders: [] }, { "/folders": "At least 1 entry needed." }],
    ["a row without its path", { folders: [{ deep: true }] }, { "/folders/0/path": "This is needed." }],
    ["an emptied row", { folders: [{ path: "" }] }, { "/folders/0/path": "This can't be empty." }],
    ["out of range", { ...ok, settle_ms: -1 }, { "/settle_ms": "This should be 0 ms or more." }],
    ["not whole", { ...ok, settle_ms: 1.5 }, { "/settle_ms": "This should be a whole number." }],
    ["another kind", { ...ok, settle_ms: "soon" }, { "/settle_ms": "This should be a whole number." }],
    ["not written as its format", { ...ok, since: "soon" }, { "/since": "This isn't a valid date-time." }],
    ["not one of", { ...ok, mode: "x" }, { "/mode": "This should be one of: poll, watch." }],
    ["behind a reference", { ...ok, limit: 1 }, { "/limit": "This should be 5 or more." }],
    ["unknown", { ...ok, extra: 1 }, { "/extra": "This setting isn't known here." }],
    ["needed under a condition", { folders: ok.folders, mode: "poll" }, { "/settle_ms": "This is needed." }],
    [
      "only the alternative that was meant",
      { ...ok, auth: { kind: "token" } },
      { "/auth/token": "This is needed." },
    ],
    ["a stored secret is not judged", { ...ok, password: { $secret: "set" } }, {}],
    ["a new secret is", { ...ok, password: "short" }, { "/password": "This needs at least 8 characters." }],
    ["undefined is absent", { ...ok, mode: undefined }, {}],
  ])("%s", (_name, value, expected) => {
    expect(messages(value)).toEqual(expected);
  });

  it("a schema that can't be read blames no field: the engine judges", () => {
    expect(problemsOf({ properties: { a: { pattern: "(" } } } as unknown as Schema, { a: "x" })).toEqual([]);
  });
});

it("puts right what the form library leaves behind", () => {
  const own = {
    properties: {
      proxy: { type: "object", properties: { host: { type: "string" } } },
      labels: { type: "array", items: { type: "string" } },
      auth: schema.properties?.auth,
    },
  } as Schema;
  expect(tidied(own, { proxy: { host: undefined }, labels: [null, "a"], auth: { token: "t" } })).toEqual({
    labels: ["", "a"],
    auth: { kind: "token", token: "t" },
  });
  expect(tidied(own, { auth: { kind: "basic" } })).toEqual({ auth: { kind: "basic" } });
});

it("finds the branch of a schema that fits, through references", () => {
  const root = { ...schema } as never;
  expect(validator.isValid({ $ref: "#/$defs/limit" }, 7, root)).toBe(true);
  expect(validator.isValid({ $ref: "#/$defs/limit" }, 2, root)).toBe(false);
  expect(validator.isValid({ required: ["mode"] }, { mode: undefined }, root)).toBe(false);
});

it("says what changes in the form's words, and never a secret", () => {
  const before = { ...ok, password: { $secret: "set" } };
  const after = {
    folders: [{ path: "/a", deep: true }, { path: "/b" }],
    settle_ms: 180_000,
    password: "new-secret",
  };
  const changes = changesOf(schema, before, after);
  expect(changes.map(({ where, before: from, after: to }) => [where, from, to])).toEqual([
    ["Folders › 1 › Deep", "none", "yes"],
    ["Folders › 2", "none", "Folder /b"],
    ["Quiet time", "2 s", "3 min"],
    ["Password", "set", "changed"],
  ]);
  expect(JSON.stringify(changes)).not.toContain("new-secret");
  expect(changesOf(schema, before, { ...before, password: undefined })[0]).toMatchObject({ after: "none" });
});

it("knows what a change takes away for good, and leaves out what can't come back", () => {
  const before = { ...ok, folders: [{ path: "/a", token: { $secret: "set" } }, { path: "/b" }] };
  const gone = changesOf(schema, before, { ...ok, folders: [{ path: "/b" }] });
  expect(gone.filter((change) => change.losesSecret).map((change) => change.where)).toEqual([
    "Folders › 1 › Token",
  ]);
  expect(without(before, ["/folders/0/token", "/nowhere/0/x"])).toEqual({
    ...ok,
    folders: [{ path: "/a" }, { path: "/b" }],
  });
});

it.each([
  ["settle_ms", 2000, "2 s"],
  ["settle_ms", 1500, "1\u202f500 ms"],
  ["every_s", 86_400, "1 d"],
  ["max_bytes", 10_485_760, "10 MiB"],
  ["max_bytes", 5_000_000, "5 MB"],
  ["max_bytes", 0, "0 B"],
])("%s %d reads %s", (name, value, text) => {
  const units = unitsFor(name) ?? [];
  expect(formatWithUnit(units, value)).toBe(text);
  expect(value % bestUnit(units, value).factor).toBe(0);
});
it("other names have no unit", () =>
  expect([unitsFor("items"), unitsFor("ms"), unitsFor("bytes")]).toEqual([null, null, null]));
