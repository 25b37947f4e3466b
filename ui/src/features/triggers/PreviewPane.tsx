// What the draft would have done with the last events: matches, near misses, and the payload to pick values from.
import { Button, Select } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import type { Evaluation, Leaf } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FileName,
  JsonTree,
  RelativeTime,
  Skeleton,
  StatusIcon,
} from "../../components";
import { type Group, nodeAt } from "./conditions";
import { firstFailedLeaf, proposeFix } from "./fix";
import { RunNow } from "./RunNow";
import type { TriggerEditorState } from "./useTriggerEditor";

type PreviewEvent = Evaluation["events"][number];
type Tab = "matches" | "near" | "all";

interface Props {
  editor: TriggerEditorState;
  hovered: string | null;
  /** The event a link came with; shown even when it is older than the events tried. */
  wanted: { id: string; subject: string; data: Record<string, unknown> } | undefined;
  onPick: (path: string, value: unknown) => void;
  onFix: (path: string, leaf: Leaf) => void;
}

export function PreviewPane({ editor, hovered, wanted, onPick, onFix }: Props) {
  const { preview, draft, last, setLast } = editor;
  const [tab, setTab] = useState<Tab>("all");
  const [chosen, setChosen] = useState<string | null>(wanted?.id ?? null);
  useEffect(() => setChosen(wanted?.id ?? null), [wanted?.id]);
  const evaluation = preview.evaluation;
  const events = evaluation?.events ?? [];
  const near = events.filter((e) => e.near_miss && !e.matched);
  const matches = events.filter((e) => e.matched);
  const shown = tab === "matches" ? matches : tab === "near" ? near : events;
  const selected: { id: string; data: Record<string, unknown> } | undefined =
    events.find((e) => e.id === chosen) ??
    (wanted && chosen === wanted.id ? wanted : undefined) ??
    shown[0] ??
    events[0];
  const hasConditions = draft.root.children.length > 0;

  if (!draft.source || !draft.eventType) {
    return <Empty>Choose what starts the trigger, and the latest events show up here.</Empty>;
  }
  if (preview.query.isError && !evaluation) {
    return <ErrorState error={preview.query.error} retry={() => preview.query.refetch()} />;
  }
  if (!evaluation) return <Skeleton rows={6} label="Loading past events" />;
  return (
    <div className="pv">
      <div className="pv-head">
        <span className="overline">Preview</span>
        <span className="muted">last</span>
        <Select
          size="xs"
          className="pv-last"
          aria-label="How many past events"
          allowDeselect={false}
          value={String(last)}
          onChange={(v) => setLast(Number(v))}
          data={["20", "100", "1000"]}
        />
        <span className="muted">events</span>
      </div>
      {evaluation.total === 0 ? (
        <Empty>
          No such event has come in yet, so there is nothing to try this on. It will run from the next one.
        </Empty>
      ) : (
        <>
          <p className="pv-count" role="status" data-testid="preview-count">
            Would match <strong className="num">{evaluation.matched}</strong> of{" "}
            <span className="num">{evaluation.total}</span>
            {hasConditions ? "" : ": every event of this type"}
          </p>
          <div className="pv-tabs" role="group" aria-label="Events shown">
            {(
              [
                ["matches", `Matches ${evaluation.matched}`],
                ["near", `Near misses ${near.length}`],
                ["all", `All ${evaluation.total}`],
              ] as [Tab, string][]
            ).map(([key, label]) => (
              <button
                key={key}
                type="button"
                className="pv-tab"
                aria-pressed={tab === key}
                onClick={() => setTab(key)}
              >
                {label}
              </button>
            ))}
          </div>
          <ul className="pv-list" aria-label="Past events">
            {shown.map((event) => (
              <PreviewRow
                key={event.id}
                event={event}
                root={draft.root}
                pathMap={preview.pathMap}
                selected={selected?.id === event.id}
                blocked={
                  hovered !== null && !event.matched && onlyBlockedBy(event, preview.pathMap) === hovered
                }
                onSelect={() => setChosen(event.id)}
                onFix={onFix}
              />
            ))}
            {shown.length === 0 ? (
              <li className="pv-none">
                {tab === "near" ? "No near misses." : "No event matches these conditions."}
              </li>
            ) : null}
          </ul>
          {selected ? (
            <section className="pv-event" aria-label="Selected event">
              <div className="pv-event-head">
                <span className="overline">Selected event</span>
                <span className="faint truncate">click a value to use it</span>
                {editor.workflow ? <RunNow workflow={editor.workflow} data={selected.data} /> : null}
              </div>
              <JsonTree value={selected.data} onPick={onPick} label="Event data" />
            </section>
          ) : null}
        </>
      )}
    </div>
  );
}

function Empty({ children }: { children: ReactNode }) {
  return (
    <div className="pv">
      <div className="pv-head">
        <span className="overline">Preview</span>
      </div>
      <EmptyState sentence={children} />
    </div>
  );
}

function onlyBlockedBy(event: PreviewEvent, pathMap: Map<string, string>): string | null {
  if (!event.failed_leaf) return null;
  return pathMap.get(event.failed_leaf) ?? event.failed_leaf;
}

function PreviewRow({
  event,
  root,
  pathMap,
  selected,
  blocked,
  onSelect,
  onFix,
}: {
  event: PreviewEvent;
  root: Group;
  pathMap: Map<string, string>;
  selected: boolean;
  blocked: boolean;
  onSelect: () => void;
  onFix: (path: string, leaf: Leaf) => void;
}) {
  const failed = firstFailedLeaf(event.explanation);
  const path = failed ? (pathMap.get(failed.path) ?? failed.path) : null;
  const node = path !== null ? nodeAt(root, path) : undefined;
  const fix =
    event.near_miss && !event.matched && node?.kind === "leaf" ? proposeFix(node.leaf, event.data) : null;
  const status = event.matched ? "succeeded" : event.near_miss ? "warning" : "no_match";
  const word = event.matched ? "matches" : event.near_miss ? "near miss" : "no match";
  return (
    <li
      className="pv-row"
      data-selected={selected || undefined}
      data-blocked={blocked || undefined}
      data-testid="preview-row"
    >
      <button type="button" className="pv-main" aria-pressed={selected} onClick={onSelect}>
        <StatusIcon status={status} label={word} iconOnly />
        <span className="pv-subject">
          <FileName name={event.subject} />
        </span>
        {failed ? <span className="pv-why truncate">{failed.text}</span> : null}
        <RelativeTime at={event.time} />
      </button>
      {fix && path !== null ? (
        <Button
          variant="subtle"
          title={`Change the condition: ${fix.text}`}
          onClick={() => onFix(path, fix.leaf)}
          aria-label={`Fix: ${fix.text}`}
        >
          Fix
        </Button>
      ) : null}
    </li>
  );
}
