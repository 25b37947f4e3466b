// One page, four numbered blocks, a live sentence on top and a preview over real events beside it.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { EventDetail, Trigger } from "../../api/types";
import { Kbd, Page, Skeleton, toast, undoToast, useHotkey } from "../../components";
import { focusLater } from "./ConditionGroup";
import { addNode, nodeAt, replaceNode } from "./conditions";
import { changes, type DraftProblem, type TriggerDraft } from "./draft";
import { EditorForm } from "./EditorForm";
import { DraftState } from "./EditorParts";
import { OvertakenTrigger } from "./OvertakenTrigger";
import { leafFromValue } from "./operators";
import { optionTexts } from "./options";
import { PreviewPane } from "./PreviewPane";
import { SentenceBar } from "./SentenceBar";
import { sentenceTokens } from "./sentence";
import { TestBar } from "./TestBar";
import { TriggerTabs } from "./TriggerTabs";
import { useFileDrop } from "./useFileDrop";
import { useTested } from "./useTested";
import { useTriggerEditor } from "./useTriggerEditor";
import "./editor.css";
import "./revisions.css";

interface Props {
  live: Trigger | null;
  preset: Partial<TriggerDraft>;
  fromEvent: EventDetail | undefined;
  /** A link that leads to the test. */
  toTestFirst: boolean;
}

export function TriggerEditor({ live, preset, fromEvent, toTestFirst }: Props) {
  const navigate = useNavigate();
  const editor = useTriggerEditor(live, preset);
  const { draft, setRoot } = editor;
  const test = useTested(editor, fromEvent);
  const [hovered, setHovered] = useState<string | null>(null);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const texts = useMemo(
    () => optionTexts(draft.options, editor.preview.evaluation?.option_texts),
    [draft.options, editor.preview.evaluation?.option_texts],
  );
  const tokens = useMemo(
    () => sentenceTokens(draft.root, editor.names, texts),
    [draft.root, texts, editor.names],
  );
  // The engine's words for the options and its counts come first: nothing on the page moves when they are there.
  const told = useRef(!draft.source || !draft.eventType);
  const { query, behind } = editor.preview;
  if (query.isError || (query.isSuccess && !query.isPlaceholderData && !behind)) told.current = true;
  const ready = told.current;
  const different = live ? changes(draft, live) : [];

  // A new trigger starts with its first question.
  useEffect(() => {
    if (!live && !draft.source) focusLater("trigger-when");
  }, [live, draft.source]);

  const save = async (etag?: string) => {
    const saved = await editor.save(etag);
    if (!saved) {
      const first = editor.missing[0];
      if (first) focusLater(controlOf(first));
      return;
    }
    if (saved.said) toast(`${saved.said.title} ${saved.said.detail}`.trim());
    navigate({ to: "/triggers", search: saved.active ? { saved: saved.id } : {} });
  };
  const tryBeside = async () => {
    if (live && (await editor.putOnTrial()))
      navigate({ to: "/triggers/$id", params: { id: live.id }, search: { tab: "shadow" } });
  };
  const discard = () => {
    const kept = draft;
    editor.discard();
    undoToast("Draft discarded.", () => editor.restore(kept));
    navigate({ to: "/triggers" });
  };
  const pick = (path: string, value: unknown) => {
    const at = draft.root.children.length;
    setRoot((root) => addNode(root, "", { kind: "leaf", leaf: leafFromValue(path, value) }));
    focusLater(`if-${at}-op`);
  };
  useFileDrop(
    editor.fields.some((f) => f.path === "file_path"),
    test.testFile,
  );
  const toTest = () => document.querySelector<HTMLElement>("#test-mode input:checked")?.focus();
  useHotkey("t", toTest, { label: "Test the draft", group: "Trigger editor" });
  useEffect(() => {
    if (toTestFirst && ready) toTest();
  }, [toTestFirst, ready]);
  useHotkey("mod+enter", () => void save(), {
    label: "Save and turn on",
    group: "Trigger editor",
    inFields: true,
  });

  const saveLabel = draft.active ? (live?.active ? "Save" : "Save & turn on") : "Save, keep off";
  return (
    <Page
      title={live ? live.name : "New trigger"}
      heading={<>Triggers / {live ? live.name : "New trigger"}</>}
      aside={
        <>
          {live ? <TriggerTabs trigger={live} current="edit" /> : null}
          <DraftState live={live} dirty={editor.dirty} different={different} />
        </>
      }
      actions={
        <>
          <Button className="te-discard" variant="subtle" onClick={discard} disabled={!editor.dirty}>
            Discard draft
          </Button>
          <Button
            className="te-save"
            onClick={() => save()}
            loading={editor.busy}
            rightSection={<Kbd keys="mod+enter" />}
            data-testid="trigger-save"
          >
            {saveLabel}
          </Button>
        </>
      }
    >
      {ready ? (
        <div className="te">
          {editor.overtaken && live ? (
            <OvertakenTrigger problem={editor.overtaken} live={live} editor={editor} onSave={save} />
          ) : null}
          <SentenceBar tokens={tokens} onOption={() => setOptionsOpen(true)} />
          <div className="te-body">
            <EditorForm
              editor={editor}
              live={live}
              fromEvent={fromEvent}
              texts={texts}
              optionsOpen={optionsOpen}
              onOptions={setOptionsOpen}
              onHover={setHovered}
              onTry={live ? tryBeside : undefined}
            />
            <aside className="te-preview" aria-label="Preview">
              <PreviewPane
                editor={editor}
                hovered={hovered}
                test={test}
                onPick={pick}
                onFix={(path, leaf) => {
                  const before = nodeAt(draft.root, path);
                  setRoot((root) => replaceNode(root, path, { kind: "leaf", leaf }));
                  if (before)
                    undoToast("Condition changed.", () => setRoot((root) => replaceNode(root, path, before)));
                }}
              />
            </aside>
          </div>
          <TestBar editor={editor} test={test} />
        </div>
      ) : (
        <Skeleton rows={8} label="Loading past events" />
      )}
    </Page>
  );
}

/** The control at which a problem is mended. */
function controlOf(problem: DraftProblem): string {
  if (problem.block === "if") return `if-${problem.path}-field`;
  return problem.block === "options" && problem.path ? `opt-${problem.path}` : `trigger-${problem.block}`;
}
