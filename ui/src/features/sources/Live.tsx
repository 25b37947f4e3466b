import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useEvents } from "../../api/queries";
import type { EventSummary, Source } from "../../api/types";
import { EmptyState, ErrorState, FileName, Skeleton, StatusIcon } from "../../components";
import { formatNumber, formatTime } from "../../lib/format";
import { rateText } from "./order";

const SHOWN = 60;

/** The newest events of one source. Pause stops the view, never the source. */
export default function Live({ source }: { source: Source }) {
  const { data, error, refetch } = useEvents({ source: source.id, limit: SHOWN });
  const [paused, setPaused] = useState<{ items: EventSummary[]; total: number } | null>(null);
  if (error && !data) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <Skeleton />;
  const items = paused?.items ?? data.items;
  const fresh = paused ? Math.max(0, data.total - paused.total) : 0;
  if (items.length === 0)
    return <EmptyState sentence="No event from this source yet. New ones show up here as they arrive." />;
  return (
    <div className="live">
      <div className="live-head">
        <span className="num">{rateText(source)}</span>
        <span className="faint num">{formatNumber(data.total)} in all</span>
        <Button
          variant="default"
          onClick={() => setPaused(paused ? null : { items: data.items, total: data.total })}
        >
          {paused ? (fresh > 0 ? `Resume, ${formatNumber(fresh)} new` : "Resume") : "Pause"}
        </Button>
      </div>
      <ul>
        {items.map((event) => (
          <li key={event.id}>
            <Link
              className="live-row inset-focus"
              to="/events/$id"
              params={{ id: event.id }}
              data-testid="live-row"
            >
              <span className="num faint">{formatTime(event.received_at)}</span>
              <span className="truncate muted">{event.event_label}</span>
              <FileName name={event.subject} />
              <StatusIcon status={event.outcome} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
