// A secret never comes back from the engine: what is set reads as a mark, and sending the mark back keeps it.
import type { Schema } from "../schema";

export const SECRET_SET = { $secret: "set" } as const;

export const isSecret = (schema: Schema | undefined) =>
  schema?.writeOnly === true || schema?.format === "password";

export const isSecretMark = (value: unknown) =>
  typeof value === "object" && value !== null && "$secret" in value;
