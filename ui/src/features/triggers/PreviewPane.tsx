// What the draft would have done with past events: counts, matches, near misses, and the payload to pick values from.
import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import type { AlsoMatched, Evaluation, EvaluationShow, Leaf } from "../../api/types";
import { EmptyState, ErrorState, Skeleton, StatusIcon } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { PreviewRow } from "./PreviewRow";
import { eventsOf, RANGES, type Range, rangeText, soleBlockers, suppressedText } from "./preview";
import { TestedEvent } from "./TestedEvent";
import type { TestState } from "./useTested";
import type { TriggerEditorState } from "./useTriggerEditor";
import "./preview.css";

const SHOWN = 200;

interface Props {
  editor: TriggerEditorState;
  hovered: string | null;
  test: TestState;
  onPick: (path: string, value: unknown) => void;
  onFix: (path: string, leaf: Leaf) => void;
}

export function PreviewPane({ editor, hovered, test, onPick, onFix }: Props) {
  const { preview, draft } = editor;
  const { show: tab, setShow: setTab } = editor;
  const { evaluation } = preview;
  const list = useRef<HTMLUListElement>(null);
  const marked = test.tested?.eventId;
  // The marked row is in sight, without moving anything but the list.
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>("[data-selected]");
    if (!list.current || !row || !marked) return;
    const top = row.offsetTop - list.current.offsetTop;
    const { scrollTop, clientHeight } = list.current;
    if (top < scrollTop || top + row.offsetHeight > scrollTop + clientHeight)
      list.current.scrollTop = top - clientHeight / 2;
  }, [marked]);

  if (!draft.source || !draft.eventType) {
    return <Empty>Choose what starts the trigger, and the latest events show up here.</Empty>;
  }
  if (preview.query.isError && !evaluation) {
    return <ErrorState error={preview.query.error} retry={() => preview.query.refetch()} />;
  }
  if (!evaluation) return <Skeleton rows={6} label="Loading past events" />;

  const shown = eventsOf(evaluation, tab);
  const near = evaluation.near_misses;
  const tabs: [EvaluationShow, string][] = [
    ["matches", `Matches ${formatNumber(evaluation.matched)}`],
    ["near_misses", `Near misses ${formatNumber(near)}`],
    ["all", `All ${formatNumber(evaluation.total)}`],
  ];
  return (
    <div className="pv" data-own={test.own || undefined} aria-busy={preview.behind}>
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
          <ul className="pv-list" ref={list} aria-label="Past events">
            {shown.slice(0, SHOWN).map((event) => (
              <PreviewRow
                key={event.id}
                event={event}
                root={draft.root}
                pathMap={preview.pathMap}
                matched={evaluation.matched}
                total={evaluation.total}
                selected={marked === event.id}
                blocked={
                  hovered !== null &&
                  soleBlockers(event.explanation).some(
                    (path) => (preview.pathMap.get(path) ?? path) === hovered,
                  )
                }
                onSelect={() => test.choose(event.id)}
                onFix={onFix}
              />
            ))}
            <li className="pv-none">{restText(tab, shown.length, evaluation)}</li>
          </ul>
        </>
      )}
      <TestedEvent test={test} onPick={onPick} />
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
      <p className="pv-notes truncate" data-testid="preview-notes">
        {everything ? <span>Every event of this type matches.</span> : null}
        {suppressed ? <span>{suppressed}</span> : null}
        {unknown > 0 ? (
          <StatusIcon status="unknown" label={`${plural(unknown, "event")} with unknown values`} />
        ) : null}
        <Also others={evaluation.also_matched_by} />
      </p>
    </div>
  );
}

const NAMED = 1;

/** All matching triggers run: which others these events start too. */
function Also({ others }: { others: AlsoMatched[] }) {
  if (others.length === 0) return null;
  const rest = others.slice(NAMED);
  return (
    <span className="pv-also" data-testid="preview-also">
      also matched by{" "}
      {others.slice(0, NAMED).map((o, i) => (
        <span key={o.trigger_id}>
          {i > 0 ? ", " : ""}
          <Link
            to="/triggers/$id"
            params={{ id: o.trigger_id }}
            title={`${o.name} matched ${formatNumber(o.count)} of these events. Both run.`}
          >
            {o.name}
          </Link>{" "}
          <span className="num">({formatNumber(o.count)})</span>
        </span>
      ))}
      {rest.length > 0 ? (
        <span title={rest.map((o) => o.name).join(", ")}> and {rest.length} more</span>
      ) : null}
    </span>
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
