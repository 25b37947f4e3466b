// What the draft would have done with past events: counts, matches, near misses, and the payload to pick values from.
import { Select } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import type { Evaluation, EvaluationShow, Leaf } from "../../api/types";
import { EmptyState, ErrorState, JsonTree, Skeleton, StatusIcon } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { PreviewRow } from "./PreviewRow";
import { eventsOf, RANGES, type Range, rangeText, soleBlockers, suppressedText } from "./preview";
import { RunNow } from "./RunNow";
import type { TriggerEditorState } from "./useTriggerEditor";
import "./preview.css";

const SHOWN = 200;

interface Props {
  editor: TriggerEditorState;
  hovered: string | null;
  /** The event a link came with; shown even when it is older than the events tried. */
  wanted: { id: string; subject: string; data: Record<string, unknown> } | undefined;
  onPick: (path: string, value: unknown) => void;
  onFix: (path: string, leaf: Leaf) => void;
}

export function PreviewPane({ editor, hovered, wanted, onPick, onFix }: Props) {
  const { preview, draft } = editor;
  const { show: tab, setShow: setTab } = editor;
  const [chosen, setChosen] = useState<string | null>(wanted?.id ?? null);
  useEffect(() => setChosen(wanted?.id ?? null), [wanted?.id]);
  const { evaluation } = preview;

  if (!draft.source || !draft.eventType) {
    return <Empty>Choose what starts the trigger, and the latest events show up here.</Empty>;
  }
  if (preview.query.isError && !evaluation) {
    return <ErrorState error={preview.query.error} retry={() => preview.query.refetch()} />;
  }
  if (!evaluation) return <Skeleton rows={6} label="Loading past events" />;

  const shown = eventsOf(evaluation, tab);
  const selected: { id: string; data: Record<string, unknown> } | undefined =
    evaluation.events.find((e) => e.id === chosen) ??
    (wanted && chosen === wanted.id ? wanted : undefined) ??
    shown[0] ??
    evaluation.events[0];
  const near = evaluation.near_misses;
  const tabs: [EvaluationShow, string][] = [
    ["matches", `Matches ${formatNumber(evaluation.matched)}`],
    ["near_misses", `Near misses ${formatNumber(near)}`],
    ["all", `All ${formatNumber(evaluation.total)}`],
  ];
  return (
    <div className="pv" aria-busy={preview.behind}>
      <Head>
        <Select
          size="xs"
          className="pv-last"
          aria-label="Which past events"
          allowDeselect={false}
          value={editor.range}
          onChange={(v) => editor.setRange(v as Range)}
          data={[...RANGES]}
        />
      </Head>
      {evaluation.total === 0 ? (
        <EmptyState
          sentence={
            editor.range.endsWith("d")
              ? "No such event came in during this time."
              : "No such event has come in yet, so there is nothing to try this on. It will run from the next one."
          }
        />
      ) : (
        <>
          <Totals editor={editor} evaluation={evaluation} />
          <div className="pv-tabs" role="group" aria-label="Events shown">
            {tabs.map(([key, label]) => (
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
            {shown.slice(0, SHOWN).map((event) => (
              <PreviewRow
                key={event.id}
                event={event}
                root={draft.root}
                pathMap={preview.pathMap}
                matched={evaluation.matched}
                total={evaluation.total}
                selected={selected?.id === event.id}
                blocked={
                  hovered !== null &&
                  soleBlockers(event.explanation).some(
                    (path) => (preview.pathMap.get(path) ?? path) === hovered,
                  )
                }
                onSelect={() => setChosen(event.id)}
                onFix={onFix}
              />
            ))}
            <li className="pv-none">{restText(tab, shown.length, evaluation)}</li>
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

function Totals({ editor, evaluation }: { editor: TriggerEditorState; evaluation: Evaluation }) {
  const { matched, total, unknown, runs } = evaluation;
  const suppressed = suppressedText(evaluation);
  const everything = editor.draft.root.children.length === 0;
  return (
    <div className="pv-totals">
      <p className="pv-count" role="status" data-testid="preview-count">
        Would match <strong className="num">{formatNumber(matched)}</strong> of{" "}
        <span className="num" title={rangeText(editor.range, total)}>
          {formatNumber(total)}
        </span>
        {runs !== matched ? (
          <>
            {" → "}
            <strong className="num">{plural(runs, "run")}</strong>
          </>
        ) : null}
      </p>
      <p className="pv-notes" data-testid="preview-notes">
        {everything ? <span>Every event of this type matches.</span> : null}
        {suppressed ? <span>{suppressed}</span> : null}
        {unknown > 0 ? (
          <StatusIcon
            status="unknown"
            label={`${formatNumber(unknown)} can't be judged by every condition`}
          />
        ) : null}
      </p>
    </div>
  );
}

/** What the list leaves out, or why it is empty. */
function restText(tab: EvaluationShow, count: number, evaluation: Evaluation): string {
  if (count === 0) return tab === "near_misses" ? "No near misses." : "No event matches these conditions.";
  const whole =
    tab === "all" ? evaluation.total : tab === "matches" ? evaluation.matched : evaluation.near_misses;
  const hidden = Math.max(whole, count) - Math.min(count, SHOWN);
  return hidden > 0 ? `${plural(hidden, "older event")} counted, not listed.` : "";
}

function Head({ children }: { children?: ReactNode }) {
  return (
    <div className="pv-head">
      <h2 className="overline">Preview</h2>
      {children}
    </div>
  );
}

function Empty({ children }: { children: ReactNode }) {
  return (
    <div className="pv">
      <Head />
      <EmptyState sentence={children} />
    </div>
  );
}
