// The small controls that stand inside an option's sentence.
import { NumberInput, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Field } from "../../api/types";

export const Line = ({ children }: { children: ReactNode }) => <div className="opt-line">{children}</div>;

export function Num({
  label,
  value,
  onChange,
  placeholder,
}: {
  label: string;
  value: number | undefined;
  onChange: (n: number | undefined) => void;
  placeholder?: string;
}) {
  return (
    <NumberInput
      aria-label={label}
      className="opt-num"
      size="xs"
      hideControls
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=" "
      value={value ?? ""}
      {...(placeholder ? { placeholder } : {})}
      onChange={(v) => onChange(typeof v === "number" && v >= 1 ? v : undefined)}
    />
  );
}

const UNITS = { "1": "seconds", "60": "minutes", "3600": "hours", "86400": "days" } as const;

export function Span({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (s: number | undefined) => void;
}) {
  const unit = [86_400, 3_600, 60].find((u) => value > u && value % u === 0) ?? 1;
  return (
    <span className="opt-pair">
      <Num
        label={label}
        value={value === undefined ? undefined : value / unit}
        onChange={(n) => onChange(n === undefined ? undefined : n * unit)}
      />
      <Choice
        label={`${label}, unit`}
        width="5.75rem"
        value={String(unit) as keyof typeof UNITS}
        onChange={(u) => onChange((value / unit) * Number(u))}
        data={UNITS}
      />
    </span>
  );
}

export function Choice<T extends string>({
  label,
  value,
  data,
  onChange,
  width = "11rem",
}: {
  label: string;
  value: T;
  data: Record<T, string>;
  onChange: (v: T) => void;
  width?: string;
}) {
  return (
    <Select
      aria-label={label}
      size="xs"
      style={{ width }}
      allowDeselect={false}
      value={value}
      onChange={(v) => v && onChange(v as T)}
      data={Object.entries(data).map(([key, text]) => ({ value: key, label: String(text) }))}
    />
  );
}

/** "for all together" or "for each <field>". */
export function Per({
  value,
  onChange,
  fields,
}: {
  value: string | undefined;
  onChange: (key: string | undefined) => void;
  fields: Field[];
}) {
  return (
    <Select
      aria-label="Counted for"
      size="xs"
      className="opt-per"
      allowDeselect={false}
      value={value ?? ""}
      onChange={(v) => onChange(v || undefined)}
      data={[
        { value: "", label: "for all together" },
        ...fieldChoices(fields, value).map((f) => ({ value: f, label: `for each ${f}` })),
      ]}
    />
  );
}

export function fieldChoices(fields: Field[], chosen: string | undefined): string[] {
  const names = fields.filter((f) => f.type !== "object" && f.type !== "array").map((f) => f.path);
  return chosen && !names.includes(chosen) ? [chosen, ...names] : names;
}

export function Clock({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (v: string) => void;
}) {
  return (
    <TextInput
      aria-label={label}
      size="xs"
      type="time"
      className="opt-time"
      value={value}
      onChange={(e) => e.currentTarget.value && onChange(e.currentTarget.value)}
    />
  );
}
