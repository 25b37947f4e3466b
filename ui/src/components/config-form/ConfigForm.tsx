// A configuration as a form, drawn from its JSON Schema: the library keeps the state, the look is ours.
// The package's front door also imports its test support, and with it a validator that generates code.
import Form from "@rjsf/core/lib/components/Form.js";
import type { RJSFSchema } from "@rjsf/utils";
import { useMemo, useState } from "react";
import type { FieldProblem } from "../../api/types";
import type { Schema } from "../schema";
import { type FormContext, FormContextProvider, ID_PREFIX, idOf } from "./context";
import { Alternatives, ArrayField, ObjectField } from "./fields";
import { Leaf } from "./Leaf";
import { prepared } from "./prepared";
import {
  ArrayFieldItemTemplate,
  ArrayFieldTemplate,
  FieldTemplate,
  MultiSchemaFieldTemplate,
  ObjectFieldTemplate,
} from "./templates";
import { tidied } from "./tidied";
import { problemsOf, validator } from "./validate";
import "./ConfigForm.css";

type Values = Record<string, unknown>;

const templates = {
  FieldTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
  MultiSchemaFieldTemplate,
};
const fields = {
  StringField: Leaf,
  NumberField: Leaf,
  BooleanField: Leaf,
  NullField: Leaf,
  FallbackField: Leaf,
  ObjectField,
  ArrayField,
};
const widgets = { SelectWidget: Alternatives };

export function ConfigForm({
  schema,
  value,
  initial,
  onChange,
  showAll,
  problems: fromServer,
  rowExtra,
  rowSummary,
}: {
  schema: Schema;
  value: Values;
  /** As the engine has it. */
  initial: Values;
  onChange: (value: Values) => void;
  /** All problems are in sight, not only those of fields that were visited. */
  showAll: boolean;
  problems: FieldProblem[];
} & Pick<FormContext, "rowExtra" | "rowSummary">) {
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const drawn = useMemo(() => prepared(schema) as RJSFSchema, [schema]);
  const own = useMemo(() => problemsOf(schema, value), [schema, value]);
  const problems = useMemo(() => {
    const shown = own.filter((item) => showAll || visited.has(item.pointer));
    const known = new Set(shown.map((item) => item.pointer));
    return [...shown, ...fromServer.filter((item) => !known.has(item.pointer))];
  }, [own, showAll, visited, fromServer]);
  const context = useMemo(
    () => ({ initial, root: value, problems, rowExtra, rowSummary }),
    [initial, value, problems, rowExtra, rowSummary],
  );
  return (
    <FormContextProvider value={context}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only watches focus leave its fields */}
      <div
        className="config-form"
        onBlur={({ target }) => {
          const pointer = target.closest("[data-pointer]")?.getAttribute("data-pointer");
          if (pointer && !visited.has(pointer)) setVisited(new Set(visited).add(pointer));
        }}
      >
        <Form
          tagName="div"
          schema={drawn}
          formData={value}
          validator={validator}
          noValidate
          noHtml5Validate
          showErrorList={false}
          idPrefix={ID_PREFIX}
          idSeparator="/"
          fields={fields}
          widgets={widgets}
          templates={templates}
          useFallbackUiForUnsupportedType
          experimental_defaultFormStateBehavior={{ emptyObjectFields: "populateRequiredDefaults" }}
          // Without an id it only filled in defaults by itself, which is nobody's change.
          onChange={({ formData }, id) =>
            id !== undefined && onChange(tidied(schema, formData ?? {}) as Values)
          }
        >
          {/* The form's buttons belong to the page. */}
          <span />
        </Form>
      </div>
    </FormContextProvider>
  );
}

/** Brings the field of a problem into view and focuses it. */
export function focusProblem(pointer: string) {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const target = document.getElementById(idOf(at));
    if (!target) continue;
    target.scrollIntoView({ block: "center" });
    const control = target.matches("input, textarea, button, [tabindex]")
      ? target
      : target.querySelector<HTMLElement>("input, textarea, button");
    (control ?? target).focus();
    return;
  }
}
