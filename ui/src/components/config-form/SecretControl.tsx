// A secret can be set, replaced and removed, but never read: the engine only says whether there is one.
import { Button, Input, PasswordInput } from "@mantine/core";
import { useId } from "react";
import { StatusIcon } from "../StatusIcon";
import { useFormContext } from "./context";
import type { ControlProps } from "./Leaf";
import { isSecretMark, SECRET_SET } from "./secrets";
import { valueAt } from "./validate";

export function SecretControl({ value, onChange, pointer, shared }: ControlProps) {
  const labelId = useId();
  const { initial } = useFormContext();
  const stored = isSecretMark(valueAt(initial, pointer));
  const name = shared.label ?? shared["aria-label"];
  const keep = stored && (
    <Button
      variant="subtle"
      aria-label={`Keep the current ${name}`}
      onClick={() => onChange({ ...SECRET_SET })}
    >
      Keep
    </Button>
  );
  if (typeof value === "string" || (!stored && !isSecretMark(value))) {
    return (
      <div className="cf-secret-edit">
        <PasswordInput
          {...shared}
          description={
            stored ? "Replaces the current one when you apply. It can't be read again." : shared.description
          }
          value={typeof value === "string" ? value : ""}
          autoComplete="new-password"
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === "" && !stored ? undefined : currentTarget.value)
          }
        />
        {keep}
      </div>
    );
  }
  const { label, "aria-label": _ariaLabel, id, ...wrapper } = shared;
  return (
    <Input.Wrapper {...wrapper} label={label} labelElement="div" labelProps={{ id: labelId }}>
      <div
        id={id}
        className="cf-secret"
        role="group"
        aria-labelledby={label ? labelId : undefined}
        tabIndex={-1}
      >
        {isSecretMark(value) ? (
          <>
            <StatusIcon status="on" label="Set" />
            <Button variant="subtle" aria-label={`Replace ${name}`} onClick={() => onChange("")}>
              Replace
            </Button>
            <Button variant="subtle" aria-label={`Remove ${name}`} onClick={() => onChange(undefined)}>
              Remove
            </Button>
          </>
        ) : (
          <>
            <StatusIcon status="warning" label="Removed when you apply" />
            {keep}
            <Button variant="subtle" aria-label={`Replace ${name}`} onClick={() => onChange("")}>
              Replace
            </Button>
          </>
        )}
      </div>
    </Input.Wrapper>
  );
}
