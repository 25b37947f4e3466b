// One value of a configuration: picks the control by type, format and name.
import { Autocomplete, Checkbox, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import type { FieldProps } from "@rjsf/utils";
import { labelFor, type Schema, typeOf, widgetFor } from "../schema";
import { Choice } from "./Choice";
import { idOf, pointerOf, useFormContext } from "./context";
import { JsonControl } from "./JsonControl";
import { PathControl } from "./PathControl";
import { SecretControl } from "./SecretControl";
import { UnitControl } from "./UnitControl";
import { unitsFor } from "./units";

/** What every control gets: names, help and problem, in Mantine's words. */
export type ControlProps = {
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  pointer: string;
  shared: {
    id: string;
    label?: string;
    "aria-label"?: string;
    description?: string;
    error?: string;
    withAsterisk?: boolean;
    disabled?: boolean;
  };
};

const ZONES: string[] =
  typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];

export function Leaf(props: FieldProps) {
  const { name, formData, fieldPathId, onChange, required, disabled, readonly } = props;
  return (
    <ValueControl
      name={name}
      schema={props.schema as Schema}
      value={formData}
      onChange={(value) => onChange(value, fieldPathId.path, undefined, fieldPathId.$id)}
      path={fieldPathId.path}
      required={required}
      disabled={disabled || readonly}
    />
  );
}

/** The control of one value at a place of the configuration. */
export function ValueControl({
  name,
  schema,
  value,
  onChange,
  path,
  required = false,
  disabled = false,
}: {
  name: string;
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  path: (string | number)[];
  required?: boolean;
  disabled?: boolean;
}) {
  const { problems } = useFormContext();
  const pointer = pointerOf(path);
  const last = path.at(-1);
  const inList = typeof last === "number";
  const named = labelFor(inList ? name.replace(/-\d+$/, "") : name, schema);
  const units = unitsFor(name);
  // The unit stands beside the field, so a title does not have to say it again.
  const label = units ? named.replace(/\s*\((ms|s|seconds|milliseconds|bytes)\)$/i, "") : named;
  const control: ControlProps = {
    schema,
    value,
    onChange,
    pointer,
    shared: {
      id: idOf(pointer),
      ...(inList ? { "aria-label": `${label} ${last + 1}` } : { label }),
      description: schema.description,
      error: problems.find((item) => item.pointer === pointer)?.message,
      withAsterisk: required && !inList,
      disabled: disabled || schema.readOnly,
    },
  };
  return <Control {...control} name={name} units={units} inList={inList} />;
}

function Control({
  name,
  units,
  inList,
  ...control
}: ControlProps & { name: string; units: ReturnType<typeof unitsFor>; inList: boolean }) {
  const { schema, value, onChange, shared } = control;
  const text = typeof value === "string" ? value : "";
  const placeholder = schema.default === undefined ? undefined : String(schema.default);
  // An emptied field is an absent one; inside a list it stays an empty entry.
  const onText = (next: string) => onChange(next === "" && !inList ? undefined : next);
  switch (widgetFor(schema, name)) {
    case "boolean":
      return (
        <Checkbox
          id={shared.id}
          label={shared.label ?? shared["aria-label"]}
          description={shared.description}
          error={shared.error}
          disabled={shared.disabled}
          checked={value === undefined ? schema.default === true : value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "number":
      if (units) return <UnitControl {...control} units={units} />;
      return (
        <NumberInput
          {...shared}
          className="cf-short"
          value={typeof value === "number" ? value : ""}
          placeholder={placeholder}
          allowDecimal={typeOf(schema) !== "integer"}
          onChange={(next) => onChange(next === "" ? undefined : Number(next))}
        />
      );
    case "enum":
      return <Choice {...control} required={shared.withAsterisk ?? false} />;
    case "secret":
      return <SecretControl {...control} />;
    case "path":
      return <PathControl {...control} onText={onText} />;
    case "zone":
      return (
        <Select
          {...shared}
          className="cf-medium"
          data={ZONES}
          value={text || null}
          onChange={(next) => onChange(next ?? undefined)}
          searchable
          clearable={!shared.withAsterisk}
          limit={50}
          nothingFoundMessage="No such time zone"
          placeholder={placeholder ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
          comboboxProps={{ keepMounted: false }}
        />
      );
    case "moment":
      return (
        <TextInput
          {...shared}
          type="datetime-local"
          step={1}
          className="cf-medium"
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      );
    case "multiline":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={12}
          value={text}
          placeholder={placeholder}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      );
    case "text":
      if (schema.examples?.length) {
        return (
          <Autocomplete
            {...shared}
            data={schema.examples.map(String)}
            value={text}
            placeholder={placeholder}
            onChange={onText}
          />
        );
      }
      return (
        <TextInput
          {...shared}
          value={text}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onText(event.currentTarget.value)}
        />
      );
    default:
      return <JsonControl {...control} />;
  }
}
