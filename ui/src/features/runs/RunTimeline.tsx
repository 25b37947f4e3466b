// Step list and waterfall in one: the whole row is the target, tiny steps are as easy to hit as long ones.
import { type KeyboardEvent, useMemo } from "react";
import type { RunDetail, StepRun } from "../../api/types";
import { StatusIcon } from "../../components";
import { useNow } from "../../lib/now";
import { buildTimeline, place, shortDuration, type Timeline, type TimelineRow } from "./timeline";

interface Props {
  run: RunDetail;
  selected: string | null;
  live: boolean;
  onSelect: (step: string) => void;
}

export function RunTimeline(props: Props) {
  return props.live ? <LiveTimeline {...props} /> : <Rows {...props} now={0} />;
}

function LiveTimeline(props: Props) {
  return <Rows {...props} now={useNow()} />;
}

function Rows({ run, selected, onSelect, now }: Props & { now: number }) {
  const timeline = useMemo(
    () => buildTimeline(run, now || Date.parse(run.completed_at ?? run.created_at)),
    [run, now],
  );
  const move = (event: KeyboardEvent<HTMLOListElement>) => {
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (by === undefined) return;
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button")];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    <div className="wf">
      <div className="wf-head" aria-hidden="true">
        <span>Step</span>
        <span className="wf-ticks">
          {timeline.ticks.map((tick) => (
            <span key={tick.at} className="num">
              {tick.label}
            </span>
          ))}
        </span>
        <span className="wf-took">Took</span>
      </div>
      <ol className="wf-rows" aria-label="Steps" onKeyDown={move}>
        {timeline.rows.map((row) => (
          <Row
            key={row.step.id}
            row={row}
            timeline={timeline}
            now={now}
            selected={row.step.id === selected}
            onSelect={onSelect}
          />
        ))}
      </ol>
      {run.steps.length === 0 ? <p className="wf-note">This run has no steps yet.</p> : null}
      <div className="wf-legend" aria-hidden="true">
        <span className="wf-key" data-kind="work" /> work
        <span className="wf-key" data-kind="failed" /> failed attempt
        <span className="wf-key" data-kind="wait" /> waiting
      </div>
    </div>
  );
}

function Row({
  row,
  timeline,
  now,
  selected,
  onSelect,
}: {
  row: TimelineRow;
  timeline: Timeline;
  now: number;
  selected: boolean;
  onSelect: (step: string) => void;
}) {
  const { step, segments } = row;
  const took = durationOf(step, now);
  return (
    <li>
      <button
        type="button"
        className="wf-row"
        data-testid="step-row"
        data-status={step.status}
        aria-current={selected ? "step" : undefined}
        onClick={() => onSelect(step.id)}
      >
        <span className="wf-name">
          <StatusIcon status={step.status} iconOnly />
          <span className="wf-index num">{step.index + 1}</span>
          <span className="truncate" title={step.name}>
            {step.name}
          </span>
        </span>
        <span className="wf-track" aria-hidden="true">
          {segments.map((segment, i) => {
            const { left, width } = place(segment, timeline);
            return (
              <span
                key={i}
                className="wf-bar"
                data-kind={segment.kind}
                title={`${segment.label}, ${shortDuration(segment.end - segment.start)}`}
                style={{ insetInlineStart: `min(${left}%, calc(100% - 3px))`, width: `max(3px, ${width}%)` }}
              />
            );
          })}
        </span>
        <span className="wf-took num">{took}</span>
      </button>
    </li>
  );
}

function durationOf(step: StepRun, now: number): string {
  if (step.duration_ms !== null) return shortDuration(step.duration_ms);
  if (step.started_at && now > 0 && (step.status === "running" || step.status === "waiting"))
    return shortDuration(Math.max(now - Date.parse(step.started_at), 0));
  return step.status === "skipped" ? "skipped" : "–";
}
