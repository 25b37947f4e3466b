// The runs themselves: windowed, selectable, held still while someone reads further down.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { ArrowUp, X } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { api } from "../../api/client";
import { useRunPages, useStatus } from "../../api/queries";
import type { List, RunSummary } from "../../api/types";
import { EmptyState, ErrorState, Skeleton, useHotkey, VirtualList } from "../../components";
import type { RunsSearch } from "../../lib/search";
import { useBulk } from "./actions";
import { BulkBar } from "./BulkBar";
import { runColumns } from "./columns";
import { activeFilters, BULK_MOST, holdBack, totalText } from "./listModel";
import { useRunNews } from "./news";

export function RunList({ search, set }: { search: RunsSearch; set: (patch: Partial<RunsSearch>) => void }) {
  const navigate = useNavigate();
  const { group: _, ...params } = search;
  const { query, items, total, totalIsExact } = useRunPages(params);
  const scroller = useRef<HTMLDivElement>(null);
  const [anchor, setAnchor] = useState<string | null>(null);
  const newest = items[0]?.id ?? null;
  const { shown, held } = useMemo(() => holdBack(items, anchor), [items, anchor]);
  const [picked, setPicked] = useState<Set<string>>(new Set());
  const lastPicked = useRef<string | null>(null);

  const toggle = useCallback(
    (id: string, range: boolean) => {
      setPicked((before) => {
        const next = new Set(before);
        const from = shown.findIndex((r) => r.id === lastPicked.current);
        const to = shown.findIndex((r) => r.id === id);
        if (range && from >= 0)
          for (const run of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(run.id);
        else if (next.has(id)) next.delete(id);
        else next.add(id);
        return next;
      });
      lastPicked.current = id;
    },
    [shown],
  );
  const columns = useMemo(() => runColumns({ ids: picked, toggle }), [picked, toggle]);
  const focused = () =>
    (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-key]")?.dataset.key;
  useHotkey(
    "x",
    () => {
      const id = focused();
      if (id) toggle(id, false);
    },
    { label: "Select the run", group: "Runs" },
  );
  useHotkey("mod+a", () => setPicked(new Set(shown.map((r) => r.id))), {
    label: "Select all listed runs",
    group: "Runs",
  });
  useHotkey("escape", () => clear(), {
    label: "Clear the selection",
    group: "Runs",
    enabled: picked.size > 0,
  });

  const news = useRunNews(items);
  const bulk = useBulk();
  const withFocused = (act: (run: RunSummary) => void) => () => {
    const run = shown.find((r) => r.id === focused());
    if (run) act(run);
  };
  useHotkey(
    "r",
    withFocused((run) => void bulk.run("rerun", [run.id])),
    { label: "Re-run", group: "Runs" },
  );
  useHotkey(
    "c",
    withFocused((run) => void bulk.run("cancel", [run.id])),
    { label: "Cancel", group: "Runs" },
  );
  useHotkey(
    "p",
    withFocused((run) => navigate({ to: "/events/$id", params: { id: run.event_id } })),
    { label: "Open its event", group: "Runs" },
  );
  const [more, setMore] = useState<string[]>([]);
  const clear = () => {
    setPicked(new Set());
    setMore([]);
  };
  const selectMatching = async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page: List<RunSummary> = await api.get<List<RunSummary>>("/api/runs", {
        ...params,
        limit: 1000,
        cursor,
      });
      ids.push(...page.items.map((r) => r.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor && ids.length < BULK_MOST);
    setMore(ids.slice(0, BULK_MOST).filter((id) => !picked.has(id)));
  };

  const onScroll = useCallback(
    (top: number) => setAnchor((was) => (top < 4 ? null : (was ?? newest))),
    [newest],
  );
  const open = (id: string) => navigate({ to: "/runs/$id", params: { id } });
  const filters = activeFilters(search, {
    workflow: items.find((r) => r.workflow_id === search.workflow)?.workflow_name,
    trigger: items.find((r) => r.trigger_id === search.trigger)?.trigger_name ?? undefined,
  });

  if (query.isError && items.length === 0)
    return <ErrorState error={query.error} retry={() => query.refetch()} />;
  if (query.isPending) return <Skeleton rows={14} label="Loading runs" />;
  if (items.length === 0) return <NoRuns filters={filters} set={set} />;
  return (
    <>
      <p className="sr-only" role="status">
        {news}
      </p>
      <div className="runs-meta">
        <span className="num">{totalText(total, totalIsExact)}</span>
        {filters.map((f) => (
          <button
            type="button"
            key={f.key}
            className="runs-filter"
            onClick={() => set({ [f.key]: undefined })}
            aria-label={`Remove filter ${f.text}`}
          >
            {f.text} <X size={12} aria-hidden />
          </button>
        ))}
        <span className="runs-space" />
        {held > 0 ? (
          <button
            type="button"
            className="runs-pill"
            onClick={() => {
              setAnchor(null);
              scroller.current?.scrollTo({ top: 0 });
            }}
          >
            <ArrowUp size={12} aria-hidden /> {held} new {held === 1 ? "run" : "runs"}
          </button>
        ) : null}
      </div>
      <VirtualList
        label="Runs"
        autoFocus
        items={shown}
        getKey={(run) => run.id}
        columns={columns}
        onOpen={(run) => open(run.id)}
        onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()}
        onScroll={onScroll}
        scrollRef={scroller}
        total={total}
        rowTestId="run-row"
      />
      <BulkBar
        runs={shown.filter((r) => picked.has(r.id))}
        more={more}
        selectMatching={
          picked.size === items.length && total > items.length && more.length === 0 ? selectMatching : null
        }
        matching={Math.min(total, BULK_MOST)}
        onDone={clear}
      />
    </>
  );
}

function NoRuns({
  filters,
  set,
}: {
  filters: { key: string; text: string }[];
  set: (patch: Partial<RunsSearch>) => void;
}) {
  const status = useStatus().data;
  const navigate = useNavigate();
  if (filters.length > 0) {
    const last = filters[filters.length - 1];
    return (
      <EmptyState
        sentence={`No runs match ${filters.length === 1 ? `the filter ${last?.text ?? ""}` : `these ${filters.length} filters`}.`}
        action={
          <Button
            onClick={() =>
              set({
                q: undefined,
                status: undefined,
                workflow: undefined,
                trigger: undefined,
                event: undefined,
                cause: undefined,
              })
            }
          >
            Clear filters
          </Button>
        }
        quieter={
          filters.length > 1 && last ? (
            <Button variant="subtle" onClick={() => set({ [last.key]: undefined })}>
              Remove {last.text}
            </Button>
          ) : undefined
        }
      />
    );
  }
  const on = status?.triggers_on ?? 0;
  return (
    <EmptyState
      sentence={
        on === 0
          ? "No runs yet. No trigger is on."
          : `No runs yet. ${on} ${on === 1 ? "trigger is" : "triggers are"} on and waiting.`
      }
      action={<Button onClick={() => navigate({ to: "/triggers" })}>See triggers</Button>}
    />
  );
}
