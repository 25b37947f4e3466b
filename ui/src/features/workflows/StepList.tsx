// The steps in order; the list is the editor's table of contents and its order is the run's order.
import type { KeyboardEvent } from "react";
import type { Step, StepType } from "../../api/types";
import { StatusIcon } from "../../components";
import { Picker, type PickerGroup } from "../../components/Picker";
import { TOUCHES } from "../../lib/touches";
import { type JsonSchema, stepTitle } from "./mapping";

interface Props {
  steps: Step[];
  types: Map<string, StepType>;
  selected: string | null;
  problems: Map<number, { problem: { message: string } }[]>;
  tested: Map<string, boolean>;
  readOnly: boolean;
  onSelect: (id: string) => void;
  onAdd: (type: StepType) => void;
  onMove: (index: number, by: -1 | 1) => void;
  onDuplicate: (index: number) => void;
  onRemove: (index: number) => void;
}

export function StepList(props: Props) {
  const { steps, types, selected, problems, onSelect } = props;
  const onKeyDown = (event: KeyboardEvent<HTMLOListElement>) => {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button.sl-step")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    const by =
      event.key === "ArrowDown" || event.key === "j"
        ? 1
        : event.key === "ArrowUp" || event.key === "k"
          ? -1
          : 0;
    if (by !== 0 && event.altKey && !props.readOnly) {
      event.preventDefault();
      props.onMove(at, by as -1 | 1);
    } else if (by !== 0) {
      event.preventDefault();
      buttons[at + by]?.focus();
    } else if (event.key === "Delete" && !props.readOnly) {
      event.preventDefault();
      props.onRemove(at);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d" && !props.readOnly) {
      event.preventDefault();
      props.onDuplicate(at);
    }
  };
  return (
    <div className="sl">
      <ol className="sl-list" aria-label="Steps" onKeyDown={onKeyDown}>
        {steps.map((step, i) => {
          const bad = problems.get(i)?.[0];
          const test = props.tested.get(step.id);
          return (
            <li key={step.id}>
              <button
                type="button"
                id={`step-${step.id}`}
                className="sl-step"
                data-testid="workflow-step"
                aria-current={step.id === selected ? "step" : undefined}
                onClick={() => onSelect(step.id)}
              >
                <span className="sl-index num">{i + 1}</span>
                <span className="sl-text">
                  <span className="truncate">{stepTitle(step, types.get(step.type))}</span>
                  <span className="sl-type truncate">
                    {bad ? bad.problem.message : step.if ? `only if ${step.if}` : step.type}
                  </span>
                </span>
                {bad ? (
                  <StatusIcon status="warning" iconOnly label="Has a problem" />
                ) : test === undefined ? null : (
                  <StatusIcon
                    status={test ? "succeeded" : "failed"}
                    iconOnly
                    label={test ? "Test passed" : "Test failed"}
                  />
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {steps.length === 0 ? (
        <p className="sl-empty">A workflow is a list of steps run in order. Add the first one.</p>
      ) : null}
      {props.readOnly ? null : (
        <div className="sl-add">
          <Picker
            id="add-step"
            label="Add step"
            compact
            width={380}
            value={null}
            placeholder="+ Add step"
            searchPlaceholder="Search steps"
            groups={catalogue([...types.values()])}
            testId="add-step"
            onPick={(type) => {
              const found = types.get(type);
              if (found) props.onAdd(found);
            }}
          />
        </div>
      )}
    </div>
  );
}

/** The catalogue by family ("pdf.extract_text" → "pdf"), each entry with what goes in, comes out and is touched. */
export function catalogue(types: StepType[]): PickerGroup[] {
  const families = new Map<string, StepType[]>();
  for (const type of types) {
    const family = type.type.includes(".") ? (type.type.split(".")[0] ?? "") : "General";
    families.set(family, [...(families.get(family) ?? []), type]);
  }
  return [...families].map(([family, members]) => ({
    label:
      family.length <= 4 && family !== "file"
        ? family.toUpperCase()
        : family.charAt(0).toUpperCase() + family.slice(1),
    items: members.map((type) => ({
      id: type.type,
      label: type.title,
      hint: `${type.description} ${flow(type)} · ${type.touches.map((t) => TOUCHES[t]).join(", ")}`,
      keywords: `${type.type} ${type.keywords.join(" ")}`,
    })),
  }));
}

function flow(type: StepType): string {
  const names = (schema: unknown) => Object.keys((schema as JsonSchema).properties ?? {});
  const inputs = names(type.inputs).slice(0, 3).join(", ") || "nothing";
  return `${inputs} → ${names(type.outputs).slice(0, 3).join(", ") || "nothing"}`;
}
