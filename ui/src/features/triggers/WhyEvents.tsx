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
          {events.length} of the last {evaluation.total}
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
                status={event.near_miss ? "warning" : "no_match"}
                label={event.near_miss ? "near miss" : "no match"}
                iconOnly
              />
              <span className="pv-subject">
                <FileName name={event.subject} />
              </span>
              {event.near_miss ? <span className="pv-why">near miss</span> : null}
              <RelativeTime at={event.time} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
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
