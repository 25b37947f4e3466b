// How the form library's containers look: groups, lists of rows, alternatives.
import { ActionIcon, Button } from "@mantine/core";
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  MultiSchemaFieldTemplateProps,
  ObjectFieldTemplateProps,
} from "@rjsf/utils";
import { ChevronDown, ChevronRight, Plus, X } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { labelFor, type Schema } from "../schema";
import { pointerOf, useFormContext } from "./context";
import { valueAt } from "./validate";

export function FieldTemplate({ children, fieldPathId, hidden, schema }: FieldTemplateProps) {
  // A constant, such as the kind of an alternative, is not for choosing.
  if (hidden || schema.const !== undefined) return null;
  return (
    <div className="cf-field" data-pointer={pointerOf(fieldPathId.path)}>
      {children}
    </div>
  );
}

/** An alternative is already named by the list it was chosen from. */
const Named = createContext(false);

export function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { fieldPathId, properties, schema } = props;
  const named = useContext(Named);
  const { problems } = useFormContext();
  const path = fieldPathId.path;
  const own = (schema as Schema).properties ?? {};
  const draw = (items: typeof properties) => items.map((item) => <div key={item.name}>{item.content}</div>);
  const more = properties.filter((item) => own[item.name]?.["x-advanced"]);
  const fields = (
    <Named.Provider value={false}>
      {draw(properties.filter((item) => !more.includes(item)))}
      {more.length > 0 && (
        <More path={path} names={more.map((item) => item.name)}>
          {draw(more)}
        </More>
      )}
    </Named.Provider>
  );
  if (path.length === 0) return <div className="cf-stack">{fields}</div>;
  // A row of a list has its frame already; so has an alternative, whose path is its parent's.
  if (typeof path.at(-1) === "number") {
    return (
      <div id={fieldPathId.$id} className="cf-row-fields">
        {fields}
      </div>
    );
  }
  const error = problems.find((item) => item.pointer === pointerOf(path))?.message;
  if (named) {
    return (
      <div className="cf-inset" id={fieldPathId.$id} tabIndex={-1}>
        <div className="cf-stack">{fields}</div>
        {error && <p className="cf-error">{error}</p>}
      </div>
    );
  }
  return (
    <fieldset className="cf-group" id={fieldPathId.$id} tabIndex={-1}>
      <legend>{labelFor(String(path.at(-1)), schema as Schema)}</legend>
      {schema.description && <p className="faint cf-note">{schema.description}</p>}
      <div className="cf-stack">{fields}</div>
      {error && <p className="cf-error">{error}</p>}
    </fieldset>
  );
}

/** What is seldom set, folded until it is wanted, set or wrong. */
function More({
  path,
  names,
  children,
}: {
  path: (string | number)[];
  names: string[];
  children: ReactNode;
}) {
  const { problems, root } = useFormContext();
  const at = pointerOf(path);
  const values = (valueAt(root, at) ?? {}) as Record<string, unknown>;
  const set = names.filter((name) => values[name] !== undefined);
  const [wanted, setOpen] = useState(set.length > 0);
  const wrong = names.some((name) => problems.some((item) => item.pointer.startsWith(`${at}/${name}`)));
  const open = wanted || wrong;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className="cf-more">
      <button type="button" className="cf-row-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron size={14} aria-hidden="true" />
        <span>More settings</span>
        {!open && set.length > 0 && <span className="faint num">{set.length} set</span>}
      </button>
      {open && <div className="cf-row-fields">{children}</div>}
    </div>
  );
}

/** Rows that were there from the start are folded, new ones are open. */
const FirstCount = createContext(0);

export function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { fieldPathId, items, schema, canAdd, onAddClick } = props;
  const { problems } = useFormContext();
  const [first] = useState(items.length);
  const own = schema as Schema;
  const label = labelFor(String(fieldPathId.path.at(-1) ?? ""), own);
  const error = problems.find((item) => item.pointer === pointerOf(fieldPathId.path))?.message;
  const what = own.items?.title?.toLowerCase() ?? "entry";
  return (
    <fieldset className="cf-list" id={fieldPathId.$id} tabIndex={-1}>
      <legend>{label}</legend>
      {own.description && <p className="faint cf-note">{own.description}</p>}
      <FirstCount.Provider value={first}>
        {items.length > 0 && <ul className="cf-rows">{items}</ul>}
      </FirstCount.Provider>
      {items.length === 0 && <p className="faint">None yet.</p>}
      {error && <p className="cf-error">{error}</p>}
      {canAdd && (
        <Button
          variant="default"
          aria-label={`Add ${what} to ${label}`}
          leftSection={<Plus size={14} aria-hidden="true" />}
          onClick={onAddClick}
        >
          Add {what}
        </Button>
      )}
    </fieldset>
  );
}

const MANY = 3;

function summaryOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Record<string, unknown>;
  const named = ["name", "title", "id", "path", "url"].map((key) => fields[key]);
  const found = [...named, ...Object.values(fields)].find((item) => typeof item === "string" && item !== "");
  return typeof found === "string" ? found : "";
}

export function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps) {
  const { children, buttonsProps, index, totalItems, schema } = props;
  const { problems, rowExtra, rowSummary, root } = useFormContext();
  const first = useContext(FirstCount);
  const [wanted, setOpen] = useState(index >= first || totalItems === 1);
  const pointer = pointerOf(buttonsProps.fieldPathId.path);
  const value = valueAt(root, pointer);
  const own = schema as Schema;
  const isObject = typeof value === "object" && value !== null;
  const folds = isObject && (own.oneOf !== undefined || Object.keys(own.properties ?? {}).length > MANY);
  const inside = problems.some((item) => item.pointer.startsWith(`${pointer}/`));
  const open = !folds || wanted || inside;
  const name = (rowSummary?.(pointer, value) ?? summaryOf(value)) || "Not filled in yet";
  const what = own.title ?? "Entry";
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li className="cf-row" data-testid="config-row" data-framed={isObject}>
      <div className="cf-row-main">
        {folds && (
          <button type="button" className="cf-row-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Chevron size={14} aria-hidden="true" />
            <span className="truncate">{name}</span>
          </button>
        )}
        {open && children}
        {rowExtra?.(pointer, value)}
      </div>
      {buttonsProps.hasRemove && (
        <ActionIcon
          aria-label={`Remove ${what.toLowerCase()} ${index + 1}`}
          onClick={buttonsProps.onRemoveItem}
        >
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}

export function MultiSchemaFieldTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) {
  return (
    <div className="cf-stack">
      {selector}
      <Named.Provider value={true}>{optionSchemaField}</Named.Provider>
    </div>
  );
}
