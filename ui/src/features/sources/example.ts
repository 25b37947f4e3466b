import type { EventType } from "../../api/types";
import { exampleFor, type Schema } from "../../components";

/** A payload to start from: what fields held lately, else what the schema says. */
export function exampleData(type: EventType): Record<string, unknown> {
  const properties = (type.schema as Schema | undefined)?.properties ?? {};
  const data: Record<string, unknown> = {};
  for (const field of type.fields) {
    if (!field.path.includes(".")) data[field.path] = exampleFor(properties[field.path], field.sample);
  }
  for (const [name, schema] of Object.entries(properties)) data[name] ??= exampleFor(schema);
  return data;
}
