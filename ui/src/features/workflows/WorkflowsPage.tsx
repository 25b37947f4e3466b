// All workflows: steps, who uses them, and how they did in the last week.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client";
import { useSteps, useWorkflows } from "../../api/queries";
import type { Workflow } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FilterField,
  Kbd,
  Page,
  problemToast,
  Skeleton,
  undoToast,
  useHotkey,
  VirtualList,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { copyName } from "../../lib/names";
import type { WorkflowsSearch } from "../../lib/search";
import { columns } from "./columns";
import { RunWithDialog } from "./RunWithDialog";
import "./list.css";

const path = (id: string) => `/api/workflows/${encodeURIComponent(id)}`;

export function WorkflowsPage() {
  const search = useSearch({ strict: false }) as WorkflowsSearch;
  const navigate = useNavigate();
  const client = useQueryClient();
  const workflows = useWorkflows();
  const steps = useSteps().data;
  const titles = useMemo(() => new Map((steps ?? []).map((s) => [s.type, s.title])), [steps]);
  const [running, setRunning] = useState<Workflow | null>(null);
  const all = workflows.data?.items ?? [];
  const items = useMemo(() => {
    const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((w) =>
      words.every((word) =>
        `${w.name} ${w.description ?? ""} ${w.steps.map((s) => s.type).join(" ")}`
          .toLowerCase()
          .includes(word),
      ),
    );
  }, [all, search.q]);
  const create = () => navigate({ to: "/workflows/new" });
  useHotkey("n", create, { label: "New workflow", group: "Workflows" });

  const guarded = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      problemToast(error);
    } finally {
      client.invalidateQueries({ queryKey: ["workflows"] });
    }
  };
  const remove = (w: Workflow) =>
    guarded(async () => {
      await api.del(path(w.id));
      const used = w.used_by_total > 0 ? ` ${plural(w.used_by_total, "trigger")} used it.` : "";
      undoToast(`Deleted “${w.name}”.${used}`, () => guarded(() => api.post(`${path(w.id)}/restore`)));
    });
  const duplicate = (w: Workflow) =>
    guarded(async () => {
      const copy = await api.post<Workflow>("/api/workflows", {
        name: copyName(
          w.name,
          all.map((x) => x.name),
        ),
        ...(w.description ? { description: w.description } : {}),
        steps: w.steps,
      });
      undoToast(`Made “${copy.name}”.`, () => guarded(() => api.del(path(copy.id))));
    });

  return (
    <Page
      title="Workflows"
      aside={all.length > 0 ? <span className="num">{formatNumber(all.length)}</span> : null}
      search={
        all.length > 0 ? (
          <FilterField
            label="Filter workflows"
            placeholder="Filter workflows"
            value={search.q ?? ""}
            onChange={(q) =>
              navigate({ to: "/workflows", search: { ...search, q: q || undefined }, replace: true })
            }
          />
        ) : null
      }
      actions={
        <Button onClick={create} rightSection={<Kbd keys="n" />} data-testid="new-workflow">
          New workflow
        </Button>
      }
    >
      {workflows.isPending ? (
        <Skeleton rows={6} label="Loading workflows" />
      ) : workflows.isError && !workflows.data ? (
        <ErrorState error={workflows.error} retry={() => workflows.refetch()} />
      ) : items.length > 0 ? (
        <VirtualList
          label="Workflows"
          autoFocus
          items={items}
          getKey={(w) => w.id}
          columns={columns({ run: setRunning, remove, duplicate }, titles)}
          lines={1.5}
          onOpen={(w) => navigate({ to: "/workflows/$id", params: { id: w.id } })}
          rowTestId="workflow-row"
        />
      ) : search.q ? (
        <EmptyState
          sentence={`No workflow fits “${search.q}”.`}
          action={
            <Button onClick={() => navigate({ to: "/workflows", search: {} })}>Clear the filter</Button>
          }
        />
      ) : (
        <EmptyState
          sentence="A workflow is a list of steps run in order."
          action={<Button onClick={create}>New workflow</Button>}
        />
      )}
      {running ? <RunWithDialog workflow={running} dirty={false} onClose={() => setRunning(null)} /> : null}
    </Page>
  );
}
