// What the parts of a configuration form know beyond their own field.
import { createContext, type ReactNode, useContext } from "react";
import type { FieldProblem } from "../../api/types";

export type FormContext = {
  /** The configuration as the engine has it, for secrets that can be kept. */
  initial: unknown;
  /** The configuration as it stands in the form. */
  root: unknown;
  problems: FieldProblem[];
  /** Drawn below a row of a list, e.g. the health of a folder or the address of a webhook. */
  rowExtra?: (pointer: string, value: unknown) => ReactNode;
  /** The line a folded row shows, e.g. a schedule in words. */
  rowSummary?: (pointer: string, value: unknown) => ReactNode;
};

export const ID_PREFIX = "config";
/** Fields get ids that are their JSON pointers, so that a problem finds its field. */
export const idOf = (pointer: string) => `${ID_PREFIX}${pointer}`;
export const pointerOf = (path: (string | number)[]) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const Context = createContext<FormContext>({ initial: {}, root: {}, problems: [] });
export const FormContextProvider = Context.Provider;
export const useFormContext = () => useContext(Context);
