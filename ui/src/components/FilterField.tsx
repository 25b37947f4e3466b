// The one text filter of lists and logs: Escape takes the text away, a second Escape leaves the field.
import { TextInput, type TextInputProps } from "@mantine/core";
import { Search } from "lucide-react";
import type { KeyboardEvent } from "react";

interface Props
  extends Pick<TextInputProps, "ref" | "className" | "size" | "placeholder" | "leftSection" | "onKeyDown"> {
  label: string;
  value: string;
  onChange: (text: string) => void;
  "data-testid"?: string;
}

export function FilterField({ label, onChange, onKeyDown, ...rest }: Props) {
  const onEscape = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event);
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    // Only once the field is left does Escape go back from what is open.
    event.preventDefault();
    if (event.currentTarget.value) onChange("");
    else event.currentTarget.blur();
  };
  return (
    <TextInput
      leftSection={<Search size={14} aria-hidden />}
      spellCheck={false}
      autoComplete="off"
      {...rest}
      aria-label={label}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onEscape}
    />
  );
}
