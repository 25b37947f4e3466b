// All events, newest first, filtered by text, source, outcome and time; the chosen one explained beside them.
import { Button, Select } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useEventPages, useHeld, useSources } from "../../api/queries";
import type { EventSummary } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FileName,
  FilterField,
  IconButton,
  LinkButton,
  ListDetail,
  Page,
  RelativeTime,
  Skeleton,
  StatusIcon,
  VirtualList,
} from "../../components";
import { formatNumber } from "../../lib/format";
import { EventPane } from "./EventPane";
import { HeldGroups, HeldNote } from "./HeldGroups";
import { FLAGGED, OUTCOMES, outcomeOf, outcomeSummary } from "./outcome";
import { PeriodFilter } from "./PeriodFilter";
import { periodQuery } from "./period";
import "./events.css";

const COLUMNS = [
  {
    key: "time",
    header: "When",
    width: "5.5rem",
    render: (event: EventSummary) => <RelativeTime at={event.received_at} />,
  },
  {
    key: "subject",
    header: "Subject",
    width: "minmax(5rem, 1.2fr)",
    render: (event: EventSummary) => <FileName name={event.subject} />,
  },
  {
    key: "type",
    header: "Type",
    width: "minmax(5rem, 0.8fr)",
    hideBelow: 600,
    render: (event: EventSummary) => (
      <span className="muted" title={`${event.event_type} from ${event.source}`}>
        {event.event_label}
      </span>
    ),
  },
  {
    key: "outcome",
    header: "Outcome",
    width: "minmax(5rem, 1.2fr)",
    render: (event: EventSummary) => (
      <span className="event-outcome" title={outcomeSummary(event)}>
        <StatusIcon status={event.outcome} iconOnly />
        <span className="truncate muted">{outcomeSummary(event)}</span>
      </span>
    ),
  },
];
const keyOf = (event: EventSummary) => event.id;

export function EventsPage() {
  const { id } = useParams({ strict: false });
  const search = useSearch({ from: "/events" });
  const navigate = useNavigate();
  const sources = useSources().data ?? [];
  const { q, source, type, from, to } = search;
  const outcome = outcomeOf(search.outcome);
  // The window stays where it began, so that rows that come in do not ask for everything anew.
  const period = useMemo(() => periodQuery({ from, to }, Date.now()), [from, to]);
  const kept = { q, source, type, outcome, from, to };
  const { query, items, total, totalIsExact } = useEventPages({
    q,
    source,
    type,
    ...(outcome === FLAGGED ? { flagged: "true" } : { outcome }),
    ...period,
  });
  const heldPending = useHeld().isPending && outcome === "held";
  const filters = [q, source, type, outcome, from ?? to].filter(Boolean).length;
  const set = (change: Partial<typeof search>) =>
    navigate({ to: ".", search: { ...search, ...change }, replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const list =
    query.error && items.length === 0 ? (
      <ErrorState error={query.error} retry={() => query.refetch()} />
    ) : query.isPending ? (
      <Skeleton rows={12} />
    ) : items.length === 0 ? (
      filters > 0 ? (
        <EmptyState
          sentence={`No events match ${filters === 1 ? "this filter" : `these ${filters} filters`}.`}
          action={
            <Button variant="default" onClick={() => navigate({ to: "/events" })}>
              Clear filters
            </Button>
          }
        />
      ) : (
        <EmptyState
          sentence="Nothing has happened yet. Sources are running; new events show up here as they arrive."
          action={
            <LinkButton variant="default" to="/sources">
              Send a test event
            </LinkButton>
          }
        />
      )
    ) : (
      <VirtualList
        label="Events"
        autoFocus
        items={items}
        getKey={keyOf}
        columns={COLUMNS}
        total={total}
        rowTestId="event-row"
        selectedKey={id}
        onEndReached={more}
        onOpen={(event) => navigate({ to: "/events/$id", params: { id: event.id }, search: kept })}
      />
    );

  return (
    <Page
      title="Events"
      aside={
        !query.isPending && (
          <>
            <span className="num" data-testid="event-total">
              {totalIsExact ? "" : "≈ "}
              {formatNumber(total)}
            </span>
            {outcome === "held" ? null : <HeldNote onReview={() => set({ outcome: "held" })} />}
          </>
        )
      }
      search={
        <div className="event-filters" data-open={id !== undefined || undefined}>
          <FilterField
            label="Filter events"
            placeholder="Name or text"
            className="event-q"
            leftSection={null}
            value={q ?? ""}
            onChange={(text) => set({ q: text || undefined })}
          />
          <Select
            aria-label="Source"
            placeholder="Any source"
            className="event-filter"
            data={sources.map((item) => ({ value: item.id, label: item.name }))}
            value={source ?? null}
            onChange={(value) => set({ source: value ?? undefined, type: undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Any source" }}
          />
          <Select
            aria-label="Outcome"
            placeholder="Any outcome"
            className="event-filter"
            data={OUTCOMES}
            value={outcome ?? null}
            onChange={(value) => set({ outcome: value ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": "Any outcome" }}
          />
          <PeriodFilter period={{ from, to }} onChange={(next) => set({ from: next.from, to: next.to })} />
          <span className="event-clear" data-on={filters > 0 || undefined}>
            <IconButton
              label="Clear filters"
              icon={<X size={14} />}
              onClick={() => navigate({ to: ".", search: {} })}
            />
          </span>
        </div>
      }
    >
      {heldPending ? (
        <Skeleton rows={12} />
      ) : (
        <div className="events">
          {outcome === "held" ? <HeldGroups /> : null}
          <div className="events-body">
            <ListDetail
              name="events"
              initial={48}
              open={id !== undefined}
              onBack={() => navigate({ to: "/events", search: kept })}
              listLabel="All events"
              detailLabel="Event"
              list={list}
              detail={
                id ? (
                  <EventPane key={id} id={id} />
                ) : (
                  <EmptyState sentence="Choose an event to see what it carried and why each trigger did or did not run." />
                )
              }
            />
          </div>
        </div>
      )}
    </Page>
  );
}
