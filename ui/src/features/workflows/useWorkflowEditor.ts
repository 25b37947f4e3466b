// State of the workflow editor: a draft kept in storage, saving as a new version, problems by step.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, isOvertaken, over } from "../../api/client";
import { workflowQuery } from "../../api/queries";
import type { FieldProblem, Problem, Step, Workflow, WorkflowInput } from "../../api/types";
import { problemToast } from "../../components";
import { clearDraft, loadDraft, saveDraft } from "../../lib/draft";
import { referenceProblems } from "./mapping";
import { problemsByStep, summarise } from "./steps";

export type Base = Pick<Workflow, "etag" | "revision">;

export const baseOf = ({ etag, revision }: Base): Base => ({ etag, revision });

export interface WorkflowDraft {
  name: string;
  description: string;
  steps: Step[];
  /** The saved state that it began with. */
  base?: Base;
}

export const draftKey = (id: string | undefined) => `workflow.${id ?? "new"}`;

export function draftOf(workflow: Workflow): WorkflowDraft {
  const { name, description = "", steps } = workflow;
  return { name, description, steps, base: baseOf(workflow) };
}

export function useWorkflowEditor(live: Workflow | null) {
  const key = draftKey(live?.id);
  const client = useQueryClient();
  const [draft, setDraft] = useState<WorkflowDraft>(() => {
    const kept = loadDraft<WorkflowDraft>(key);
    if (!live) return kept ?? { name: "", description: "", steps: [] };
    return kept ? { base: baseOf(live), ...kept } : draftOf(live);
  });
  const [refused, setRefused] = useState<FieldProblem[] | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [overtaken, setOvertaken] = useState<Problem | null>(null);

  const changes = useMemo(() => changesOf(live, draft), [live, draft]);
  const dirty = live ? changes.length > 0 : draft.name !== "" || draft.steps.length > 0;
  useEffect(() => {
    if (dirty) saveDraft(key, draft);
    else clearDraft(key);
  }, [key, draft, dirty]);

  // A draft without a change follows what is saved elsewhere; one with changes keeps what it began with.
  const followed = useRef(live);
  useEffect(() => {
    const before = followed.current;
    followed.current = live;
    if (!live || !before || live.etag === before.etag) return;
    setDraft((d) => (changesOf(before, d).length === 0 ? draftOf(live) : d));
  }, [live]);

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

  /** `etag`: the state to write over, if not the one that the draft began with. */
  const save = async (etag = draft.base?.etag): Promise<Workflow | null> => {
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
        ? await api.put<Workflow>(
            `/api/workflows/${encodeURIComponent(live.id)}`,
            { ...body, id: live.id },
            over(etag),
          )
        : await api.post<Workflow>("/api/workflows", body);
      clearDraft(key);
      client.setQueryData(["workflow", saved.id], saved);
      client.invalidateQueries({ queryKey: ["workflows"] });
      client.invalidateQueries({ queryKey: ["workflow", saved.id] });
      setDraft(draftOf(saved));
      setOvertaken(null);
      return saved;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      if (live && problem && isOvertaken(error)) {
        setOvertaken(problem);
        client.invalidateQueries({ queryKey: ["workflow", live.id] });
      } else if (problem?.errors?.length) setRefused(problem.errors);
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
  /** Lets go of the draft for what was saved elsewhere; gives the draft, so that it can come back. */
  const takeTheirs = async (): Promise<WorkflowDraft | null> => {
    if (!live) return null;
    setBusy(true);
    try {
      const theirs = await client.fetchQuery({ ...workflowQuery(live.id), staleTime: 0 });
      setDraft(draftOf(theirs));
      setRefused(null);
      setOvertaken(null);
      return draft;
    } catch (error) {
      problemToast(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const discard = () => {
    clearDraft(key);
    setOvertaken(null);
    setRefused(null);
    setTried(false);
    setDraft(live ? draftOf(live) : { name: "", description: "", steps: [] });
  };

  return {
    draft,
    update,
    setSteps,
    setDraft,
    dirty,
    changes,
    problems,
    general,
    busy,
    tried,
    overtaken,
    takeTheirs,
    save,
    discard,
  };
}

export function changesOf(
  live: Pick<Workflow, "name" | "description" | "steps"> | null,
  draft: Omit<WorkflowDraft, "base">,
): string[] {
  if (!live) return [];
  const out = summarise(live.steps, draft.steps);
  if (draft.name !== live.name) out.push("renamed");
  if (draft.description !== (live.description ?? "")) out.push("changed the description");
  return out;
}
