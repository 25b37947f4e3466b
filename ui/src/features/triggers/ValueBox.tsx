// The value of a condition: a control per kind of operator, with values that really occurred.
import { Autocomplete, Button, MultiSelect, Select, TagsInput, TextInput } from "@mantine/core";
import { FolderOpen } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Field, Leaf } from "../../api/types";
import { pickFolder } from "../../components";
import { isBytes } from "../../lib/format";
import { BytesBox, fromLocalInput, NumberBox, SecondsBox, toLocalInput } from "./NumberBoxes";
import { operatorInfo } from "./operators";
import { ItemBox, TimesBox, WeekdaysBox } from "./SpecialBoxes";
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
    case "count":
      return <NumberBox {...common} value={leaf.value} onChange={onChange} field={undefined} />;
    case "weekdays":
      return <WeekdaysBox label={label} value={list} onChange={onChange} />;
    case "times":
      return <TimesBox label={label} value={list} onChange={onChange} />;
    case "item":
      return <ItemBox label={label} value={leaf.value} onChange={onChange} invalid={invalid} />;
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

export type BoxProps = {
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
}: BoxProps & { value: string; field: Field | undefined; onChange: (v: unknown) => void }) {
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
