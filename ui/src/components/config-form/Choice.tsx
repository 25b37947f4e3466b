// One of a few values: all in sight up to four, a list beyond.
import { Input, SegmentedControl, Select } from "@mantine/core";
import { useId } from "react";
import type { ControlProps } from "./Leaf";

type Option = { value: unknown; label: string };

function optionsOf({ schema }: ControlProps): Option[] {
  const named = schema.oneOf ?? schema.anyOf;
  if (named && !schema.enum) {
    return named.map((one) => ({ value: one.const, label: one.title ?? String(one.const) }));
  }
  return (schema.enum ?? []).map((value) => ({
    value,
    label: String(value)
      .replaceAll("_", " ")
      .replace(/^./, (first) => first.toUpperCase()),
  }));
}

export function Choice(props: ControlProps & { required: boolean }) {
  const { schema, value, onChange, shared, required } = props;
  const labelId = useId();
  const options = optionsOf(props);
  const current = value === undefined ? schema.default : value;
  const chosen = options.findIndex((option) => option.value === current);
  const data = options.map(({ label }, index) => ({ value: String(index), label }));
  const pick = (index: string | null) => onChange(index === null ? undefined : options[Number(index)]?.value);
  if (options.length > 4) {
    return (
      <Select
        {...shared}
        className="cf-medium"
        data={data}
        value={chosen < 0 ? null : String(chosen)}
        onChange={pick}
        clearable={!required}
      />
    );
  }
  const { label, "aria-label": ariaLabel, id, ...wrapper } = shared;
  return (
    <Input.Wrapper {...wrapper} label={label} labelElement="div" labelProps={{ id: labelId }}>
      <div id={id} className="cf-choice" tabIndex={-1}>
        <SegmentedControl
          {...(label ? { "aria-labelledby": labelId } : { "aria-label": ariaLabel })}
          data={data}
          value={chosen < 0 ? "" : String(chosen)}
          onChange={pick}
          disabled={shared.disabled}
        />
      </div>
    </Input.Wrapper>
  );
}
