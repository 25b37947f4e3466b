import { describe, expect, it } from "vitest";
import { changesBetween, emptyValue, type Schema, widgetFor } from "./schema";

describe("widgets", () => {
  it.each<[Schema, string, string]>([
    [{ type: "string" }, "name", "text"],
    [{ type: "string" }, "path", "path"],
    [{ type: "string", format: "folder" }, "where", "path"],
    [{ type: "string", writeOnly: true }, "token", "secret"],
    [{ type: "integer" }, "n", "number"],
    [{ type: "boolean" }, "on", "boolean"],
    [{ type: "string", enum: ["a", "b"] }, "mode", "enum"],
    [{ type: "array", items: { type: "object" } }, "folders", "objects"],
    [{ type: "array", items: { type: "string" } }, "globs", "strings"],
    [{ type: "array", items: { type: "number" } }, "xs", "json"],
    [{ type: ["string", "null"] }, "note", "text"],
  ])("%j named %s is drawn as %s", (schema, name, widget) => {
    expect(widgetFor(schema, name)).toBe(widget);
  });
});

it("starts a new list row from its defaults", () => {
  expect(
    emptyValue({
      type: "object",
      properties: {
        path: { type: "string" },
        recursive: { type: "boolean", default: true },
        limit: { type: "integer" },
      },
    }),
  ).toEqual({ path: "", recursive: true });
});

it("names exactly what changed", () => {
  const before = { folders: [{ path: "/a", recursive: false }], settle_ms: 2000 };
  const after = { folders: [{ path: "/a", recursive: true }, { path: "/b" }], settle_ms: 2000 };
  expect(changesBetween(before, after).map((change) => change.pointer)).toEqual([
    "/folders/0/recursive",
    "/folders/1",
  ]);
  expect(changesBetween(before, structuredClone(before))).toEqual([]);
});
