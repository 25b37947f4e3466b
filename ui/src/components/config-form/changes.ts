// What an apply would change, in the words of the form. A secret is only ever named, never shown.
import { formatValue, plural } from "../../lib/format";
import { changesBetween, labelFor, type Schema, typeOf } from "../schema";
import { holdsSecret, isSecret, isSecretMark } from "./secrets";
import { formatWithUnit, unitsFor } from "./units";

export type Change = {
  pointer: string;
  where: string;
  before: string;
  after: string;
  /** A stored secret goes with it, which nothing brings back. */
  losesSecret: boolean;
};

export function changesOf(schema: Schema, before: unknown, after: unknown): Change[] {
  return changesBetween(before, after, "", isSecretMark).map((change) => {
    const { labels, name, own } = place(schema, change.pointer);
    const secret = isSecret(own) || isSecretMark(change.before) || isSecretMark(change.after);
    const say = (value: unknown) =>
      secret ? (value === undefined ? "none" : "set") : shown(own, name, value);
    return {
      pointer: change.pointer,
      where: labels.join(" › "),
      before: say(change.before),
      after:
        secret && change.before !== undefined && change.after !== undefined ? "changed" : say(change.after),
      losesSecret: holdsSecret(change.before),
    };
  });
}

/** The way to a field in the words of the form: "Folders › 2 › Path". */
export const labelAt = (schema: Schema, pointer: string) => place(schema, pointer).labels.join(" › ");

function place(schema: Schema, pointer: string) {
  const labels: string[] = [];
  let own: Schema | undefined = schema;
  let name = "";
  for (const raw of pointer.split("/").slice(1)) {
    const part = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    if (own?.items && /^\d+$/.test(part)) {
      own = own.items;
      labels.push(String(Number(part) + 1));
    } else {
      own = propertyOf(own, part);
      name = part;
      labels.push(labelFor(part, own ?? {}).replace(/\s*\((ms|s|bytes)\)$/i, ""));
    }
  }
  return { labels, name, own };
}

/** A property may be declared in one of the schema's branches only. */
function propertyOf(schema: Schema | undefined, name: string): Schema | undefined {
  if (!schema) return undefined;
  const { then, else: other, allOf } = schema as { then?: Schema; else?: Schema; allOf?: Schema[] };
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(allOf ?? []), then, other];
  return (
    schema.properties?.[name] ?? branches.map((branch) => propertyOf(branch, name)).find((found) => found)
  );
}

function shown(schema: Schema | undefined, name: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  const units = unitsFor(name);
  if (units && typeof value === "number") return formatWithUnit(units, value);
  if (schema && typeOf(schema) === "boolean") return value === true ? "yes" : "no";
  if (typeof value === "object") return withoutSecrets(schema, value);
  return formatValue(value);
}

/** A whole row that was added or removed: its values, secrets only by name. */
function withoutSecrets(schema: Schema | undefined, value: object): string {
  if (Array.isArray(value)) {
    const said = value.map((item) => shown(schema?.items, "", item)).filter((item) => item !== "none");
    return (
      said.join(", ") || (value.length === 0 ? "none" : plural(value.length, "empty entry", "empty entries"))
    );
  }
  return (
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== "" && item !== false)
      .filter(([, item]) => !Array.isArray(item) || item.length > 0)
      .map(([key, item]) => {
        const own = propertyOf(schema, key);
        if (isSecret(own) || isSecretMark(item)) return `${labelFor(key, own ?? {})} set`;
        return `${labelFor(key, own ?? {})} ${shown(own, key, item)}`;
      })
      .join(", ") || "not filled in yet"
  );
}
