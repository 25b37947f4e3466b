// The value of a condition: a control per kind of operator, with values that really occurred.
import { Autocomplete, Button, MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { FolderOpen } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import type { Field, Leaf } from "../../api/types";
import { pickFolder } from "../../components";
import { isBytes, operatorInfo, splitSeconds } from "./operators";
import { knownValues } from "./samples";

interface Props {
  leaf: Leaf;
  field: Field | undefined;
  onChange: (value: unknown) => void;
  /** Enter where it means nothing else: the value is done. */
  onEnter: () => void;
  label: string;
  describedBy: string;
  invalid: boolean;
}

export function ValueBox({ leaf, field, onChange, onEnter, label, describedBy, invalid }: Props) {
  const info = operatorInfo(leaf.op);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const box = event.currentTarget;
    // In a list, and while a suggestion is marked, Enter chooses.
    const chooses = box.readOnly || info.value === "list" || box.hasAttribute("aria-activedescendant");
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || chooses) return;
    event.preventDefault();
    onEnter();
  };
  const common = {
    "aria-label": label,
    "aria-describedby": describedBy,
    error: invalid,
    className: "cond-value",
    ...(leaf.value === undefined || leaf.value === "" ? {} : { onKeyDown }),
  };
  const list = Array.isArray(leaf.value) ? leaf.value.map(String) : [];
  switch (info.value) {
    case "none":
      return <span className="cond-value" />;
    case "number":
      return isBytes(leaf.field) ? (
        <BytesBox {...common} value={leaf.value} onChange={onChange} />
      ) : (
        <NumberBox {...common} value={leaf.value} onChange={onChange} field={field} />
      );
    case "range": {
      const [low, high] = Array.isArray(leaf.value) ? leaf.value : [];
      return (
        <span className="cond-value cond-range">
          <NumberBox
            {...common}
            aria-label={`${label}, from`}
            value={low}
            onChange={(v) => onChange([v, high])}
            field={field}
          />
          <span className="faint">and</span>
          <NumberBox
            {...common}
            aria-label={`${label}, to`}
            value={high}
            onChange={(v) => onChange([low, v])}
            field={field}
          />
        </span>
      );
    }
    case "seconds":
      return <SecondsBox {...common} value={leaf.value} onChange={onChange} />;
    case "date":
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={toLocalInput(leaf.value)}
          onChange={(e) => onChange(fromLocalInput(e.currentTarget.value))}
        />
      );
    case "folder":
      return (
        <span className="cond-value cond-folder">
          <TextInput
            {...common}
            value={String(leaf.value ?? "")}
            onChange={(e) => onChange(e.currentTarget.value)}
            placeholder="/path/to/folder"
          />
          <Button
            variant="default"
            aria-label="Choose folder"
            onClick={async () => {
              const path = await pickFolder(typeof leaf.value === "string" ? leaf.value : undefined);
              if (path) onChange(path);
            }}
          >
            <FolderOpen size={14} aria-hidden />
          </Button>
        </span>
      );
    case "extension":
      return (
        <Autocomplete
          {...common}
          value={String(leaf.value ?? "")}
          onChange={(v) => onChange(v.replace(/^\./, ""))}
          data={["pdf", "txt", "docx", "xlsx", "jpg", "png"]}
          placeholder="pdf"
        />
      );
    case "list":
      return field?.enum?.length ? (
        <MultiSelect {...common} value={list} onChange={onChange} data={field.enum.map(String)} />
      ) : (
        <TagsInput
          {...common}
          value={list}
          onChange={onChange}
          data={knownValues(field).map((s) => s.value)}
          placeholder={list.length ? "" : "Type, then Enter"}
        />
      );
    default:
      if (field?.enum?.length && (leaf.op === "is" || leaf.op === "is_not")) {
        return (
          <Select
            {...common}
            value={leaf.value === undefined ? null : String(leaf.value)}
            onChange={(v) => onChange(v ?? undefined)}
            data={field.enum.map(String)}
          />
        );
      }
      return <TextBox {...common} value={String(leaf.value ?? "")} onChange={onChange} field={field} />;
  }
}

