// All workflows: steps, who uses them, and how they did in the last week.
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { CopyPlus, MoreHorizontal, Pencil, Play, Search, Trash2 } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { api } from "../../api/client";
import { useWorkflows } from "../../api/queries";
import type { Workflow } from "../../api/types";
import {
  type Column,
  Duration,
  EmptyState,
  ErrorState,
  Kbd,
  Page,
  problemToast,
  RelativeTime,
  Skeleton,
  StatusIcon,
  undoToast,
  useHotkey,
  VirtualList,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { copyName } from "../../lib/names";
import type { WorkflowsSearch } from "../../lib/search";
import { RunWithDialog } from "./RunWithDialog";
import "./list.css";

const path = (id: string) => `/api/workflows/${encodeURIComponent(id)}`;

export function WorkflowsPage() {
  const search = useSearch({ strict: false }) as WorkflowsSearch;
  const navigate = useNavigate();
  const client = useQueryClient();
  const workflows = useWorkflows();
  const [running, setRunning] = useState<Workflow | null>(null);
  const box = useRef<HTMLInputElement>(null);
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
  useHotkey("/", () => box.current?.focus(), { label: "Filter workflows" });

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
      const used = w.used_by.length > 0 ? ` ${plural(w.used_by.length, "trigger")} used it.` : "";
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
          <TextInput
            ref={box}
            value={search.q ?? ""}
            onChange={(e) =>
              navigate({
                to: "/workflows",
                search: { ...search, q: e.currentTarget.value || undefined },
                replace: true,
              })
            }
            placeholder="Filter workflows"
            aria-label="Filter workflows"
            leftSection={<Search size={14} aria-hidden />}
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
          items={items}
          getKey={(w) => w.id}
          columns={columns({ run: setRunning, remove, duplicate })}
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

interface Actions {
  run: (w: Workflow) => void;
  remove: (w: Workflow) => void;
  duplicate: (w: Workflow) => void;
}

function columns(actions: Actions): Column<Workflow>[] {
  return [
    {
      key: "name",
      header: "Name",
      width: "minmax(9rem, 1.6fr)",
      render: (w) => (
        <span className="wl-name">
          <Link to="/workflows/$id" params={{ id: w.id }} className="truncate" tabIndex={-1}>
            {w.name}
          </Link>{" "}
          <span className="faint num">v{w.revision}</span>
          {w.problems.length > 0 ? (
            <StatusIcon status="warning" iconOnly label={plural(w.problems.length, "problem")} />
          ) : null}
        </span>
      ),
    },
    {
      key: "steps",
      header: "Steps",
      width: "minmax(8rem, 1.6fr)",
      render: (w) => (
        <span className="muted" title={w.steps.map((s, i) => `${i + 1} ${s.name ?? s.type}`).join("\n")}>
          {w.steps.length === 0 ? "none yet" : w.steps.map((s) => s.name ?? s.type).join(" → ")}
        </span>
      ),
    },
    {
      key: "used",
      header: "Used by",
      width: "minmax(6rem, 1fr)",
      render: (w) => {
        const first = w.used_by[0];
        if (!first) return <span className="faint">no trigger</span>;
        return w.used_by.length === 1 ? (
          first.name
        ) : (
          <Link to="/triggers" search={{ workflow: w.id }}>
            {plural(w.used_by.length, "trigger")}
          </Link>
        );
      },
    },
    {
      key: "last",
      header: "Last run",
      width: "9.5rem",
      render: (w) =>
        w.last_run ? (
          <Link to="/runs/$id" params={{ id: w.last_run.id }} className="wl-run">
            <StatusIcon status={w.last_run.status} iconOnly />
            <RelativeTime at={w.last_run.started_at ?? w.last_run.created_at} />
          </Link>
        ) : (
          <span className="faint">never</span>
        ),
    },
    {
      key: "week",
      header: "7 days",
      width: "9rem",
      align: "end",
      render: (w) =>
        w.runs_7d === 0 ? (
          <span className="faint">no runs</span>
        ) : (
          <span className="num" title={`${w.succeeded_7d} of ${w.runs_7d} runs succeeded`}>
            {Math.floor((100 * w.succeeded_7d) / w.runs_7d)} % · <Duration ms={w.median_ms_7d} />
          </span>
        ),
    },
    {
      key: "run",
      header: <span className="sr-only">Run</span>,
      width: "6rem",
      render: (w) => (
        <Button variant="subtle" onClick={() => actions.run(w)}>
          Run with…
        </Button>
      ),
    },
    {
      key: "menu",
      header: <span className="sr-only">Menu</span>,
      width: "1.75rem",
      render: (w) => <RowMenu workflow={w} actions={actions} />,
    },
  ];
}

function RowMenu({ workflow, actions }: { workflow: Workflow; actions: Actions }) {
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Menu of ${workflow.name}`}>
          <MoreHorizontal size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Pencil size={14} />}
          onClick={() => navigate({ to: "/workflows/$id", params: { id: workflow.id } })}
        >
          Edit
        </Menu.Item>
        <Menu.Item
          leftSection={<Play size={14} />}
          onClick={() => navigate({ to: "/runs", search: { workflow: workflow.id } })}
        >
          See its runs
        </Menu.Item>
        <Menu.Item leftSection={<CopyPlus size={14} />} onClick={() => actions.duplicate(workflow)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<Trash2 size={14} />} onClick={() => actions.remove(workflow)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
