// A value that may hold references: a lone one is a chip with its sample, mixed text shows what it becomes.
import { ActionIcon, Button, Textarea, TextInput } from "@mantine/core";
import { Braces, Code2, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { pickFolder } from "../../components";
import { formatValue } from "../../lib/format";
import {
  type DataGroup,
  describeExpression,
  insertToken,
  parseTemplate,
  soleExpression,
  token,
} from "./mapping";

export interface InsertTarget {
  insert: (expression: string) => void;
}

interface Props {
  id: string;
  label: string;
  labelled: React.ReactNode;
  value: string;
  multiline: boolean;
  data: DataGroup[];
  expected: string;
  required?: boolean;
  /** Offers the folder dialog. */
  folder?: boolean;
  placeholder?: string | undefined;
  describedBy?: string;
  error: string | null;
  onChange: (value: string) => void;
  onActive: (target: InsertTarget) => void;
  onBrowse: () => void;
}

export function TemplateInput(props: Props) {
  const { id, label, value, multiline, data, onChange, onActive, onBrowse, error } = props;
  const [raw, setRaw] = useState(false);
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const sole = soleExpression(value);
  const target: InsertTarget = {
    insert: (expression) => {
      const el = box.current;
      if (!el) {
        onChange(token(expression));
        return;
      }
      const next = insertToken(
        value,
        expression,
        el.selectionStart ?? value.length,
        el.selectionEnd ?? value.length,
      );
      onChange(next.text);
      setTimeout(() => {
        box.current?.focus();
        box.current?.setSelectionRange(next.caret, next.caret);
      }, 0);
    },
  };
  const browse = (
    <ActionIcon
      aria-label={`Insert data into ${label}`}
      title="Insert data (Ctrl Space)"
      onClick={() => {
        onActive(target);
        onBrowse();
      }}
    >
      <Braces size={14} aria-hidden />
    </ActionIcon>
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey && event.key === " ") {
      event.preventDefault();
      onActive(target);
      onBrowse();
    }
  };
  const common = {
    id,
    ref: box,
    value,
    error: error ?? undefined,
    spellCheck: false,
    "aria-required": props.required || undefined,
    placeholder: props.placeholder,
    onFocus: () => onActive(target),
    onKeyDown,
    rightSection: browse,
    "aria-describedby": props.describedBy,
  };
  return (
    <div className="tpl">
      {props.labelled}
      {sole !== null && !raw ? (
        <Chip
          id={id}
          label={label}
          expression={sole}
          data={data}
          expected={props.expected}
          onClear={() => onChange("")}
          onRaw={() => setRaw(true)}
          onBrowse={() => {
            onActive({ insert: (e) => onChange(token(e)) });
            onBrowse();
          }}
        />
      ) : multiline ? (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={10}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      ) : (
        <div className="tpl-line">
          <TextInput
            {...common}
            className="tpl-text"
            onChange={(e) => onChange(e.currentTarget.value)}
            onBlur={() => setRaw(false)}
          />
          {props.folder ? (
            <Button
              variant="default"
              onClick={async () => {
                const path = await pickFolder(value || undefined);
                if (path) onChange(path);
              }}
            >
              Choose…
            </Button>
          ) : null}
        </div>
      )}
      {sole !== null && error && !raw ? <p className="tpl-error">{error}</p> : null}
      {sole === null && value.includes("${{") ? <Resolved value={value} data={data} /> : null}
    </div>
  );
}

interface ChipProps {
  id: string;
  label: string;
  expression: string;
  data: DataGroup[];
  expected: string;
  onClear: () => void;
  onRaw: () => void;
  onBrowse: () => void;
}

function Chip({ id, label, expression, data, expected, onClear, onRaw, onBrowse }: ChipProps) {
  const { label: text, item } = describeExpression(expression, data);
  const sample = item?.sample === undefined ? "" : formatValue(item.sample).slice(0, 60);
  const mismatch = item && !fits(item.type, expected);
  return (
    <div className="chip-line">
      <button
        type="button"
        id={id}
        className="chip"
        data-unknown={item === undefined || undefined}
        onClick={onBrowse}
        aria-label={[`${label}:`, text, sample].filter(Boolean).join(" ")}
      >
        <span className="chip-name truncate">{text}</span>{" "}
        {sample ? <span className="chip-sample truncate">{sample}</span> : null}
      </button>
      <ActionIcon aria-label={`Edit the expression of ${label}`} title="Edit as expression" onClick={onRaw}>
        <Code2 size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={`Clear ${label}`} onClick={onClear}>
        <X size={14} aria-hidden />
      </ActionIcon>
      {mismatch ? (
        <span className="chip-mismatch">
          This is {article(item.type)}; {article(expected)} is expected.
        </span>
      ) : null}
    </div>
  );
}

const article = (type: string) => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

export function fits(type: string, expected: string): boolean {
  if (type === expected || type === "any" || expected === "any" || expected === "") return true;
  if (expected === "string") return type === "number" || type === "integer" || type === "boolean";
  return expected === "number" && type === "integer";
}

function Resolved({ value, data }: { value: string; data: DataGroup[] }) {
  return (
    <p className="tpl-resolved">
      <span className="faint">becomes </span>
      {parseTemplate(value).map((part, i) => {
        if (part.kind === "text") return <span key={i}>{part.text}</span>;
        const { label, item } = describeExpression(part.text, data);
        return (
          <span key={i} className="tpl-value" title={label}>
            {item?.sample !== undefined ? formatValue(item.sample).slice(0, 80) : label}
          </span>
        );
      })}
    </p>
  );
}
