// What the form library leaves behind, put right before anyone sees it: alternatives get the constant that names
// them, optional groups that nobody filled in go away, and a new text in a list is an empty text, not null.
import { type Schema, typeOf } from "../schema";

type Values = Record<string, unknown>;
const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function tidied(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return value;
  if (Array.isArray(value)) {
    const item = schema.items;
    return value.map((one) =>
      (one === null || one === undefined) && item && typeOf(item) === "string"
        ? ""
        : tidied(item, one ?? undefined),
    );
  }
  if (!isObject(value)) return value;
  const branch = branchOf(schema, value);
  const properties = { ...schema.properties, ...branch?.properties };
  const kept = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    const own = properties[name];
    const next = tidied(own, child);
    const empty = isObject(next) && Object.values(next).every((item) => item === undefined);
    return empty && own && !schema.required?.includes(name) ? [] : [[name, next]];
  });
  const constants = Object.entries(branch?.properties ?? {}).flatMap(([name, own]): [string, unknown][] =>
    own.const !== undefined ? [[name, own.const]] : [],
  );
  return Object.keys(value).length === 0
    ? value
    : { ...Object.fromEntries(kept), ...Object.fromEntries(constants) };
}

/** The alternative that a value belongs to: no constant against it, and the most of its properties there. */
function branchOf(schema: Schema, value: Values): Schema | undefined {
  const score = (branch: Schema) => {
    const own = Object.entries(branch.properties ?? {});
    const against = own.some(
      ([name, one]) => one.const !== undefined && value[name] !== undefined && value[name] !== one.const,
    );
    return against ? -1 : own.filter(([name]) => value[name] !== undefined).length;
  };
  const ranked = (schema.oneOf ?? schema.anyOf ?? []).filter((branch) => score(branch) > 0);
  return ranked.sort((a, b) => score(b) - score(a))[0];
}
