// What a workflow reads from the event, and whether events of the chosen type have it.
import type { Field, Workflow } from "../../api/types";

export interface Read {
  field: string;
  /** Whether events of this type have it; unknown where nothing is known of the type. */
  known: boolean | undefined;
}

const OF_EVENT = /\bevent\.data\.([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)/g;

/** Fields of the event in the inputs of its steps, in their order. */
export function readsOf(workflow: Workflow, fields: Field[]): Read[] {
  const text = JSON.stringify(workflow.steps.map((step) => step.with ?? {}));
  const names = [...new Set([...text.matchAll(OF_EVENT)].map((found) => found[1] ?? ""))];
  const paths = fields.map((f) => f.path);
  // "customer.city.size()" reads "customer": a known beginning is enough.
  const has = (name: string) =>
    paths.some((path) => path === name || name.startsWith(`${path}.`) || path.startsWith(`${name}.`));
  return names.map((field) => ({ field, known: fields.length > 0 ? has(field) : undefined }));
}
