// Columns of the triggers list.
import { ActionIcon, Menu, Switch } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { CopyPlus, MoreHorizontal, Pencil, Play, Trash2 } from "lucide-react";
import type { Trigger } from "../../api/types";
import { type Column, Kbd, RelativeTime, StatusIcon } from "../../components";
import { formatNumber, formatRelative } from "../../lib/format";
import type { useTriggerActions } from "./listActions";

export function triggerColumns(
  actions: ReturnType<typeof useTriggerActions>,
  names: string[],
): Column<Trigger>[] {
  return [
    {
      key: "on",
      header: <span className="sr-only">On or off</span>,
      width: "2.75rem",
      render: (t) => (
        <Switch
          aria-label={`${t.name}: on`}
          checked={t.active}
          onChange={(e) => actions.setActive(t, e.currentTarget.checked)}
          data-testid="trigger-switch"
        />
      ),
    },
    {
      key: "name",
      header: "Name",
      width: "minmax(4.5rem, 1fr)",
      render: (t) => (
        <Link
          to="/triggers/$id"
          params={{ id: t.id }}
          className="tl-name truncate"
          title={t.name}
          tabIndex={-1}
        >
          {t.name}
        </Link>
      ),
    },
    {
      key: "sentence",
      hideBelow: 560,
      header: "What it does",
      width: "minmax(10rem, 2.4fr)",
      render: (t) => (
        <span className="tl-sentence" title={t.sentence}>
          {t.sentence}
        </span>
      ),
    },
    {
      key: "counts",
      hideBelow: 460,
      header: "Events → matched → runs, 24 h",
      width: "12.5rem",
      render: (t) => <Counts trigger={t} />,
    },
    {
      key: "last",
      hideBelow: 860,
      header: "Last fired",
      width: "7rem",
      align: "end",
      render: (t) => <RelativeTime at={t.last_fired_at} />,
    },
    {
      key: "why",
      header: <span className="sr-only">Why not</span>,
      width: "4.75rem",
      render: (t) => (
        <Link to="/triggers/$id/why" params={{ id: t.id }} className="tl-why">
          Why not?
        </Link>
      ),
    },
    {
      key: "menu",
      header: <span className="sr-only">Menu</span>,
      width: "1.75rem",
      render: (t) => <RowMenu trigger={t} actions={actions} names={names} />,
    },
  ];
}

function Counts({ trigger: t }: { trigger: Trigger }) {
  if (!t.active) return <StatusIcon status="off" label={offText(t.updated_at, Date.now())} />;
  if (t.waiting_for_source) return <StatusIcon status="waiting" label="Waiting for the source" />;
  if (t.events_ever > 0 && t.matched_ever === 0) {
    return <StatusIcon status="warning" label={`0 of ${formatNumber(t.events_ever)} events matched`} />;
  }
  return (
    <span className="num">
      {formatNumber(t.events_24h)} → {formatNumber(t.matched_24h)} → {formatNumber(t.runs_24h)}
      {t.failed_24h > 0 ? <span className="tl-failed"> ({formatNumber(t.failed_24h)} failed)</span> : null}
    </span>
  );
}

function RowMenu({
  trigger,
  actions,
  names,
}: {
  trigger: Trigger;
  actions: ReturnType<typeof useTriggerActions>;
  names: string[];
}) {
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Menu of ${trigger.name}`}>
          <MoreHorizontal size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Pencil size={14} />}
          rightSection={<Kbd keys="e" />}
          onClick={() => navigate({ to: "/triggers/$id", params: { id: trigger.id } })}
        >
          Edit
        </Menu.Item>
        <Menu.Item
          leftSection={<Play size={14} />}
          onClick={() => navigate({ to: "/runs", search: { trigger: trigger.id } })}
        >
          See its runs
        </Menu.Item>
        <Menu.Item leftSection={<CopyPlus size={14} />} onClick={() => actions.duplicate(trigger, names)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<Trash2 size={14} />} onClick={() => actions.remove(trigger)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** "off for 2 h", "off since 20 Nov, 06:05". */
export function offText(since: string, nowMs: number): string {
  const text = formatRelative(since, nowMs);
  if (text === "now" || text.startsWith("in ")) return "off";
  return text.endsWith(" ago") ? `off for ${text.slice(0, -4)}` : `off since ${text}`;
}
