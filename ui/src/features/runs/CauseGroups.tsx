// Failures grouped by what went wrong: one fix, then one press for all of them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { api } from "../../api/client";
import { useRunPages } from "../../api/queries";
import type { CauseGroup } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  Prose,
  plainText,
  RelativeTime,
  Skeleton,
  StatusIcon,
  VirtualList,
} from "../../components";
import { plural } from "../../lib/format";
import type { RunsSearch } from "../../lib/search";
import { type BulkAction, useBulk } from "./actions";
import { ConfirmBulk, useConfirmBulk } from "./ConfirmBulk";
import { runColumns } from "./columns";
import { causesWith } from "./listModel";

export function CauseGroups({
  q,
  open,
  set,
}: {
  q: string;
  open: string | undefined;
  set: (patch: Partial<RunsSearch>) => void;
}) {
  const causes = useQuery({
    queryKey: ["runs", "causes"],
    queryFn: async () =>
      (await api.get<{ items: CauseGroup[] }>("/api/runs/causes", { status: "failed" })).items,
  });
  const bulk = useBulk();
  const confirm = useConfirmBulk();
  const start = async (action: BulkAction, cause: CauseGroup) => {
    if (bulk.busy) return;
    if (await confirm.ask(action, cause.run_ids.length)) await bulk.run(action, cause.run_ids);
  };
  if (causes.isError) return <ErrorState error={causes.error} retry={() => causes.refetch()} />;
  if (causes.isPending) return <Skeleton rows={4} label="Loading causes" />;
  if (causes.data.length === 0)
    return (
      <EmptyState
        sentence="No failed runs, so there are no causes to group."
        action={<Button onClick={() => set({ group: undefined, status: undefined })}>See all runs</Button>}
      />
    );
  const shown = causesWith(causes.data, q);
  if (shown.length === 0)
    return (
      <EmptyState
        sentence={`No cause has “${q}” in its words.`}
        action={<Button onClick={() => set({ q: undefined })}>Clear the filter</Button>}
      />
    );
  return (
    <div className="causes">
      {shown.map((cause) => {
        const expanded = open === cause.cause;
        return (
          <section
            key={cause.cause}
            className="cause"
            data-open={expanded || undefined}
            data-testid="cause-group"
          >
            <div className="cause-head">
              <button
                type="button"
                className="cause-toggle"
                aria-expanded={expanded}
                onClick={() => set({ cause: expanded ? undefined : cause.cause })}
              >
                {expanded ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                <StatusIcon status="failed" iconOnly />
                <span className="cause-text">
                  <span className="cause-title" title={plainText(cause.title)}>
                    <Prose text={cause.title} />
                  </span>
                  {cause.example ? (
                    <span className="cause-example truncate" title={plainText(cause.example)}>
                      <Prose text={cause.example} />
                    </span>
                  ) : null}
                </span>
              </button>
              <span className="num cause-count">{plural(cause.count, "run")}</span>
              <span className="faint cause-times">
                first <RelativeTime at={cause.first_at} />, last <RelativeTime at={cause.last_at} />
              </span>
              <Button
                variant="default"
                aria-disabled={bulk.busy || undefined}
                onClick={() => start("retry", cause)}
              >
                Retry {cause.run_ids.length}
              </Button>
              <Button
                variant="default"
                aria-disabled={bulk.busy || undefined}
                onClick={() => start("rerun", cause)}
              >
                Re-run {cause.run_ids.length}
              </Button>
            </div>
            {expanded ? <CauseRuns cause={cause.cause} /> : null}
          </section>
        );
      })}
      <ConfirmBulk state={confirm} />
    </div>
  );
}

const COLUMNS = runColumns();

function CauseRuns({ cause }: { cause: string }) {
  const navigate = useNavigate();
  const { query, items, total } = useRunPages({ cause });
  if (query.isError && items.length === 0)
    return <ErrorState error={query.error} retry={() => query.refetch()} />;
  if (query.isPending) return <Skeleton rows={3} label="Loading runs" />;
  return (
    <div className="cause-runs" style={{ "--rows": Math.min(items.length, 12) } as React.CSSProperties}>
      <VirtualList
        label="Runs with this cause"
        hideHeader
        items={items}
        getKey={(run) => run.id}
        columns={COLUMNS}
        total={total}
        onOpen={(run) => navigate({ to: "/runs/$id", params: { id: run.id } })}
        onEndReached={() => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()}
        rowTestId="run-row"
      />
    </div>
  );
}
