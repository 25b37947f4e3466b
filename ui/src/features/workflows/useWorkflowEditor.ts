// State of the workflow editor: a draft kept in storage, saving as a new version, problems by step.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, api } from "../../api/client";
import type { FieldProblem, Step, Workflow, WorkflowInput } from "../../api/types";
import { problemToast } from "../../components";
import { clearDraft, loadDraft, saveDraft } from "../../lib/draft";
import { referenceProblems } from "./mapping";
import { problemsByStep, summarise } from "./steps";

export interface WorkflowDraft {
  name: string;
  description: string;
  steps: Step[];
}

export const draftKey = (id: string | undefined) => `workflow.${id ?? "new"}`;

export function draftOf(workflow: WorkflowInput): WorkflowDraft {
  return { name: workflow.name, description: workflow.description ?? "", steps: workflow.steps };
}

export function useWorkflowEditor(live: Workflow | null) {
  const key = draftKey(live?.id);
  const client = useQueryClient();
  const [draft, setDraft] = useState<WorkflowDraft>(
    () => loadDraft<WorkflowDraft>(key) ?? (live ? draftOf(live) : { name: "", description: "", steps: [] }),
  );
  const [refused, setRefused] = useState<FieldProblem[] | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);

  const changes = useMemo(() => changesOf(live, draft), [live, draft]);
  const dirty = live ? changes.length > 0 : draft.name !== "" || draft.steps.length > 0;
  useEffect(() => {
    if (dirty) saveDraft(key, draft);
    else clearDraft(key);
  }, [key, draft, dirty]);

  const update = useCallback((patch: Partial<WorkflowDraft>) => {
    setRefused(null);
    setDraft((d) => ({ ...d, ...patch }));
  }, []);
  const setSteps = useCallback((edit: (steps: Step[]) => Step[]) => {
    setRefused(null);
    setDraft((d) => ({ ...d, steps: edit(d.steps) }));
  }, []);

  const problems = useMemo(() => {
    const own = referenceProblems(draft.steps).map((p) => ({
      pointer: `/steps/${p.index}/with/${p.key}`,
      message: p.message,
    }));
    // What the engine said about the saved version holds as long as nothing was changed.
    const engine = refused ?? (dirty ? [] : (live?.problems ?? []));
    return problemsByStep([...engine, ...own.filter((p) => !engine.some((e) => e.pointer === p.pointer))]);
  }, [draft.steps, refused, dirty, live]);

  const general = (refused ?? []).filter((p) => !/^\/?steps\/\d/.test(p.pointer)).map((p) => p.message);

  const save = async (): Promise<Workflow | null> => {
    setTried(true);
    if (!draft.name.trim()) return null;
    setBusy(true);
    const body: WorkflowInput = {
      name: draft.name.trim(),
      steps: draft.steps,
      ...(draft.description ? { description: draft.description } : {}),
    };
    try {
      const saved = live
        ? await api.put<Workflow>(`/api/workflows/${encodeURIComponent(live.id)}`, { ...body, id: live.id })
        : await api.post<Workflow>("/api/workflows", body);
      clearDraft(key);
      client.setQueryData(["workflow", saved.id], saved);
      client.invalidateQueries({ queryKey: ["workflows"] });
      client.invalidateQueries({ queryKey: ["workflow", saved.id] });
      setDraft(draftOf(saved));
      return saved;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      if (problem?.errors?.length) setRefused(problem.errors);
      else if (problem?.status === 409 && problem.place === "/id")
        setRefused([
          { pointer: "/id", message: "There is a workflow with this name already. Choose another name." },
        ]);
      else problemToast(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const discard = () => {
    clearDraft(key);
    setRefused(null);
    setTried(false);
    setDraft(live ? draftOf(live) : { name: "", description: "", steps: [] });
  };

  return { draft, update, setSteps, setDraft, dirty, changes, problems, general, busy, tried, save, discard };
}

function changesOf(live: Workflow | null, draft: WorkflowDraft): string[] {
  if (!live) return [];
  const out = summarise(live.steps, draft.steps);
  if (draft.name !== live.name) out.push("renamed");
  if (draft.description !== (live.description ?? "")) out.push("changed the description");
  return out;
}
