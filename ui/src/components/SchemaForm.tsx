// A form drawn from a JSON Schema, for the shapes that sources and steps use. Anything else is edited as JSON.
import {
  ActionIcon,
  Button,
  Checkbox,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from "@mantine/core";
import { FolderOpen, Plus, X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { FieldProblem } from "../api/types";
import { pickFolder } from "./FolderPicker";
import { emptyValue, labelFor, type Schema, widgetFor } from "./schema";
import "./SchemaForm.css";

type FieldProps = {
  name: string;
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  pointer: string;
  required?: boolean;
  problems?: FieldProblem[];
  /** Drawn beside a row of a list, e.g. the health of a folder. */
  rowExtra?: (pointer: string, value: unknown) => ReactNode;
};

const problemAt = (problems: FieldProblem[] | undefined, pointer: string) =>
  problems?.find((item) => item.pointer === pointer)?.message;

export function SchemaForm({
  schema,
  value,
  onChange,
  problems,
  rowExtra,
}: {
  schema: Schema;
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
  problems?: FieldProblem[];
  rowExtra?: FieldProps["rowExtra"];
}) {
  return (
    <div className="schema-form">
      {Object.entries(schema.properties ?? {}).map(([name, child]) => (
        <SchemaField
          key={name}
          name={name}
          schema={child}
          value={value[name]}
          required={schema.required?.includes(name)}
          pointer={`/${name}`}
          problems={problems}
          rowExtra={rowExtra}
          onChange={(next) => onChange({ ...value, [name]: next })}
        />
      ))}
    </div>
  );
}

export function SchemaField(props: FieldProps) {
  const { name, schema, value, onChange, pointer, required, problems } = props;
  const shared = {
    label: labelFor(name, schema),
    description: schema.description,
    error: problemAt(problems, pointer),
    required,
    withAsterisk: required,
  };
  const text = typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
  switch (widgetFor(schema, name)) {
    case "boolean":
      return (
        <Checkbox
          label={shared.label}
          description={shared.description}
          error={shared.error}
          checked={value === undefined ? schema.default === true : value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : ""}
          placeholder={schema.default === undefined ? undefined : String(schema.default)}
          min={schema.minimum}
          max={schema.maximum}
          allowDecimal={schema.type !== "integer"}
          clampBehavior="blur"
          onChange={(next) => onChange(next === "" ? undefined : Number(next))}
        />
      );
    case "enum":
      return <EnumField {...props} />;
    case "path":
      return <PathField {...props} />;
    case "secret":
      return (
        <PasswordInput
          {...shared}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "objects":
    case "strings":
      return <ListField {...props} />;
    case "object":
      return (
        <fieldset className="schema-group">
          <legend>{shared.label}</legend>
          {Object.entries(schema.properties ?? {}).map(([key, child]) => (
            <SchemaField
              {...props}
              key={key}
              name={key}
              schema={child}
              pointer={`${pointer}/${key}`}
              required={schema.required?.includes(key)}
              value={(value as Record<string, unknown> | undefined)?.[key]}
              onChange={(next) => onChange({ ...(value as object), [key]: next })}
            />
          ))}
        </fieldset>
      );
    case "json":
      return <JsonField {...props} />;
    default:
      return (
        <TextInput
          {...shared}
          value={text}
          placeholder={schema.default === undefined ? undefined : String(schema.default)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function EnumField({ name, schema, value, onChange, pointer, required, problems }: FieldProps) {
  const labelId = useId();
  const options = (schema.enum ?? []).map(String);
  const current =
    value === undefined ? (schema.default === undefined ? null : String(schema.default)) : String(value);
  const pick = (next: string | null) => onChange((schema.enum ?? []).find((item) => String(item) === next));
  if (options.length > 4) {
    return (
      <Select
        label={labelFor(name, schema)}
        description={schema.description}
        error={problemAt(problems, pointer)}
        data={options}
        value={current}
        onChange={pick}
        required={required}
        allowDeselect={!required}
      />
    );
  }
  return (
    <div>
      <span id={labelId} className="schema-label">
        {labelFor(name, schema)}
      </span>
      <div>
        <SegmentedControl aria-labelledby={labelId} data={options} value={current ?? ""} onChange={pick} />
      </div>
      {schema.description && <p className="faint schema-note">{schema.description}</p>}
    </div>
  );
}

function PathField({ name, schema, value, onChange, pointer, required, problems }: FieldProps) {
  const text = typeof value === "string" ? value : "";
  return (
    <TextInput
      label={labelFor(name, schema)}
      description={schema.description}
      error={problemAt(problems, pointer)}
      withAsterisk={required}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={
        <ActionIcon
          aria-label={`Choose folder for ${labelFor(name, schema)}`}
          onClick={async () => {
            const picked = await pickFolder(text || undefined);
            if (picked) onChange(picked);
          }}
        >
          <FolderOpen size={14} aria-hidden="true" />
        </ActionIcon>
      }
    />
  );
}

function ListField(props: FieldProps) {
  const { name, schema, onChange, pointer, problems, rowExtra } = props;
  const rows = Array.isArray(props.value) ? props.value : [];
  const item = schema.items ?? {};
  const set = (index: number, next: unknown) => onChange(rows.map((row, at) => (at === index ? next : row)));
  const error = problemAt(problems, pointer);
  return (
    <fieldset className="schema-list">
      <legend>{labelFor(name, schema)}</legend>
      {schema.description && <p className="faint schema-note">{schema.description}</p>}
      {rows.map((row, index) => {
        const at = `${pointer}/${index}`;
        return (
          <div key={index} className="schema-row">
            <div className="schema-row-fields">
              {item.type === "object" ? (
                Object.entries(item.properties ?? {}).map(([key, child]) => (
                  <SchemaField
                    {...props}
                    key={key}
                    name={key}
                    schema={child}
                    pointer={`${at}/${key}`}
                    required={item.required?.includes(key)}
                    value={(row as Record<string, unknown>)[key]}
                    onChange={(next) => set(index, { ...(row as object), [key]: next })}
                  />
                ))
              ) : (
                <TextInput
                  aria-label={`${labelFor(name, schema)} ${index + 1}`}
                  value={String(row)}
                  error={problemAt(problems, at)}
                  onChange={(event) => set(index, event.currentTarget.value)}
                />
              )}
              {rowExtra?.(at, row)}
            </div>
            <ActionIcon
              aria-label={`Remove ${labelFor(name, schema)} ${index + 1}`}
              onClick={() => onChange(rows.filter((_, other) => other !== index))}
            >
              <X size={14} aria-hidden="true" />
            </ActionIcon>
          </div>
        );
      })}
      {rows.length === 0 && <p className="faint">None yet.</p>}
      {error && <p className="schema-error">{error}</p>}
      <Button
        variant="subtle"
        leftSection={<Plus size={14} aria-hidden="true" />}
        onClick={() => onChange([...rows, emptyValue(item) ?? ""])}
      >
        Add
      </Button>
    </fieldset>
  );
}

function JsonField({ name, schema, value, onChange, pointer, problems }: FieldProps) {
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <Textarea
      label={labelFor(name, schema)}
      description={schema.description ?? "JSON"}
      error={broken ?? problemAt(problems, pointer)}
      autosize
      minRows={2}
      maxRows={12}
      value={text}
      spellCheck={false}
      classNames={{ input: "json-input" }}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        try {
          onChange(next.trim() === "" ? undefined : JSON.parse(next));
          setBroken(null);
        } catch (error) {
          setBroken(error instanceof Error ? error.message : "Not valid JSON");
        }
      }}
    />
  );
}
