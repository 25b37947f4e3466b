// Values that are numbers: plain, sizes with a unit, spans of time, and dates.
import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import type { Field } from "../../api/types";
import { splitSeconds } from "./leafText";
import type { BoxProps } from "./ValueBox";

export function NumberBox({
  value,
  onChange,
  field,
  className,
  ...rest
}: BoxProps & { value: unknown; onChange: (v: unknown) => void; field: Field | undefined }) {
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

export function BytesBox({
  value,
  onChange,
  className,
  ...rest
}: BoxProps & { value: unknown; onChange: (v: unknown) => void }) {
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

export function SecondsBox({
  value,
  onChange,
  className,
  ...rest
}: BoxProps & { value: unknown; onChange: (v: unknown) => void }) {
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
