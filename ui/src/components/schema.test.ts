import { describe, expect, it } from "vitest";
import { changesBetween, type Schema, widgetFor } from "./schema";

describe("widgets", () => {
  it.each<[Schema, string, string]>([
    [{ type: "string" }, "name", "text"],
    [{ type: "string" }, "path", "text"],
    [{ type: "string", format: "folder" }, "where", "path"],
    [{ type: "string" }, "out_folder", "path"],
    [{ type: "string" }, "file_path", "text"],
    [{ type: "string", writeOnly: true }, "token", "secret"],
    [{ type: "integer" }, "n", "number"],
    [{ type: "boolean" }, "on", "boolean"],
    [{ type: "string", enum: ["a", "b"] }, "mode", "enum"],
    [{ oneOf: [{ const: "a" }, { const: "b" }] }, "mode", "enum"],
    [{ type: "string" }, "time_zone", "zone"],
    [{ type: "string", format: "multiline" }, "note", "multiline"],
    [{ type: "object" }, "data", "json"],
    [{}, "anything", "json"],
    [{ type: ["string", "null"] }, "note", "text"],
  ])("%j named %s is drawn as %s", (schema, name, widget) => {
    expect(widgetFor(schema, name)).toBe(widget);
  });
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
