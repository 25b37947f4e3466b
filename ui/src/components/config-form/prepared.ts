// The form library draws nothing for a schema that allows anything; such a property is edited as JSON instead.
import { labelFor, type Schema } from "../schema";

export function prepared(schema: Schema): Schema {
  return walk(schema) as Schema;
}

function walk(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(walk);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === "default" || key === "const" || key === "enum" || key === "examples") return [key, value];
      if (key === "properties" && typeof value === "object" && value !== null)
        return [
          key,
          Object.fromEntries(Object.entries(value).map(([name, child]) => [name, named(name, child)])),
        ];
      return [key, walk(value)];
    }),
  );
}

function named(name: string, schema: unknown): unknown {
  const free = schema === true || (typeof schema === "object" && Object.keys(schema ?? {}).length === 0);
  return free ? { title: labelFor(name, {}) } : walk(schema);
}
