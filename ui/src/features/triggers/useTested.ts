// The event that the draft on screen is tested with. What is not stored is judged by the engine as it is written.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { Judged } from "../../api/types";
import { exampleFor, type Schema } from "../../components";
import { eventsOf } from "./preview";
import {
  judgedEvent,
  type PastEvent,
  type TestChoice,
  type Tested,
  type TestMode,
  testedEvent,
} from "./tested";
import type { TriggerEditorState } from "./useTriggerEditor";

const JUDGE_AFTER_MS = 200;

export function useTested(editor: TriggerEditorState, wanted: PastEvent | undefined) {
  const { preview, show, setShow } = editor;
  const [wish, setChoice] = useState<TestChoice>({
    mode: wanted ? "event" : "match",
    eventId: wanted?.id ?? null,
    file: "",
    text: "",
  });
  useEffect(() => {
    if (wanted) setChoice((was) => ({ ...was, mode: "event", eventId: wanted.id }));
  }, [wanted?.id]);
  // Among near misses there is no match: the marked one is a past event like any other.
  const choice: TestChoice =
    wish.mode === "match" && show === "near_misses" ? { ...wish, mode: "event" } : wish;
  const all = preview.evaluation?.events ?? [];
  const shown = preview.evaluation ? eventsOf(preview.evaluation, show) : [];
  const stored = testedEvent(choice, shown, all, wanted);

  const asked = question(choice, stored);
  const given = asked && Object.values(asked)[0] ? JSON.stringify(asked) : null;
  const [settled] = useDebouncedValue(given, JUDGE_AFTER_MS);
  const judged = useQuery({
    queryKey: ["judge", preview.asked, settled],
    queryFn: () =>
      api.post<Judged>("/api/triggers/judge", {
        draft: JSON.parse(preview.asked),
        ...JSON.parse(settled ?? "{}"),
      }),
    enabled: settled !== null && given !== null && editor.draft.source !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const own = choice.mode === "json" || choice.mode === "file";
  const said = given && judged.data ? judgedEvent(judged.data) : null;
  const tested: Tested | null =
    own || !stored
      ? said
      : asked && said
        ? { ...said, eventId: stored.eventId, subject: stored.subject }
        : stored;

  const setMode = (mode: TestMode) => {
    // The newest match is looked for among the matches.
    if (mode === "match" && show === "near_misses") setShow("all");
    const schema = editor.eventType?.schema as Schema | undefined;
    const start = stored?.data ?? (schema ? exampleFor(schema) : {});
    setChoice((was) => ({
      ...was,
      mode,
      eventId: stored?.eventId ?? was.eventId,
      text: mode === "json" && was.text === "" ? JSON.stringify(start, null, 2) : was.text,
    }));
  };
  return {
    choice,
    /** Not a stored event. */
    own,
    tested,
    error: own ? judged.error : null,
    behind: given !== settled,
    setMode,
    choose: (eventId: string) => setChoice((was) => ({ ...was, mode: "event", eventId })),
    setText: (text: string) => setChoice((was) => ({ ...was, text })),
    setFile: (file: string) => setChoice((was) => ({ ...was, file })),
    testFile: (file: string) => setChoice((was) => ({ ...was, mode: "file", file })),
  };
}

/** What the engine is asked: of what was written or chosen, and of a stored event that is not among those tried. */
function question(choice: TestChoice, stored: Tested | null) {
  if (choice.mode === "json") return { text: choice.text };
  if (choice.mode === "file") return { file: choice.file.trim() };
  return stored && stored.matched === undefined ? { event: stored.data } : null;
}

export type TestState = ReturnType<typeof useTested>;
