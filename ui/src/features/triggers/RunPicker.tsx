// Block 3: the workflow to run; a new name makes a workflow with one notification, to be built up later.
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useSteps } from "../../api/queries";
import type { StepType, Workflow } from "../../api/types";
import { problemToast, StatusIcon } from "../../components";
import { Picker } from "../../components/Picker";
import { plural } from "../../lib/format";

interface Props {
  workflows: Workflow[];
  value: string;
  workflow: Workflow | undefined;
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

export function RunPicker({ workflows, value, workflow, error, onPick }: Props) {
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
