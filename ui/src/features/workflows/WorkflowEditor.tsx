// Steps on the left, one step's form in the middle, the data it can use on the right.
import { Button, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import type { Step, StepType, Workflow } from "../../api/types";
import { EmptyState, Kbd, Page, toast, undoToast, useHotkey } from "../../components";
import { plural } from "../../lib/format";
import type { WorkflowSearch } from "../../lib/search";
import { DataPane } from "./DataPane";
import { dataFor, renameStep, usersOf } from "./mapping";
import { OvertakenWorkflow } from "./OvertakenWorkflow";
import { RunWithDialog } from "./RunWithDialog";
import { StepConfig } from "./StepConfig";
import { StepList } from "./StepList";
import { duplicateStep, insertAt, moveStep, newStep, uniqueId } from "./steps";
import type { InsertTarget } from "./TemplateInput";
import { type TestResult, TestStep } from "./TestStep";
import { useSamples } from "./useSamples";
import { useWorkflowEditor } from "./useWorkflowEditor";
import { VersionMenu } from "./VersionMenu";
import "./editor.css";

const focusStep = (id: string) => setTimeout(() => document.getElementById(`step-${id}`)?.focus(), 0);

export function WorkflowEditor({ live, types }: { live: Workflow | null; types: Map<string, StepType> }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as WorkflowSearch;
  const editor = useWorkflowEditor(live);
  const { draft, update, setSteps, problems } = editor;
  const samples = useSamples(live, search.event);
  const [tests, setTests] = useState<Record<string, TestResult>>({});
  const [running, setRunning] = useState(false);
  const target = useRef<InsertTarget | null>(null);
  const dataSearch = useRef<HTMLInputElement>(null);

  const index = Math.max(
    0,
    draft.steps.findIndex((s) => s.id === search.step),
  );
  const step = draft.steps[index];
  const set = (patch: Partial<WorkflowSearch>) =>
    live
      ? navigate({
          to: "/workflows/$id",
          params: { id: live.id },
          search: { ...search, ...patch },
          replace: true,
        })
      : navigate({ to: "/workflows/new", search: { ...search, ...patch }, replace: true });
  const outputs = useMemo(() => {
    const own = Object.fromEntries(
      Object.entries(tests).flatMap(([id, t]) => (t.output ? [[id, t.output]] : [])),
    );
    return { ...samples.outputs, ...own };
  }, [samples.outputs, tests]);
  const data = useMemo(
    () => dataFor(index, draft.steps, types, samples.fields, { event: samples.event, steps: outputs }),
    [index, draft.steps, types, samples.fields, samples.event, outputs],
  );

  const add = (type: StepType) => {
    const made = newStep(type, draft.steps, samples.fields);
    setSteps((steps) => insertAt(steps, steps.length === 0 ? 0 : index + 1, made));
    set({ step: made.id });
  };
  const move = (at: number, by: -1 | 1) => {
    const moved = draft.steps[at];
    setSteps((steps) => moveStep(steps, at, by).steps);
    if (moved) {
      set({ step: moved.id });
      focusStep(moved.id);
    }
  };
  const duplicate = (at: number) => {
    const id = uniqueId(draft.steps[at]?.id ?? "step", draft.steps);
    setSteps((steps) => duplicateStep(steps, at));
    set({ step: id });
  };
  const remove = (at: number) => {
    const gone = draft.steps[at];
    if (!gone) return;
    const before = draft.steps;
    const users = usersOf(before, gone.id);
    setSteps((steps) => steps.filter((_, i) => i !== at));
    set({ step: (before[at + 1] ?? before[at - 1])?.id });
    const used = users.length > 0 ? ` ${plural(users.length, "later step")} used its output.` : "";
    undoToast(`Step “${gone.name || gone.id}” deleted.${used}`, () => {
      setSteps(() => before);
      set({ step: gone.id });
    });
  };
  const change = (next: Step) => setSteps((steps) => steps.map((s, i) => (i === index ? next : s)));
  const rename = (id: string) => {
    if (!step) return;
    const free = uniqueId(
      id,
      draft.steps.filter((s) => s.id !== step.id),
    );
    setSteps((steps) => renameStep(steps, step.id, free));
    set({ step: free });
  };
  const save = async (etag?: string) => {
    const saved = await editor.save(etag);
    if (!saved) {
      if (!draft.name.trim()) document.getElementById("workflow-name")?.focus();
      return;
    }
    toast(`Saved as v${saved.revision}. New runs use it; runs under way keep theirs.`);
    if (!live)
      navigate({
        to: "/workflows/$id",
        params: { id: saved.id },
        search: { step: search.step },
        replace: true,
      });
  };
  const discard = () => {
    const kept = draft;
    editor.discard();
    undoToast("Draft discarded.", () => editor.setDraft(kept));
  };
  useHotkey("mod+enter", () => void save(), {
    label: "Save as a new version",
    group: "Workflow editor",
    inFields: true,
  });
  useHotkey("/", () => document.getElementById("add-step")?.click(), {
    label: "Add a step",
    group: "Workflow editor",
  });

  return (
    <Page
      title={live ? live.name : "New workflow"}
      heading={<>Workflows / {live ? live.name : "New workflow"}</>}
      aside={<State live={live} dirty={editor.dirty} changes={editor.changes} />}
      actions={
        <>
          {editor.dirty ? (
            <Button variant="subtle" onClick={discard}>
              Discard draft
            </Button>
          ) : null}
          {live ? <VersionMenu workflow={live} /> : null}
          {live ? (
            <Button variant="default" onClick={() => setRunning(true)}>
              Run with…
            </Button>
          ) : null}
          <Button
            onClick={() => save()}
            loading={editor.busy}
            rightSection={<Kbd keys="mod+enter" />}
            data-testid="workflow-save"
          >
            Save
          </Button>
        </>
      }
    >
      <div className="we-page">
        {editor.overtaken && live ? (
          <OvertakenWorkflow problem={editor.overtaken} live={live} editor={editor} onSave={save} />
        ) : null}
        <div className="we">
          <section className="we-steps" aria-label="Steps">
            <div className="we-name">
              <TextInput
                id="workflow-name"
                label="Name"
                value={draft.name}
                placeholder="What this workflow does"
                error={editor.tried && !draft.name.trim() ? "Give the workflow a name." : null}
                onChange={(e) => update({ name: e.currentTarget.value })}
              />
            </div>
            {editor.general.map((message) => (
              <p key={message} className="we-general" role="alert">
                {message}
              </p>
            ))}
            <StepList
              steps={draft.steps}
              types={types}
              selected={step?.id ?? null}
              problems={problems}
              tested={
                new Map(
                  Object.entries(tests).map(([id, t]) => [id, t.error === undefined || t.error === null]),
                )
              }
              readOnly={false}
              onSelect={(id) => set({ step: id })}
              onAdd={add}
              onMove={move}
              onDuplicate={duplicate}
              onRemove={remove}
            />
          </section>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <section className="we-config" aria-label={step ? `Step ${index + 1}` : "Step"} tabIndex={0}>
            {step ? (
              <StepConfig
                key={step.id}
                step={step}
                index={index}
                count={draft.steps.length}
                type={types.get(step.type)}
                data={data}
                problems={problems.get(index) ?? []}
                onChange={change}
                onRename={rename}
                onMove={(by) => move(index, by)}
                onDuplicate={() => duplicate(index)}
                onRemove={() => remove(index)}
                onActive={(next) => {
                  target.current = next;
                }}
                onBrowse={() => dataSearch.current?.focus()}
                test={
                  <TestStep
                    workflowId={live?.id ?? null}
                    step={step}
                    type={types.get(step.type)}
                    eventId={samples.eventId}
                    outputs={outputs}
                    result={tests[step.id]}
                    onResult={(result) => setTests((all) => ({ ...all, [step.id]: result }))}
                  />
                }
              />
            ) : (
              <EmptyState
                sentence="A workflow is a list of steps run in order."
                action={
                  <Button onClick={() => document.getElementById("add-step")?.click()}>Add a step</Button>
                }
              />
            )}
          </section>
          <aside className="we-data" aria-label="Data">
            <DataPane
              ref={dataSearch}
              groups={data}
              samples={samples}
              onInsert={(expression) => {
                if (target.current) target.current.insert(expression);
                else toast("Choose a field first, then the value to put there.");
              }}
              onEvent={(id) => set({ event: id ?? undefined })}
            />
          </aside>
        </div>
      </div>
      {running && live ? (
        <RunWithDialog workflow={live} dirty={editor.dirty} onClose={() => setRunning(false)} />
      ) : null}
    </Page>
  );
}

function State({ live, dirty, changes }: { live: Workflow | null; dirty: boolean; changes: string[] }) {
  if (!live) return <span>{dirty ? "Draft, kept on this computer" : "Not saved yet"}</span>;
  return (
    <>
      <span className="num">v{live.revision} live</span>
      {dirty ? (
        <span className="we-draft" title={changes.join("\n")}>
          Draft · {plural(changes.length, "change")}
        </span>
      ) : null}
    </>
  );
}
