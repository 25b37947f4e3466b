// State of the trigger editor: the draft (kept in storage), its evaluation over past events, and saving.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, api } from "../../api/client";
import { fieldsQuery, useSources, useWorkflows } from "../../api/queries";
import type { Evaluation, Field, Leaf, Trigger } from "../../api/types";
import { problemToast, undoToast } from "../../components";
import { clearDraft, loadDraft, saveDraft } from "../../lib/draft";
import { evaluable, type Group } from "./conditions";
import {
  changes,
  type DraftProblem,
  draftOf,
  draftProblems,
  emptyDraft,
  fromFieldProblems,
  type TriggerDraft,
  toInput,
} from "./draft";
import { leafProblem } from "./operators";
import { generatedName } from "./sentence";

const EVALUATE_AFTER_MS = 120;

export function useTriggerEditor(live: Trigger | null, preset: Partial<TriggerDraft>) {
  const key = `trigger.${live?.id ?? "new"}`;
  const client = useQueryClient();
  const [start] = useState(() => initialDraft(key, live, preset));
  const [draft, setDraft] = useState<TriggerDraft>(start.draft);
  useEffect(() => {
    const { setAside } = start;
    if (setAside) undoToast("Your earlier draft was set aside.", () => setDraft(setAside));
  }, [start]);
  const [last, setLast] = useState(100);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<DraftProblem[]>([]);
  const [busy, setBusy] = useState(false);

  const sources = useSources().data ?? [];
  const workflows = useWorkflows().data?.items ?? [];
  const source = sources.find((s) => s.id === draft.source);
  const eventType = source?.eventTypes.find((t) => t.type === draft.eventType);
  const workflow = workflows.find((w) => w.id === draft.workflowId);
  const fields = useTriggerFields(draft.source, draft.eventType, eventType?.fields);
  const names = {
    source: source?.name ?? draft.source,
    event: eventType?.label ?? draft.eventType,
    workflow: workflow?.name,
  };
  const name = draft.nameEdited ? draft.name : generatedName(draft.root, names);

  const dirty = live
    ? changes(draft, live).length > 0
    : draft.source !== "" || draft.root.children.length > 0 || draft.nameEdited || draft.workflowId !== "";
  useEffect(() => {
    if (dirty) saveDraft(key, draft);
    else clearDraft(key);
  }, [key, draft, dirty]);

  const update = useCallback((patch: Partial<TriggerDraft>) => {
    setRefused([]);
    setDraft((d) => ({ ...d, ...patch }));
  }, []);
  const setRoot = useCallback((edit: (root: Group) => Group) => {
    setRefused([]);
    setDraft((d) => ({ ...d, root: edit(d.root) }));
  }, []);

  const problemOfLeaf = useCallback(
    (leaf: Leaf) =>
      leafProblem(
        leaf,
        fields.find((f) => f.path === leaf.field),
      ),
    [fields],
  );
  const preview = usePreview(draft, last, problemOfLeaf);
  const missing = useMemo(() => draftProblems(draft, name, problemOfLeaf), [draft, name, problemOfLeaf]);
  const judged = fromFieldProblems(preview.evaluation?.problems ?? [])
    .filter((p) => p.block === "if" && p.path !== undefined)
    .map((p) => ({ ...p, path: preview.pathMap.get(p.path ?? "") ?? p.path }));
  const problems: DraftProblem[] = [
    ...(tried ? missing : missing.filter((p) => p.block === "if" && !isUnfinished(p.message))),
    ...judged,
    ...refused,
  ];

  const discard = () => {
    clearDraft(key);
    setDraft(live ? draftOf(live) : emptyDraft());
    setTried(false);
    setRefused([]);
  };
  const restore = (kept: TriggerDraft) => setDraft(kept);

  const save = async (): Promise<Trigger | null> => {
    setTried(true);
    if (missing.length > 0) return null;
    setBusy(true);
    try {
      const body = toInput(draft, name);
      const saved = live
        ? await api.put<Trigger>(`/api/triggers/${encodeURIComponent(live.id)}`, { ...body, id: live.id })
        : await api.post<Trigger>("/api/triggers", body);
      clearDraft(key);
      client.setQueryData(["trigger", saved.id], saved);
      client.invalidateQueries({ queryKey: ["triggers"] });
      return saved;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      if (problem?.errors?.length) setRefused(fromFieldProblems(problem.errors));
      else if (problem?.status === 409 && problem.place === "/id")
        setRefused([
          { block: "name", message: "There is a trigger with this name already. Choose another name." },
        ]);
      else problemToast(error);
      return null;
    } finally {
      setBusy(false);
    }
  };

  return {
    draft,
    update,
    setRoot,
    name,
    names,
    source,
    eventType,
    workflow,
    workflows,
    sources,
    fields,
    preview,
    last,
    setLast,
    problems,
    missing,
    dirty,
    busy,
    save,
    discard,
    restore,
  };
}

export type TriggerEditorState = ReturnType<typeof useTriggerEditor>;

function initialDraft(
  key: string,
  live: Trigger | null,
  preset: Partial<TriggerDraft>,
): { draft: TriggerDraft; setAside: TriggerDraft | null } {
  const kept = loadDraft<TriggerDraft>(key);
  const asked = Object.values(preset).some((v) => v !== undefined && v !== "");
  const earlier = kept ? { ...emptyDraft(), ...kept } : null;
  // A link that prefills starts afresh; otherwise the kept draft goes on.
  if (earlier && !asked) return { draft: earlier, setAside: null };
  return { draft: live ? draftOf(live) : emptyDraft(preset), setAside: earlier };
}

/** "Enter a value." and the like only speak up once saving was tried. */
function isUnfinished(message: string): boolean {
  return /^(Enter|Choose|Add) /.test(message);
}

function useTriggerFields(source: string, eventType: string, declared: Field[] | undefined) {
  const asked = useQuery({ ...fieldsQuery(source, eventType), enabled: source !== "" && eventType !== "" });
  return (source && eventType ? (asked.data ?? declared) : undefined) ?? [];
}

function usePreview(draft: TriggerDraft, last: number, problemOfLeaf: (leaf: Leaf) => string | null) {
  const { condition, pathMap } = useMemo(
    () => evaluable(draft.root, (leaf) => problemOfLeaf(leaf) === null),
    [draft.root, problemOfLeaf],
  );
  const asked = useMemo(
    () => ({
      name: "",
      source: draft.source,
      event_type: draft.eventType,
      workflow_id: draft.workflowId,
      conditions: condition,
      active: true,
    }),
    [draft.source, draft.eventType, draft.workflowId, condition],
  );
  const text = JSON.stringify(asked);
  const [settled] = useDebouncedValue(text, EVALUATE_AFTER_MS);
  const query = useQuery({
    // Under the source's key, so that new events refresh the preview without hurry.
    queryKey: ["source", draft.source, "preview", settled, last],
    queryFn: () => api.post<Evaluation>("/api/triggers/evaluate", { draft: JSON.parse(settled), last }),
    enabled: draft.source !== "" && draft.eventType !== "",
    placeholderData: keepPreviousData,
  });
  const passes = useMemo(() => {
    const map = new Map<string, number>();
    for (const leaf of query.data?.leaves ?? []) {
      const here = pathMap.get(leaf.path);
      if (here !== undefined) map.set(here, leaf.passed);
    }
    return map;
  }, [query.data, pathMap]);
  return { query, evaluation: query.data, passes, pathMap, behind: settled !== text };
}
