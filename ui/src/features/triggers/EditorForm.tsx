// The four numbered blocks, and the trigger's name.
import type { EventDetail, OptionText, Trigger } from "../../api/types";
import { ExistingOffer } from "../../components";
import { ConditionGroup } from "./ConditionGroup";
import { Block, NameAndState, Warnings } from "./EditorParts";
import { OptionsBlock } from "./OptionsBlock";
import { Proposals } from "./Proposals";
import { RunPicker } from "./RunPicker";
import type { TriggerEditorState } from "./useTriggerEditor";
import { WhenFacts, WhenPicker } from "./WhenPicker";

interface Props {
  editor: TriggerEditorState;
  live: Trigger | null;
  fromEvent: EventDetail | undefined;
  /** The options in words. */
  texts: OptionText[];
  optionsOpen: boolean;
  onOptions: (open: boolean) => void;
  onHover: (path: string | null) => void;
  onTry: (() => void) | undefined;
}

export function EditorForm({
  editor,
  live,
  fromEvent,
  texts,
  optionsOpen,
  onOptions,
  onHover,
  onTry,
}: Props) {
  const { draft, update, setRoot, problems } = editor;
  const problemAt = (block: string) =>
    problems.find((p) => p.block === block && p.path === undefined)?.message ?? null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <section className="te-form" aria-label="Trigger" tabIndex={0}>
      <Block number={1} title="When">
        <WhenPicker
          sources={editor.sources}
          source={draft.source}
          eventType={draft.eventType}
          error={problemAt("when")}
          onPick={(source, eventType) => update({ source, eventType })}
        />
        <WhenFacts source={editor.source} eventType={draft.eventType} fieldCount={editor.fields.length} />
      </Block>
      <Block number={2} title="If" wide>
        {draft.root.children.length === 0 ? (
          <p className="te-facts">
            <strong data-testid="every-event">{editor.preview.evaluation?.every_event?.title}</strong> Add a
            condition, or click a value in an event.
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
          problemAt={(path) => problems.find((p) => p.block === "if" && p.path === path)?.message ?? null}
          edit={setRoot}
          onHover={onHover}
          onPickFromEvent={editor.preview.evaluation?.total ? focusPayload : undefined}
        />
      </Block>
      <Block number={3} title="Run">
        <RunPicker
          workflows={editor.workflows}
          value={draft.workflowId}
          workflow={editor.workflow}
          fields={editor.fields}
          error={problemAt("run")}
          onPick={(workflowId) => update({ workflowId })}
        />
        <Warnings problems={editor.preview.evaluation?.warnings ?? []} />
      </Block>
      <Block number={4} title="Options">
        <OptionsBlock
          options={draft.options}
          texts={texts}
          source={editor.source}
          fields={editor.fields}
          open={optionsOpen || problems.some((p) => p.block === "options")}
          onOpen={onOptions}
          problemAt={(key) => problems.find((p) => p.block === "options" && p.path === key)?.message ?? null}
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
          onTry={onTry}
          tryable={editor.dirty && !editor.busy}
        />
        {live?.active ? <ExistingOffer triggerId={live.id} /> : null}
      </Block>
    </section>
  );
}

/** Leads to the payload of the selected event, whose values make conditions. */
function focusPayload() {
  const first = document.querySelector<HTMLElement>(".pv-event .json-pick");
  first?.scrollIntoView({ block: "nearest" });
  first?.focus();
}
