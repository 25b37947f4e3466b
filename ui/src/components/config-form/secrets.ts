// A secret never comes back from the engine: what is set reads as a mark, and sending the mark back keeps it.
import type { Schema } from "../schema";

export const SECRET_SET = { $secret: "set" } as const;

export const isSecret = (schema: Schema | undefined) =>
  schema?.writeOnly === true || schema?.format === "password";

export const isSecretMark = (value: unknown) =>
  typeof value === "object" && value !== null && "$secret" in value;

/** Whether a stored secret is somewhere in a value. */
export const holdsSecret = (value: unknown): boolean =>
  isSecretMark(value) ||
  (typeof value === "object" && value !== null && Object.values(value).some((item) => holdsSecret(item)));

/** A value without what lies at these JSON pointers. */
export function without(value: unknown, pointers: string[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const pointer of pointers) {
    const parts = pointer
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop();
    const parent = parts.reduce<unknown>(
      (node, part) => (node as Record<string, unknown> | undefined)?.[part],
      copy,
    );
    if (last !== undefined && typeof parent === "object" && parent !== null)
      delete (parent as Record<string, unknown>)[last];
  }
  return copy;
}
