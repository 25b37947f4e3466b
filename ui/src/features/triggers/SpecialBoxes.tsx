// Values that are more than one thing: weekdays, a time of day, and a condition on each item of a list.
import { Select, TextInput } from "@mantine/core";
import type { Day, Leaf, Op } from "../../api/types";
import { operatorInfo } from "./operators";
import { DAYS } from "./options";

interface Box {
  label: string;
  value: string[];
  onChange: (value: unknown) => void;
}

export function WeekdaysBox({ label, value, onChange }: Box) {
  const flip = (day: Day) =>
    onChange(DAYS.map((d) => d.value).filter((d) => (d === day) !== value.includes(d)));
  return (
    <span className="cond-value cond-days" role="group" aria-label={label}>
      {DAYS.map((d) => (
        <button
          key={d.value}
          type="button"
          className="cond-day"
          aria-label={`${d.label.slice(0, 2)}, ${d.name}`}
          aria-pressed={value.includes(d.value)}
          onClick={() => flip(d.value)}
        >
          {d.label.slice(0, 2)}
        </button>
      ))}
    </span>
  );
}

export function TimesBox({ label, value, onChange }: Box) {
  const [from = "", to = ""] = value;
  return (
    <span className="cond-value cond-range">
      <TextInput
        type="time"
        aria-label={`${label}, from`}
        value={from}
        onChange={(e) => onChange([e.currentTarget.value, to])}
      />
      <span className="faint">and</span>
      <TextInput
        type="time"
        aria-label={`${label}, to`}
        value={to}
        onChange={(e) => onChange([from, e.currentTarget.value])}
      />
    </span>
  );
}

const ITEM_OPS: Op[] = ["is", "contains", "starts_with", "ends_with", "eq", "lt", "le", "gt", "ge"];

/** `{"field"?, "op", "value"}` on each item; without a field it is about the item itself. */
export function ItemBox({
  label,
  value,
  onChange,
  invalid,
}: Omit<Box, "value"> & { value: unknown; invalid: boolean }) {
  const inner = (value && typeof value === "object" ? value : {}) as Partial<Leaf>;
  const op = inner.op ?? "contains";
  const number = operatorInfo(op).value === "number";
  const set = (patch: Partial<Leaf>) => {
    const { field, ...rest } = { ...inner, op, ...patch };
    onChange(field ? { field, ...rest } : rest);
  };
  const read = (text: string) => (number && text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text);
  return (
    <span className="cond-value cond-item">
      <TextInput
        aria-label={`${label}: field of the item`}
        placeholder="item"
        value={inner.field ?? ""}
        onChange={(e) => set({ field: e.currentTarget.value })}
      />
      <Select
        aria-label={`${label}: operator`}
        allowDeselect={false}
        value={op}
        onChange={(v) => v && set({ op: v as Op })}
        data={ITEM_OPS.map((o) => ({ value: o, label: operatorInfo(o).label }))}
      />
      <TextInput
        aria-label={label}
        error={invalid}
        value={inner.value === undefined ? "" : String(inner.value)}
        onChange={(e) => set({ value: read(e.currentTarget.value) })}
      />
    </span>
  );
}
