// The control for a fixed value, by JSON Schema.
import {
  ActionIcon,
  Button,
  NumberInput,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { schemaType } from "./mapping";
import type { FieldProps } from "./SchemaField";
import { humanise } from "./steps";

export function Control({
  id,
  label,
  type,
  schema,
  value,
  problem,
  required,
  onChange,
}: FieldProps & { id: string; label: string; type: string }) {
  const invalid = problem !== null;
  if (schema.enum) {
    const options = schema.enum.map(String);
    const chosen =
      value === undefined ? (schema.default === undefined ? null : String(schema.default)) : String(value);
    const back = (text: string | null) => onChange(schema.enum?.find((v) => String(v) === text));
    return options.length <= 4 && options.join("").length <= 40 ? (
      <SegmentedControl
        id={id}
        aria-label={label}
        value={chosen ?? ""}
        onChange={back}
        data={options.map((v) => ({ value: v, label: humanise(v) }))}
      />
    ) : (
      <Select id={id} value={chosen} onChange={back} data={options} clearable={!required} error={invalid} />
    );
  }
  switch (type) {
    case "boolean":
      return (
        <Switch
          id={id}
          aria-label={label}
          checked={value === undefined ? schema.default === true : value === true}
          onChange={(e) => onChange(e.currentTarget.checked)}
        />
      );
    case "integer":
    case "number":
      return (
        <NumberInput
          id={id}
          value={typeof value === "number" ? value : ""}
          placeholder={schema.default === undefined ? "" : String(schema.default)}
          onChange={(v) => onChange(typeof v === "number" ? v : undefined)}
          allowDecimal={type === "number"}
          min={schema.minimum}
          max={schema.maximum}
          hideControls
          error={invalid}
        />
      );
    case "array":
      if (schemaType(schema.items) === "string" || !schema.items) {
        return (
          <TagsInput
            id={id}
            value={Array.isArray(value) ? value.map(String) : []}
            onChange={(v) => onChange(v.length ? v : undefined)}
            placeholder="Type, then Enter"
            error={invalid}
          />
        );
      }
      if (schemaType(schema.items) === "integer" || schemaType(schema.items) === "number") {
        return (
          <TagsInput
            id={id}
            value={Array.isArray(value) ? value.map(String) : []}
            onChange={(v) => onChange(v.length ? v.map(Number).filter(Number.isFinite) : undefined)}
            placeholder={
              schema.default === undefined
                ? "Number, then Enter"
                : JSON.stringify(schema.default).slice(1, -1)
            }
            error={invalid}
          />
        );
      }
      return <JsonInput id={id} value={value} onChange={onChange} invalid={invalid} />;
    case "object":
      if (!schema.properties) return <KeyValues id={id} label={label} value={value} onChange={onChange} />;
      return <JsonInput id={id} value={value} onChange={onChange} invalid={invalid} />;
    default:
      return <JsonInput id={id} value={value} onChange={onChange} invalid={invalid} />;
  }
}

function JsonInput({
  id,
  value,
  onChange,
  invalid,
}: {
  id: string;
  value: unknown;
  onChange: (v: unknown) => void;
  invalid: boolean;
}) {
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [bad, setBad] = useState(false);
  return (
    <Textarea
      id={id}
      autosize
      minRows={2}
      maxRows={12}
      value={text}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--t-mono)" } }}
      error={bad ? "This is not valid JSON yet; the last valid value is kept." : invalid}
      onChange={(e) => {
        const next = e.currentTarget.value;
        setText(next);
        if (next.trim() === "") {
          setBad(false);
          onChange(undefined);
          return;
        }
        try {
          onChange(JSON.parse(next));
          setBad(false);
        } catch {
          setBad(true);
        }
      }}
    />
  );
}

function KeyValues({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: unknown;
  onChange: (v: unknown) => void;
}) {
  const entries =
    value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  const set = (next: [string, unknown][]) => onChange(next.length ? Object.fromEntries(next) : undefined);
  return (
    <div className="kv" id={id} role="group" aria-label={label}>
      {entries.map(([key, v], i) => (
        <div key={i} className="kv-row">
          <TextInput
            aria-label={`${label}: name ${i + 1}`}
            defaultValue={key}
            onBlur={(e) =>
              e.currentTarget.value !== key &&
              set(entries.map((old, j) => (j === i ? [e.target.value, v] : old)))
            }
          />
          <TextInput
            aria-label={`${label}: value of ${key}`}
            value={typeof v === "string" ? v : JSON.stringify(v)}
            onChange={(e) => set(entries.map((old, j) => (j === i ? [key, e.target.value] : old)))}
          />
          <ActionIcon aria-label={`Remove ${key}`} onClick={() => set(entries.filter((_, j) => j !== i))}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => set([...entries, [freeKey(entries), ""]])}
      >
        Add a value
      </Button>
    </div>
  );
}

function freeKey(entries: [string, unknown][]): string {
  const taken = new Set(entries.map(([k]) => k));
  let n = entries.length + 1;
  while (taken.has(`name_${n}`)) n += 1;
  return `name_${n}`;
}
