// Lists and objects go to the form library's own fields, except where their schema says too little to draw anything.
import { Checkbox, Select } from "@mantine/core";
import getDefaultRegistry from "@rjsf/core/lib/getDefaultRegistry.js";
import type { FieldProps, WidgetProps } from "@rjsf/utils";
import { labelFor, type Schema } from "../schema";
import { Leaf } from "./Leaf";
import { ScheduleField } from "./ScheduleField";

const registry = getDefaultRegistry();
const LibraryArray = registry.fields.ArrayField as React.ComponentType<FieldProps>;
const LibraryObject = registry.fields.ObjectField as React.ComponentType<FieldProps>;

/** Lists of texts, numbers, yes/no and objects become rows; anything else is JSON. */
export function ArrayField(props: FieldProps) {
  const { items } = props.schema as Schema;
  const drawable =
    typeof items === "object" &&
    !Array.isArray(items) &&
    (items.enum || items.oneOf || items.anyOf || items.type || items.properties || "$ref" in items) &&
    items.type !== "array" &&
    !(items.type === "object" && !items.properties && !items.oneOf);
  return drawable ? <LibraryArray {...props} /> : <Leaf {...props} />;
}

/** An object without named properties is JSON. */
export function ObjectField(props: FieldProps) {
  const schema = props.schema as Schema;
  if (schema.format === "schedule") return <ScheduleField {...props} />;
  const named = Object.keys(schema.properties ?? {}).length > 0 || schema.oneOf || schema.anyOf;
  return named ? <LibraryObject {...props} /> : <Leaf {...props} />;
}

/** Chooses between the alternatives of a oneOf, or several values of a fixed set. */
export function Alternatives({
  id,
  label,
  value,
  options,
  onChange,
  multiple,
  hideLabel,
  schema,
}: WidgetProps) {
  const data = (options.enumOptions ?? []).map((option, index) => ({
    value: String(index),
    label: option.label,
  }));
  if (multiple) {
    const { default: preset } = schema as Schema;
    const chosen = Array.isArray(value) && value.length > 0 ? value : preset;
    const set = (next: unknown[]) => onChange(next.length > 0 ? next : undefined);
    return (
      <Several
        id={id}
        label={labelFor(label, schema as Schema)}
        value={chosen}
        options={options}
        onChange={set}
      />
    );
  }
  return (
    <Select
      id={id}
      className="cf-medium"
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label || "Kind" : undefined}
      data={data}
      value={value === undefined ? null : String(value)}
      allowDeselect={false}
      onChange={(next) => next !== null && onChange(Number(next))}
    />
  );
}

function Several({
  id,
  label,
  value,
  options,
  onChange,
}: Pick<WidgetProps, "id" | "label" | "value" | "options" | "onChange">) {
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="cf-group" id={id} tabIndex={-1}>
      <legend>{label}</legend>
      <div className="cf-several">
        {(options.enumOptions ?? []).map((option) => (
          <Checkbox
            key={option.label}
            label={option.label}
            checked={chosen.includes(option.value)}
            onChange={({ currentTarget }) =>
              onChange(
                (options.enumOptions ?? [])
                  .map((each) => each.value)
                  .filter((each) => (each === option.value ? currentTarget.checked : chosen.includes(each))),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
