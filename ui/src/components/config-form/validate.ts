// Checks a configuration against its schema without generating code, so that it works under a strict content policy.
// The engine checks again on apply and has the last word.
import {
  type Schema as JsonSchema,
  type OutputUnit,
  type SchemaDraft,
  Validator,
} from "@cfworker/json-schema";
import {
  type RJSFSchema,
  ROOT_SCHEMA_PREFIX,
  type ValidationData,
  type ValidatorType,
  withIdRefPrefix,
} from "@rjsf/utils";
import type { FieldProblem } from "../../api/types";
import { formatNumber, plural } from "../../lib/format";
import type { Schema } from "../schema";
import { isSecretMark } from "./secrets";
import { formatWithUnit, unitsFor } from "./units";

const draftOf = (schema: RJSFSchema): SchemaDraft =>
  typeof schema.$schema === "string" && schema.$schema.includes("draft-07") ? "7" : "2020-12";

/** Absent and undefined are the same thing on the wire. */
const plain = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** For the form library: it asks which branch of a schema fits. Messages come from `problemsOf` instead. */
export const validator: ValidatorType = {
  validateFormData: (): ValidationData<unknown> => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({ errors: [] }),
  isValid(schema, value, root) {
    try {
      const check = new Validator(withIdRefPrefix(schema) as JsonSchema, draftOf(root));
      check.addSchema({ ...(withIdRefPrefix(root) as JsonSchema), $id: ROOT_SCHEMA_PREFIX });
      return check.validate(plain(value)).valid;
    } catch {
      return false;
    }
  },
};

/** Everything that is wrong with a value, in the words of the form, by JSON pointer. */
export function problemsOf(schema: Schema, value: unknown): FieldProblem[] {
  let found: OutputUnit[];
  try {
    found = new Validator(schema as JsonSchema, draftOf(schema as RJSFSchema), false).validate(
      plain(value) ?? {},
    ).errors;
  } catch {
    return [];
  }
  const problems = new Map<string, string>();
  for (const unit of found.filter(isLeaf).filter((unit) => !isOtherBranch(unit, found))) {
    const problem = problemOf(schema, unit, value);
    if (problem && !problems.has(problem.pointer)) problems.set(problem.pointer, problem.message);
  }
  return [...problems].map(([pointer, message]) => ({ pointer, message }));
}

const WRAPPERS = new Set([
  "properties",
  "items",
  "prefixItems",
  "allOf",
  "$ref",
  "if",
  "patternProperties",
  "dependentSchemas",
  "contains",
  "anyOf",
  "oneOf",
  "additionalProperties",
  "unevaluatedProperties",
]);
const isLeaf = (unit: OutputUnit) => !WRAPPERS.has(unit.keyword);

const BRANCH = /^(.*?\/(?:oneOf|anyOf))\/(\d+)(?:\/|$)/;

/** Of the alternatives of a oneOf, only the one that fits best is talked about. */
function isOtherBranch(unit: OutputUnit, all: OutputUnit[]): boolean {
  const branch = BRANCH.exec(unit.keywordLocation);
  if (!branch) return false;
  const [, parent, index] = branch;
  const counts = new Map<string, number>();
  for (const other of all.filter(isLeaf)) {
    const of = BRANCH.exec(other.keywordLocation);
    if (of?.[1] === parent && of?.[2] !== undefined) {
      // A wrong constant means that another alternative was meant.
      const weight = other.keyword === "const" || other.keyword === "enum" ? 100 : 1;
      counts.set(of[2], (counts.get(of[2]) ?? 0) + weight);
    }
  }
  const best = [...counts].sort((a, b) => a[1] - b[1])[0]?.[0];
  return best !== index;
}

const parts = (pointer: string) =>
  pointer
    .replace(/^#/, "")
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));

export function valueAt(root: unknown, pointer: string): unknown {
  return parts(pointer).reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === "object" ? (value as Record<string, unknown>)[part] : undefined,
    root,
  );
}

/** The part of a schema that a keyword location names; references are followed. */
function schemaAt(schema: Schema, location: string): unknown {
  return parts(location).reduce<unknown>((node, part) => {
    if (node === null || typeof node !== "object") return undefined;
    const next = (node as Record<string, unknown>)[part];
    return part === "$ref" && typeof next === "string" ? valueAt(schema, next) : next;
  }, schema);
}

function problemOf(schema: Schema, unit: OutputUnit, root: unknown): FieldProblem | null {
  const at = decodeURI(unit.instanceLocation.replace(/^#/, ""));
  const limit = schemaAt(schema, unit.keywordLocation);
  const value = valueAt(root, at);
  if (isSecretMark(value)) return null;
  if (unit.keyword === "required") {
    const missing = /property "([^"]*)"/.exec(unit.error)?.[1] ?? "";
    return { pointer: `${at}/${missing}`, message: "This is needed." };
  }
  const units = unitsFor(at.split("/").at(-1) ?? "");
  const say = (n: number) => (units ? formatWithUnit(units, n) : formatNumber(n));
  return { pointer: at, message: sentence(unit.keyword, limit, say, unit.error) };
}

function sentence(keyword: string, limit: unknown, say: (n: number) => string, fallback: string): string {
  const n = typeof limit === "number" ? limit : 0;
  switch (keyword) {
    case "type":
      return `This should be ${[limit].flat().map(kind).join(" or ")}.`;
    case "enum":
      return `This should be one of: ${(limit as unknown[]).map(String).join(", ")}.`;
    case "const":
      return `This should be ${JSON.stringify(limit)}.`;
    case "minimum":
      return `This should be ${say(n)} or more.`;
    case "maximum":
      return `This should be ${say(n)} or less.`;
    case "exclusiveMinimum":
      return `This should be more than ${say(n)}.`;
    case "exclusiveMaximum":
      return `This should be less than ${say(n)}.`;
    case "multipleOf":
      return `This should be a multiple of ${say(n)}.`;
    case "minLength":
      return n === 1 ? "This can't be empty." : `This needs at least ${plural(n, "character")}.`;
    case "maxLength":
      return `This can have at most ${plural(n, "character")}.`;
    case "pattern":
      return `This doesn't have the expected form (${String(limit)}).`;
    case "format":
      return `This isn't a valid ${String(limit)}.`;
    case "minItems":
      return `At least ${plural(n, "entry", "entries")} needed.`;
    case "maxItems":
      return `At most ${plural(n, "entry", "entries")} allowed.`;
    case "uniqueItems":
      return "Each entry may be there only once.";
    case "false":
      return "This setting isn't known here.";
    default:
      return fallback;
  }
}

const KINDS: Record<string, string> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "yes or no",
  array: "a list",
  object: "an object",
  null: "empty",
};
const kind = (type: unknown) => KINDS[String(type)] ?? String(type);
