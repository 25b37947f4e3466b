// A duration or a size: a number and its unit, stored as one plain number.
import { Input, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import type { ControlProps } from "./Leaf";
import { bestUnit, formatWithUnit, type Unit } from "./units";

export function UnitControl({ schema, value, onChange, shared, units }: ControlProps & { units: Unit[] }) {
  const [unit, setUnit] = useState(() => bestUnit(units, value ?? schema.default));
  const [typed, setTyped] = useState<string | number>("");
  const [known, setKnown] = useState<unknown>();
  // Changed from outside (discarded, undone): show it in the unit that suits it.
  if (value !== known) {
    const suited = typeof value === "number" && value % unit.factor !== 0 ? bestUnit(units, value) : unit;
    setKnown(value);
    setUnit(suited);
    setTyped(typeof value === "number" ? value / suited.factor : "");
  }
  const send = (text: string | number, factor: number) => {
    const number = text === "" ? undefined : Number(text);
    const next = number === undefined || Number.isNaN(number) ? undefined : round(number * factor);
    setTyped(text);
    setKnown(next);
    onChange(next);
  };
  const { description, error, withAsterisk, label, ...rest } = shared;
  const named = label ?? shared["aria-label"];
  return (
    <Input.Wrapper
      id={shared.id}
      label={label}
      description={description}
      error={error}
      withAsterisk={withAsterisk}
    >
      <div className="cf-unit">
        <NumberInput
          {...rest}
          aria-describedby={
            [description && `${shared.id}-description`, error && `${shared.id}-error`]
              .filter(Boolean)
              .join(" ") || undefined
          }
          aria-invalid={error ? true : undefined}
          className="cf-unit-number"
          value={typed}
          placeholder={typeof schema.default === "number" ? formatWithUnit(units, schema.default) : undefined}
          onChange={(text) => send(text, unit.factor)}
        />
        <Select
          aria-label={`Unit of ${named}`}
          className="cf-unit-name"
          data={units.map((item) => item.label)}
          value={unit.label}
          allowDeselect={false}
          disabled={shared.disabled}
          onChange={(next) => {
            const chosen = units.find((item) => item.label === next) ?? unit;
            setUnit(chosen);
            if (typed !== "") send(typed, chosen.factor);
          }}
        />
      </div>
    </Input.Wrapper>
  );
}

/** 1.1 × 1000 is 1100, not 1100.0000000000002. */
const round = (value: number) => Number(value.toPrecision(15));
