// State of the trigger editor: the draft (kept in storage), its evaluation over past events, and saving.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, isOvertaken, over } from "../../api/client";
import { fieldsQuery, triggerQuery, useSources, useWorkflows } from "../../api/queries";
import type { EvaluationShow, Field, Problem, Trigger, TriggerInput } from "../../api/types";
import { problemToast, undoToast } from "../../components";
import { clearDraft, loadDraft, saveDraft } from "../../lib/draft";
import type { Group, Row } from "./conditions";
import {
  baseOf,
  changes,
  type DraftProblem,
  draftOf,
  draftProblems,
  emptyDraft,
  fromFieldProblems,
  type TriggerDraft,
  toInput,
} from "./draft";
import { rowProblem } from "./operators";
import { recommended } from "./options";
import type { Range } from "./preview";
import { shadowKey, shadowPath } from "./ShadowView";
import { generatedName } from "./sentence";
import { usePreview } from "./usePreview";

export function useTriggerEditor(live: Trigger | null, preset: Partial<TriggerDraft>) {
  const key = `trigger.${live?.id ?? "new"}`;
  const client = useQueryClient();
  const [start] = useState(() => initialDraft(key, live, preset));
  const [draft, setDraft] = useState<TriggerDraft>(start.draft);
  useEffect(() => {
    const { setAside } = start;
    if (setAside) undoToast("Your earlier draft was set aside.", () => setDraft(setAside));
  }, [start]);
  const [range, setRange] = useState<Range>("100");
  const [show, setShow] = useState<EvaluationShow>("all");
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<DraftProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [overtaken, setOvertaken] = useState<Problem | null>(null);

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

  // A draft without a change follows what is saved elsewhere; one with changes keeps what it began with.
  const followed = useRef(live);
  useEffect(() => {
    const before = followed.current;
    followed.current = live;
    if (!live || !before || live.etag === before.etag) return;
    setDraft((d) => (changes(d, before).length === 0 ? draftOf(live) : d));
  }, [live]);

  const update = useCallback((patch: Partial<TriggerDraft>) => {
    setRefused([]);
    setDraft((d) => ({ ...d, ...patch }));
  }, []);
  const setRoot = useCallback((edit: (root: Group) => Group) => {
    setRefused([]);
    setDraft((d) => ({ ...d, root: edit(d.root) }));
  }, []);

  // A new trigger takes the options along that fit what it listens to, until someone changes them.
  const offered = useRef({ when: start.fresh ? "" : whenOf(draft), options: draft.options });
  useLayoutEffect(() => {
    if (live || !source || !eventType || offered.current.when === whenOf(draft)) return;
    const untouched = same(draft.options, offered.current.options);
    const options = recommended(source, eventType.fields);
    offered.current = { when: whenOf(draft), options };
    if (untouched) setDraft((d) => ({ ...d, options }));
  }, [live, source, eventType, draft]);

  const problemOf = useCallback((row: Row) => rowProblem(row, fields), [fields]);
  const preview = usePreview(draft, range, show, problemOf, live?.id);
  const missing = useMemo(() => draftProblems(draft, name, problemOf), [draft, name, problemOf]);
  const judged = fromFieldProblems(preview.problems)
    .filter((p) => (p.block === "if" || p.block === "options") && p.path !== undefined)
    .map((p) => (p.block === "if" ? { ...p, path: preview.pathMap.get(p.path ?? "") ?? p.path } : p));
  const problems: DraftProblem[] = [
    ...(tried
      ? missing
      : missing.filter(
          (p) => p.block !== "when" && p.block !== "run" && p.block !== "name" && !isUnfinished(p.message),
        )),
    ...judged,
    ...refused,
  ];

  const discard = () => {
    clearDraft(key);
    setDraft(live ? draftOf(live) : emptyDraft());
    setTried(false);
    setRefused([]);
    setOvertaken(null);
  };
  const restore = (kept: TriggerDraft) => setDraft(kept);

  /** Sends the draft; what the engine refuses is put at its block. */
  const send = async (call: (body: TriggerInput) => Promise<void>): Promise<boolean> => {
    setTried(true);
    if (missing.length > 0) return false;
    setBusy(true);
    try {
      await call(toInput(draft, name));
      clearDraft(key);
      client.invalidateQueries({ queryKey: ["triggers"] });
      return true;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      if (live && problem && isOvertaken(error)) {
        setOvertaken(problem);
        client.invalidateQueries({ queryKey: ["trigger", live.id] });
      } else if (problem?.errors?.length) setRefused(fromFieldProblems(problem.errors));
      else if (problem?.status === 409 && problem.place === "/id")
        setRefused([
          { block: "name", message: "There is a trigger with this name already. Choose another name." },
        ]);
      else problemToast(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  /** `etag`: the state to write over, if not the one that the draft began with. */
  const save = async (etag = draft.base?.etag): Promise<Trigger | null> => {
    let saved: Trigger | null = null;
    await send(async (body) => {
      saved = live
        ? await api.put<Trigger>(
            `/api/triggers/${encodeURIComponent(live.id)}`,
            { ...body, id: live.id },
            over(etag),
          )
        : await api.post<Trigger>("/api/triggers", body);
      client.setQueryData(["trigger", saved.id], saved);
    });
    return saved;
  };
  /** Lets go of the draft for what was saved elsewhere; gives the draft, so that it can come back. */
  const takeTheirs = async (): Promise<TriggerDraft | null> => {
    if (!live) return null;
    setBusy(true);
    try {
      const theirs = await client.fetchQuery({ ...triggerQuery(live.id), staleTime: 0 });
      setDraft(draftOf(theirs));
      setOvertaken(null);
      return draft;
    } catch (error) {
      problemToast(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  /** The draft is judged beside the live trigger from now on, its effects off. */
  const putOnTrial = async (): Promise<boolean> => {
    if (!live) return false;
    const done = await send(async (body) => {
      await api.put(shadowPath(live.id), body);
      client.invalidateQueries({ queryKey: shadowKey(live) });
    });
    if (done) setDraft(draftOf(live));
    return done;
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
    range,
    setRange,
    show,
    setShow,
    problems,
    missing,
    dirty,
    busy,
    overtaken,
    takeTheirs,
    save,
    putOnTrial,
    discard,
    restore,
  };
}

const whenOf = (draft: TriggerDraft) => `${draft.source} ${draft.eventType}`;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export type TriggerEditorState = ReturnType<typeof useTriggerEditor>;

function initialDraft(
  key: string,
  live: Trigger | null,
  preset: Partial<TriggerDraft>,
): { draft: TriggerDraft; setAside: TriggerDraft | null; fresh: boolean } {
  const kept = loadDraft<TriggerDraft>(key);
  const asked = Object.values(preset).some((v) => v !== undefined && v !== "");
  const earlier = kept ? { ...emptyDraft(), ...(live ? { base: baseOf(live) } : {}), ...kept } : null;
  // A link that prefills starts afresh; otherwise the kept draft goes on.
  if (earlier && !asked) return { draft: earlier, setAside: null, fresh: false };
  return {
    draft: live ? { ...draftOf(live), ...preset } : emptyDraft(preset),
    setAside: earlier,
    fresh: !live,
  };
}

/** "Enter a value." and the like only speak up once saving was tried. */
function isUnfinished(message: string): boolean {
  return /^(Enter|Choose|Add) /.test(message);
}

function useTriggerFields(source: string, eventType: string, declared: Field[] | undefined) {
  const asked = useQuery({ ...fieldsQuery(source, eventType), enabled: source !== "" && eventType !== "" });
  return (source && eventType ? (asked.data ?? declared) : undefined) ?? [];
}
