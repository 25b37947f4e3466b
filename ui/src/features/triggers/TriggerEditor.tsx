// One page, four numbered blocks, a live sentence on top and a preview over real events beside it.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { EventDetail, Trigger } from "../../api/types";
import { ExistingOffer, Kbd, Page, toast, undoToast, useHotkey } from "../../components";
import { ConditionGroup, focusLater } from "./ConditionGroup";
import { addNode, nodeAt, replaceNode } from "./conditions";
import { changes, type DraftProblem, type TriggerDraft } from "./draft";
import { Block, DraftState, NameAndState, Warnings } from "./EditorParts";
import { OptionsBlock } from "./OptionsBlock";
import { leafFromValue } from "./operators";
import { PreviewPane } from "./PreviewPane";
import { Proposals } from "./Proposals";
import { RunPicker } from "./RunPicker";
import { SentenceBar } from "./SentenceBar";
import { everyEventText, sentenceTokens } from "./sentence";
import { TriggerTabs } from "./TriggerTabs";
import { useTriggerEditor } from "./useTriggerEditor";
import { WhenFacts, WhenPicker } from "./WhenPicker";
import "./editor.css";
import "./revisions.css";

interface Props {
  live: Trigger | null;
  preset: Partial<TriggerDraft>;
  fromEvent: EventDetail | undefined;
}

export function TriggerEditor({ live, preset, fromEvent }: Props) {
  const navigate = useNavigate();
  const editor = useTriggerEditor(live, preset);
  const { draft, update, setRoot, problems } = editor;
  const [hovered, setHovered] = useState<string | null>(null);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const problemAt = (block: string) =>
    problems.find((p) => p.block === block && p.path === undefined)?.message ?? null;
  const tokens = useMemo(
    () => sentenceTokens(draft.root, editor.names, draft.options),
    [draft.root, draft.options, editor.names],
  );
  const different = live ? changes(draft, live) : [];

  // A new trigger starts with its first question.
  useEffect(() => {
    if (!live && !draft.source) focusLater("trigger-when");
  }, [live, draft.source]);

  const save = async () => {
    const evaluation = editor.preview.evaluation;
    const saved = await editor.save();
    if (!saved) {
      const first = editor.missing[0];
      if (first) focusLater(controlOf(first));
      return;
    }
    const counts =
      evaluation && evaluation.total > 0
        ? ` ${evaluation.matched} of the last ${evaluation.total} events would have matched.`
        : "";
    toast(saved.active ? `On.${counts}` : `Saved, and off. Turn “${saved.name}” on when it should run.`);
    navigate({ to: "/triggers" });
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
          <Button variant="subtle" onClick={discard} disabled={!editor.dirty}>
            Discard draft
          </Button>
          <Button
            onClick={save}
            loading={editor.busy}
            rightSection={<Kbd keys="mod+enter" />}
            data-testid="trigger-save"
          >
            {saveLabel}
          </Button>
        </>
      }
    >
      <div className="te">
        <SentenceBar tokens={tokens} onOption={() => setOptionsOpen(true)} />
        <div className="te-body">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <section className="te-form" aria-label="Trigger" tabIndex={0}>
            <Block number={1} title="When">
              <WhenPicker
                sources={editor.sources}
                source={draft.source}
                eventType={draft.eventType}
                error={problemAt("when")}
                onPick={(source, eventType) => update({ source, eventType })}
              />
              <WhenFacts
                source={editor.source}
                eventType={draft.eventType}
                fieldCount={editor.fields.length}
              />
            </Block>
            <Block number={2} title="If" wide>
              {draft.root.children.length === 0 ? (
                <p className="te-facts">
                  {everyEventText(editor.eventType?.label, editor.eventType?.events_24h)} Add a condition, or
                  click a value in an event.
                </p>
              ) : null}
              {!live && fromEvent ? <Proposals event={fromEvent} root={draft.root} edit={setRoot} /> : null}
              <ConditionGroup
                group={draft.root}
                root={draft.root}
                path=""
                fields={editor.fields}
                counts={editor.preview.counts}
                total={editor.preview.evaluation?.total}
                problemAt={(path) =>
                  problems.find((p) => p.block === "if" && p.path === path)?.message ?? null
                }
                edit={setRoot}
                onHover={setHovered}
                onPickFromEvent={editor.preview.evaluation?.total ? focusPayload : undefined}
              />
            </Block>
            <Block number={3} title="Run">
              <RunPicker
                workflows={editor.workflows}
                value={draft.workflowId}
                workflow={editor.workflow}
                error={problemAt("run")}
                onPick={(workflowId) => update({ workflowId })}
              />
              <Warnings problems={editor.preview.evaluation?.warnings ?? []} />
            </Block>
            <Block number={4} title="Options">
              <OptionsBlock
                options={draft.options}
                source={editor.source}
                fields={editor.fields}
                open={optionsOpen || problems.some((p) => p.block === "options")}
                onOpen={setOptionsOpen}
                problemAt={(key) =>
                  problems.find((p) => p.block === "options" && p.path === key)?.message ?? null
                }
                onChange={(options) => update({ options })}
              />
            </Block>
            <Block title="Name">
              <NameAndState
                name={editor.name}
                active={draft.active}
                error={problemAt("name")}
                onName={(name) => update({ name, nameEdited: name !== "" })}
                onActive={(active) => update({ active })}
                onTry={live ? tryBeside : undefined}
                tryable={editor.dirty && !editor.busy}
              />
              {live?.active ? <ExistingOffer triggerId={live.id} /> : null}
            </Block>
          </section>
          <aside className="te-preview" aria-label="Preview">
            <PreviewPane
              editor={editor}
              hovered={hovered}
              wanted={fromEvent}
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
      </div>
    </Page>
  );
}

/** The control at which a problem is mended. */
function controlOf(problem: DraftProblem): string {
  if (problem.block === "if") return `if-${problem.path}-field`;
  return problem.block === "options" && problem.path ? `opt-${problem.path}` : `trigger-${problem.block}`;
}

/** Leads to the payload of the selected event, whose values make conditions. */
function focusPayload() {
  const first = document.querySelector<HTMLElement>(".pv-event .json-pick");
  first?.scrollIntoView({ block: "nearest" });
  first?.focus();
}