type Common = {
  "aria-label": string;
  "aria-describedby": string;
  error: boolean;
  className: string;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
};

function TextBox({
  field,
  onChange,
  ...rest
}: Common & { value: string; field: Field | undefined; onChange: (v: unknown) => void }) {
  const known = knownValues(field);
  const counts = new Map(known.map((s) => [s.value, s.count]));
  return (
    <Autocomplete
      {...rest}
      onChange={onChange}
      data={known.map((s) => s.value)}
      limit={20}
      placeholder="Value"
      renderOption={({ option }) => (
        <span className="cond-suggestion">
          <span className="truncate">{option.value}</span>
          <span className="faint num">{counts.get(option.value)}×</span>
        </span>
      )}
    />
  );
}

function NumberBox({
  value,
  onChange,
  field,
  className,
  ...rest
}: Common & { value: unknown; onChange: (v: unknown) => void; field: Field | undefined }) {
  return (
    <NumberInput
      {...rest}
      className={className}
      value={typeof value === "number" ? value : ""}
      onChange={(v) => onChange(typeof v === "number" ? v : v === "" ? undefined : Number(v))}
      allowDecimal={field?.type !== "integer"}
      hideControls
      placeholder="Number"
      thousandSeparator=" "
    />
  );
}

const BYTE_UNITS: [string, number][] = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
  ["B", 1],
];

/** The largest unit in which the number reads without a fraction of more than one digit. */
export function byteUnit(value: unknown): number {
  if (typeof value !== "number" || value === 0) return 1e6;
  return BYTE_UNITS.find(([, unit]) => value >= unit && Number.isInteger((value / unit) * 10))?.[1] ?? 1;
}

function BytesBox({
  value,
  onChange,
  className,
  ...rest
}: Common & { value: unknown; onChange: (v: unknown) => void }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const unit = chosen ?? byteUnit(value);
  const amount = typeof value === "number" ? value / unit : "";
  return (
    <span className={`${className} cond-range`}>
      <NumberInput
        {...rest}
        hideControls
        allowNegative={false}
        value={amount}
        onChange={(v) => {
          setChosen(unit);
          onChange(typeof v === "number" ? Math.round(v * unit) : undefined);
        }}
        placeholder="Size"
        thousandSeparator=" "
      />
      <Select
        aria-label="Unit of size"
        className="cond-unit"
        allowDeselect={false}
        value={String(unit)}
        onChange={(v) => {
          const next = Number(v);
          setChosen(next);
          if (typeof amount === "number") onChange(Math.round(amount * next));
        }}
        data={BYTE_UNITS.map(([label, size]) => ({ value: String(size), label }))}
      />
    </span>
  );
}

function SecondsBox({
  value,
  onChange,
  className,
  ...rest
}: Common & { value: unknown; onChange: (v: unknown) => void }) {
  const { amount, factor } =
    typeof value === "number" ? splitSeconds(value) : { amount: "" as const, factor: 3600 };
  return (
    <span className={`${className} cond-range`}>
      <NumberInput
        {...rest}
        min={1}
        hideControls
        value={amount}
        onChange={(v) => onChange(typeof v === "number" ? v * factor : undefined)}
        placeholder="Number"
      />
      <Select
        aria-label="Unit of time"
        allowDeselect={false}
        value={String(factor)}
        onChange={(v) => onChange((typeof amount === "number" ? amount : 1) * Number(v))}
        data={[
          { value: "1", label: "seconds" },
          { value: "60", label: "minutes" },
          { value: "3600", label: "hours" },
          { value: "86400", label: "days" },
        ]}
      />
    </span>
  );
}

/** RFC 3339 → what a datetime-local input takes, in local time. */
export function toLocalInput(value: unknown): string {
  if (typeof value !== "string" || value === "") return "";
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function fromLocalInput(text: string): string | undefined {
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
