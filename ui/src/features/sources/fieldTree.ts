// Dotted paths as a tree: an object's fields stand under it, one level further in.
import type { Field } from "../../api/types";

export type FieldRow = { field: Field; name: string; depth: number; parents: string[]; hasChildren: boolean };

export function fieldRows(fields: Field[]): FieldRow[] {
  const known = new Set(fields.map((field) => field.path));
  const parentsOf = (path: string) => {
    const parts = path.split(".");
    return parts
      .slice(0, -1)
      .map((_, at) => parts.slice(0, at + 1).join("."))
      .filter((p) => known.has(p));
  };
  const rows = fields.map((field) => {
    const parents = parentsOf(field.path);
    const parent = parents.at(-1);
    return {
      field,
      name: parent ? field.path.slice(parent.length + 1) : field.path,
      depth: parents.length,
      parents,
      hasChildren: fields.some((other) => other.path.startsWith(`${field.path}.`)),
    };
  });
  // Children follow their parent even when the engine lists them later.
  const under = (parent: string | undefined): FieldRow[] =>
    rows.filter((row) => row.parents.at(-1) === parent).flatMap((row) => [row, ...under(row.field.path)]);
  return under(undefined);
}

/** "string", "date and time", "one of a, b": what a value may be. */
export function kindText(field: Field): string {
  if (field.enum) return `one of ${field.enum.map(String).join(", ")}`;
  return field.format ? `${field.type}, ${field.format}` : field.type;
}
