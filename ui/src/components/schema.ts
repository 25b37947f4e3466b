// Reads the JSON Schemas that forms are drawn from: which widget a property gets, defaults, and what changed.
export type Schema = {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  writeOnly?: boolean;
};

export type Widget =
  | "text"
  | "secret"
  | "path"
  | "number"
  | "boolean"
  | "enum"
  | "objects"
  | "strings"
  | "object"
  | "json";

export function widgetFor(schema: Schema, name = ""): Widget {
  const type = Array.isArray(schema.type) ? schema.type.find((item) => item !== "null") : schema.type;
  if (schema.enum?.every((item) => typeof item === "string" || typeof item === "number")) return "enum";
  switch (type) {
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "array":
      if (schema.items?.type === "object") return "objects";
      return schema.items?.type === "string" ? "strings" : "json";
    case "object":
      return schema.properties ? "object" : "json";
    case "string":
      if (schema.writeOnly || schema.format === "password") return "secret";
      return isPathLike(schema, name) ? "path" : "text";
    default:
      return schema.properties ? "object" : "json";
  }
}

function isPathLike(schema: Schema, name: string): boolean {
  if (schema.format) return /^(folder|directory|directory-path|path|file-path)$/.test(schema.format);
  return /(^|_)(path|folder|directory)$/.test(name);
}

export const labelFor = (name: string, schema: Schema) =>
  schema.title ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

/** A fresh value for a schema: its defaults, and empty text where a text is required. */
export function emptyValue(schema: Schema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  const widget = widgetFor(schema);
  if (widget === "object") {
    const entries = Object.entries(schema.properties ?? {}).flatMap(([name, child]): [string, unknown][] => {
      const value = emptyValue(child);
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(entries);
  }
  if (widget === "objects" || widget === "strings") return [];
  if (widget === "boolean") return false;
  if (widget === "text" || widget === "path") return "";
  return undefined;
}

/** JSON pointers whose values differ, with both values. */
export function changesBetween(
  before: unknown,
  after: unknown,
  pointer = "",
): { pointer: string; before: unknown; after: unknown }[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const bothObjects =
    typeof before === "object" &&
    typeof after === "object" &&
    before !== null &&
    after !== null &&
    Array.isArray(before) === Array.isArray(after);
  if (!bothObjects) return [{ pointer: pointer || "/", before, after }];
  const a = before as Record<string, unknown>;
  const b = after as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    changesBetween(a[key], b[key], `${pointer}/${key}`),
  );
}

/** An example value for a field, to start a test event from. */
export function exampleFor(schema: Schema | undefined, sample?: unknown): unknown {
  if (sample !== undefined) return sample;
  if (!schema) return "";
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "integer" || type === "number") return schema.minimum ?? 0;
  if (type === "boolean") return false;
  if (type === "array") return [];
  if (type === "object") return {};
  if (schema.format === "date-time") return "2026-01-01T12:00:00Z";
  return "";
}
