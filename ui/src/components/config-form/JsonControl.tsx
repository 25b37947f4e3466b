// Anything the form has no control for is edited as JSON; the last readable value is what counts.
import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { ControlProps } from "./Leaf";

const asText = (value: unknown) => (value === undefined ? "" : JSON.stringify(value, null, 2));

export function JsonControl({ value, onChange, shared }: ControlProps) {
  const [text, setText] = useState(() => asText(value));
  const [known, setKnown] = useState(() => JSON.stringify(value));
  const [broken, setBroken] = useState(false);
  // Changed from outside (discarded, undone): show what is there now.
  if (JSON.stringify(value) !== known) {
    setKnown(JSON.stringify(value));
    setText(asText(value));
    setBroken(false);
  }
  return (
    <Textarea
      {...shared}
      description={shared.description ? `${shared.description} (JSON)` : "JSON"}
      error={broken ? "This is not JSON yet; the last readable value is kept." : shared.error}
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
          const read: unknown = next.trim() === "" ? undefined : JSON.parse(next);
          setBroken(false);
          setKnown(JSON.stringify(read));
          onChange(read);
        } catch {
          setBroken(true);
        }
      }}
    />
  );
}
