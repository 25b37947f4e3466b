// The middle pane: one step's name, inputs, time limit, retries, and its test.
import { ActionIcon, NumberInput, Select, TextInput, Tooltip } from "@mantine/core";
import { ArrowDown, ArrowUp, CopyPlus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { FieldProblem, Step, StepType } from "../../api/types";
import { TOUCHES } from "../../lib/touches";
import { type DataGroup, type JsonSchema, stepTitle } from "./mapping";
import { SchemaField } from "./SchemaField";
import type { InsertTarget } from "./TemplateInput";

interface Props {
  step: Step;
  index: number;
  count: number;
  type: StepType | undefined;
  data: DataGroup[];
  problems: { field: string | null; problem: FieldProblem }[];
  onChange: (step: Step) => void;
  onRename: (id: string) => void;
  onMove: (by: -1 | 1) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onActive: (target: InsertTarget) => void;
  onBrowse: () => void;
  test: ReactNode;
}

export function StepConfig(props: Props) {
  const { step, index, count, type, problems, onChange } = props;
  const schema = (type?.inputs ?? {}) as JsonSchema;
  const required = new Set(schema.required ?? []);
  const general = problems.filter(
    (p) => p.field === null || !(schema.properties && p.field in schema.properties),
  );
  const setInput = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = step.with;
    onChange({ ...step, with: value === undefined ? rest : { ...rest, [name]: value } });
  };
  const entries = Object.entries(schema.properties ?? {});
  const ordered = inOrder(schema, entries);
  return (
    <div className="sc">
      <div className="sc-head">
        <h2 className="truncate">
          {index + 1} {stepTitle(step, type)}
        </h2>
        <code className="faint">{step.type}</code>
        <span className="sc-space" />
        <Tool
          label="Move up (Alt ↑)"
          disabled={index === 0}
          onClick={() => props.onMove(-1)}
          icon={<ArrowUp size={14} />}
        />
        <Tool
          label="Move down (Alt ↓)"
          disabled={index === count - 1}
          onClick={() => props.onMove(1)}
          icon={<ArrowDown size={14} />}
        />
        <Tool label="Duplicate (Ctrl D)" onClick={props.onDuplicate} icon={<CopyPlus size={14} />} />
        <Tool label="Delete step" onClick={props.onRemove} icon={<Trash2 size={14} />} />
      </div>
      {type ? (
        <p className="sc-about">
          {type.description}{" "}
          <span className="faint">It {type.touches.map((t) => TOUCHES[t]).join(", ")}.</span>
        </p>
      ) : (
        <p className="sc-problem">No step has the type “{step.type}”. Remove it, or add one from the list.</p>
      )}
      {general.map(({ problem }) => (
        <p className="sc-problem" key={problem.pointer + problem.message}>
          {problem.message}
        </p>
      ))}
      {ordered.map(([name, property]) => (
        <SchemaField
          key={`${step.id}.${name}`}
          idPrefix={`in-${step.id}`}
          name={name}
          schema={property}
          required={required.has(name)}
          value={step.with[name]}
          data={props.data}
          problem={problems.find((p) => p.field === name)?.problem.message ?? null}
          onChange={(value) => setInput(name, value)}
          onActive={props.onActive}
          onBrowse={props.onBrowse}
        />
      ))}
      {props.test}
      <details
        className="sc-more"
        open={
          step.retry !== undefined ||
          step.timeout_s !== undefined ||
          step.if !== undefined ||
          step.on_error === "continue"
        }
      >
        <summary>Time limit, retries and name</summary>
        <div className="sc-grid">
          <NumberInput
            label="Time limit, seconds"
            min={1}
            hideControls
            value={step.timeout_s ?? ""}
            placeholder="None"
            onChange={(v) => onChange(withOptional(step, "timeout_s", typeof v === "number" ? v : undefined))}
          />
          <Select
            label="If it still fails"
            allowDeselect={false}
            value={step.on_error ?? "stop"}
            onChange={(v) =>
              onChange(withOptional(step, "on_error", v === "continue" ? "continue" : undefined))
            }
            data={[
              { value: "stop", label: "Stop the run" },
              { value: "continue", label: "Go on with the next step" },
            ]}
          />
          <NumberInput
            label="Attempts in all"
            min={1}
            max={20}
            hideControls
            value={step.retry?.max_attempts ?? ""}
            placeholder="1"
            onChange={(v) =>
              onChange(
                withOptional(
                  step,
                  "retry",
                  typeof v === "number" && v > 1
                    ? { delay_s: 10, ...step.retry, max_attempts: v }
                    : undefined,
                ),
              )
            }
          />
          <NumberInput
            label="Wait between, seconds"
            min={0}
            hideControls
            disabled={!step.retry}
            value={step.retry?.delay_s ?? ""}
            placeholder="10"
            onChange={(v) =>
              step.retry &&
              onChange({ ...step, retry: { ...step.retry, delay_s: typeof v === "number" ? v : 10 } })
            }
          />
          <TextInput
            label="Name"
            value={step.name ?? ""}
            placeholder={type?.title ?? step.type}
            onChange={(e) => onChange(withOptional(step, "name", e.currentTarget.value || undefined))}
          />
          <TextInput
            label="Id in references"
            defaultValue={step.id}
            key={step.id}
            onBlur={(e) => {
              const id = e.currentTarget.value.trim();
              if (id && id !== step.id) props.onRename(id);
            }}
            styles={{ input: { fontFamily: "var(--mono)" } }}
          />
          <TextInput
            className="sc-wide"
            label="Only if"
            description="An expression; the step is skipped when it is false."
            value={step.if ?? ""}
            placeholder="event.data.file_size > 1000"
            onChange={(e) => onChange(withOptional(step, "if", e.currentTarget.value || undefined))}
            styles={{ input: { fontFamily: "var(--mono)" } }}
          />
        </div>
        {type?.at_most_once ? (
          <p className="faint">
            This step is never tried twice by itself after a crash, because doing it twice could harm.
          </p>
        ) : null}
      </details>
    </div>
  );
}

/** The schema's own order if it names one; else the needed inputs first. */
function inOrder(schema: JsonSchema, entries: [string, JsonSchema][]): [string, JsonSchema][] {
  const named = Array.isArray(schema["x-order"]) ? schema["x-order"].map(String) : null;
  const required = new Set(schema.required ?? []);
  const rank = ([name]: [string, JsonSchema]) =>
    named?.includes(name) ? named.indexOf(name) : required.has(name) ? 1000 : 2000;
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

function withOptional<K extends keyof Step>(step: Step, key: K, value: Step[K] | undefined): Step {
  const next = { ...step };
  if (value === undefined) delete next[key];
  else next[key] = value;
  return next;
}

function Tool({
  label,
  icon,
  onClick,
  disabled,
}: {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  disabled?: boolean;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} disabled={disabled ?? false}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
