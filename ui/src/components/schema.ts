// Reads the JSON Schemas that forms are drawn from: which widget a property gets, defaults, and what changed.
export type Schema = {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  writeOnly?: boolean;
  /** Seldom set: folded away at first. */
  "x-advanced"?: boolean;
  readOnly?: boolean;
};

export type Widget =
  | "text"
  | "multiline"
  | "secret"
  | "path"
  | "zone"
  | "moment"
  | "number"
  | "boolean"
  | "enum"
  | "json";

export const typeOf = (schema: Schema) =>
  Array.isArray(schema.type) ? schema.type.find((item) => item !== "null") : schema.type;

/** The control of one value; lists and objects are the form's own business. */
export function widgetFor(schema: Schema, name = ""): Widget {
  if (schema.writeOnly || schema.format === "password") return "secret";
  if (schema.enum?.every((item) => typeof item === "string" || typeof item === "number")) return "enum";
  if ((schema.oneOf ?? schema.anyOf)?.every((one) => one.const !== undefined)) return "enum";
  switch (typeOf(schema)) {
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "string":
      if (isPath(schema, name)) return "path";
      if (schema.format === "time-zone" || (!schema.format && /^(time_?zone|tz)$/i.test(name))) return "zone";
      if (schema.format === "local-date-time") return "moment";
      return schema.format === "multiline" || schema.format === "textarea" ? "multiline" : "text";
    default:
      return "json";
  }
}

const FOLDER = /^(folder|directory|directory-path)$/;

const FOLDER_NAME = /(^|_)(folder|directory|dir)$/;

function isPath(schema: Schema, name: string): boolean {
  if (schema.format) return FOLDER.test(schema.format) || /^(path|file|file-path)$/.test(schema.format);
  return FOLDER_NAME.test(name);
}

/** Whether a path names a folder, as far as its schema says. */
export const isFolder = (schema: Schema) =>
  schema.format === undefined || schema.format === "path" || FOLDER.test(schema.format);

export const labelFor = (name: string, schema: Schema) =>
  schema.title ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

/** JSON pointers whose values differ, with both values. `whole` says which objects are compared as one. */
export function changesBetween(
  before: unknown,
  after: unknown,
  pointer = "",
  whole: (value: unknown) => boolean = () => false,
): { pointer: string; before: unknown; after: unknown }[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const bothObjects =
    typeof before === "object" &&
    typeof after === "object" &&
    before !== null &&
    after !== null &&
    Array.isArray(before) === Array.isArray(after);
  if (!bothObjects || whole(before) || whole(after)) return [{ pointer: pointer || "/", before, after }];
  const a = before as Record<string, unknown>;
  const b = after as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    changesBetween(a[key], b[key], `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, whole),
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
