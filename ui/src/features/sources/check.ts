// Checks a payload against its schema while it is typed. The engine's answer still decides.
import { type OutputUnit, Validator } from "@cfworker/json-schema";
import type { FieldProblem } from "../../api/types";
import type { Schema } from "../../components";

/** Errors that only say that something further down is wrong. */
const OUTER = new Set([
  "properties",
  "items",
  "prefixItems",
  "additionalProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "$ref",
  "if",
  "then",
  "else",
  "patternProperties",
  "contains",
  "not",
  "dependentSchemas",
]);

const unquote = (text: string) => /"([^"]*)"/.exec(text)?.[1] ?? "";

function worded(unit: OutputUnit): FieldProblem {
  const pointer = decodeURI(unit.instanceLocation.replace(/^#/, ""));
  switch (unit.keyword) {
    case "required":
      return { pointer: `${pointer}/${unquote(unit.error)}`, message: "is required" };
    case "type": {
      const expected = /Expected "([^"]+)"/.exec(unit.error)?.[1];
      const got = /type "([^"]+)"/.exec(unit.error)?.[1];
      return expected
        ? { pointer, message: `should be ${article(expected)}${got ? `, not ${article(got)}` : ""}` }
        : { pointer, message: unit.error };
    }
    case "enum":
      return {
        pointer,
        message: `should be one of ${/\[.*\]/.exec(unit.error)?.[0].slice(1, -1).replaceAll('"', "").replaceAll(",", ", ") ?? "the listed values"}`,
      };
    case "format":
      return {
        pointer,
        message: `should be written as ${/format "([^"]+)"/.exec(unit.error)?.[1] ?? "its format says"}`,
      };
    default:
      return { pointer, message: unit.error.replace(/^Instance does not/, "does not").replace(/\.$/, "") };
  }
}

const NAMES: Record<string, string> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};
const article = (type: string) => NAMES[type] ?? type;

export function makeCheck(schema: Schema | undefined): (data: unknown) => FieldProblem[] {
  if (!schema) return () => [];
  const validator = new Validator(schema as object, "2020-12", false);
  return (data) => {
    const { errors } = validator.validate(data);
    const leaves = errors.filter((unit) => !OUTER.has(unit.keyword));
    const seen = new Set<string>();
    return leaves.map(worded).filter(({ pointer, message }) => {
      const key = `${pointer} ${message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  };
}
