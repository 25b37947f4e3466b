// Block 3: the workflow to run; a new name makes a workflow with one notification, to be built up later.
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useSteps } from "../../api/queries";
import type { Field, StepType, Workflow } from "../../api/types";
import { problemToast, StatusIcon } from "../../components";
import { Picker } from "../../components/Picker";
import { plural } from "../../lib/format";
import { readsOf } from "./mapping";

interface Props {
  workflows: Workflow[];
  value: string;
  workflow: Workflow | undefined;
  /** Of the chosen event type. */
  fields: Field[];
  error: string | null;
  onPick: (id: string) => void;
}

/** The smallest workflow worth having: one notification, filled in from the step's own example. */
export function notifyStep(types: StepType[], name: string) {
  const notify = types.find((t) => t.type === "notify") ?? types[0];
  if (!notify) return null;
  const known = (notify.inputs as { properties?: Record<string, unknown> }).properties ?? {};
  const filled: Record<string, unknown> = { ...notify.example };
  if ("title" in known) filled.title = name;
  const body = ["body", "message", "text"].find((key) => key in known);
  if (body && notify.type === "notify") filled[body] = "$" + "{{ event.subject }}";
  return {
    id:
      notify.type
        .split(/[./]/)
        .pop()
        ?.replace(/[^a-z0-9_]/g, "_") || "step",
    type: notify.type,
    with: filled,
  };
}

export function RunPicker({ workflows, value, workflow, fields, error, onPick }: Props) {
  const client = useQueryClient();
  const types = useSteps().data ?? [];
  const [made, setMade] = useState<string | null>(null);
  const create = async (name: string) => {
    const step = notifyStep(types, name);
    try {
      const saved = await api.post<Workflow>("/api/workflows", { name, steps: step ? [step] : [] });
      await client.invalidateQueries({ queryKey: ["workflows"] });
      setMade(saved.id);
      onPick(saved.id);
    } catch (problem) {
      problemToast(problem);
    }
  };
  return (
    <>
      <Picker
        id="trigger-run"
        label="Workflow"
        testId="trigger-run"
        value={value || null}
        valueText={value && !workflow ? value : undefined}
        groups={[
          {
            label: "Workflows",
            items: workflows.map((w) => ({
              id: w.id,
              label: w.name,
              hint: `v${w.revision} · ${plural(w.steps.length, "step")}${w.description ? ` · ${w.description}` : ""}`,
              keywords: w.id,
            })),
          },
        ]}
        placeholder="Choose a workflow…"
        searchPlaceholder="Search, or type a new name"
        create={{ text: (q) => `Create workflow “${q}”`, run: create }}
        error={error}
        onPick={onPick}
      />
      {workflow ? (
        <p className="te-facts">
          <span className="num">
            v{workflow.revision} · {plural(workflow.steps.length, "step")}
          </span>
          {workflow.problems.length > 0 ? (
            <StatusIcon
              status="warning"
              label={`${plural(workflow.problems.length, "problem")} in this workflow`}
            />
          ) : null}
          <Reads workflow={workflow} fields={fields} />
          {made === workflow.id ? <span>Made with one step: it shows a notification.</span> : null}
          <Link to="/workflows/$id" params={{ id: workflow.id }}>
            {made === workflow.id ? "Add steps" : "Open"}
          </Link>
          {made === workflow.id ? <span className="faint">This trigger's draft is kept.</span> : null}
        </p>
      ) : null}
    </>
  );
}

/** "reads file_path ✔", or the fields that events of this type do not have. */
function Reads({ workflow, fields }: { workflow: Workflow; fields: Field[] }) {
  const reads = readsOf(workflow, fields);
  const lacking = reads.filter((r) => r.known === false).map((r) => r.field);
  if (reads.length === 0) return null;
  if (lacking.length > 0)
    return (
      <span data-testid="run-reads">
        <StatusIcon status="warning" label={`reads ${lacking.join(", ")}, which these events do not have`} />
      </span>
    );
  const names = reads.map((r) => r.field).join(", ");
  return (
    <span className="te-reads" title={`From the event: ${names}`} data-testid="run-reads">
      {reads[0]?.known ? <StatusIcon status="succeeded" label="mapped" iconOnly /> : null}
      <span className="truncate">
        reads <span className="te-field">{names}</span>
      </span>
    </span>
  );
}
