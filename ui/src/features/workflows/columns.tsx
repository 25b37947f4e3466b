// Columns of the workflows list.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { CopyPlus, MoreHorizontal, Pencil, Play, Trash2 } from "lucide-react";
import type { Workflow } from "../../api/types";
import { type Column, Duration, RelativeTime, StatusIcon } from "../../components";
import { formatNumber, plural } from "../../lib/format";

interface Actions {
  run: (w: Workflow) => void;
  remove: (w: Workflow) => void;
  duplicate: (w: Workflow) => void;
}

export function columns(actions: Actions, titles: Map<string, string>): Column<Workflow>[] {
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
      hideBelow: 640,
      header: "Steps",
      width: "minmax(8rem, 1.6fr)",
      render: (w) => (
        <span
          className="muted"
          title={w.steps.map((s, i) => `${i + 1} ${s.name ?? titles.get(s.type) ?? s.type}`).join("\n")}
        >
          {w.steps.length === 0
            ? "none yet"
            : w.steps.map((s) => s.name ?? titles.get(s.type) ?? s.type).join(" → ")}
        </span>
      ),
    },
    {
      key: "used",
      hideBelow: 560,
      header: "Used by",
      width: "minmax(6rem, 1fr)",
      render: (w) => {
        const first = w.used_by[0];
        if (!first) return <span className="faint">no trigger</span>;
        return w.used_by_total === 1 ? (
          first.name
        ) : (
          <Link to="/triggers" search={{ workflow: w.id }} title={users(w)}>
            {plural(w.used_by_total, "trigger")}
          </Link>
        );
      },
    },
    {
      key: "last",
      hideBelow: 480,
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
      hideBelow: 900,
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
      hideBelow: 600,
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

/** The triggers that use a workflow: the engine names the first fifty. */
export function users({ used_by, used_by_total }: Pick<Workflow, "used_by" | "used_by_total">): string {
  const more = used_by_total - used_by.length;
  const names = used_by.map((user) => user.name).join(", ");
  return more > 0 ? `${names} and ${formatNumber(more)} more` : names;
}
