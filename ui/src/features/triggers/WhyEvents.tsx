// Events that a trigger would not match, and why.
import { Link } from "@tanstack/react-router";
import type { Evaluation, Trigger } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  ExplainedTree,
  FileName,
  RelativeTime,
  Skeleton,
  StatusIcon,
} from "../../components";

import { formatNumber } from "../../lib/format";
import { failText, stoppingLeaf } from "./preview";

type WhyEvent = Evaluation["events"][number];

interface ListProps {
  evaluation: Evaluation | undefined;
  error: unknown;
  retry: () => void;
  events: WhyEvent[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

export function EventList({ evaluation, error, retry, events, selected, onSelect }: ListProps) {
  if (!evaluation)
    return error ? <ErrorState error={error} retry={retry} /> : <Skeleton rows={6} label="Loading events" />;
  if (evaluation.total === 0) return <EmptyState sentence="No such event has come in yet." />;
  if (events.length === 0)
    return <EmptyState sentence={`All of the last ${evaluation.total} events match.`} />;
  return (
    <>
      <p className="why-head">
        <span className="num">
          {formatNumber(evaluation.total - evaluation.matched)} of the last {formatNumber(evaluation.total)}
        </span>{" "}
        events would not match today; near misses first.
      </p>
      <ul className="why-list">
        {events.map((event) => (
          <li
            key={event.id}
            className="pv-row"
            data-selected={event.id === selected || undefined}
            data-testid="why-event"
          >
            <button
              type="button"
              className="pv-main"
              aria-pressed={event.id === selected}
              onClick={() => onSelect(event.id)}
            >
              <StatusIcon
                status={event.near_miss ? "near_miss" : "no_match"}
                label={event.near_miss ? "near miss" : "no match"}
                iconOnly
              />
              <span className="pv-subject">
                <FileName name={event.subject} />
              </span>
              <Stopped event={event} />
              <RelativeTime at={event.time} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Stopped({ event }: { event: WhyEvent }) {
  const leaf = stoppingLeaf(event.explanation);
  if (!leaf) return null;
  return <span className={leaf.result === "unknown" ? "pv-why pv-unknown" : "pv-why"}>{failText(leaf)}</span>;
}

export function EventWhy({ event, trigger }: { event: WhyEvent; trigger: Trigger }) {
  return (
    <div className="why-detail">
      <h2 className="why-subject">
        <FileName name={event.subject} />
      </h2>
      <p className="muted">
        {trigger.event_label}, <RelativeTime at={event.time} />.{" "}
        <Link to="/events/$id" params={{ id: event.id }}>
          Open event
        </Link>{" "}
        shows what was decided at that time.
      </p>
      <ExplainedTree explained={event.explanation} />
    </div>
  );
}
