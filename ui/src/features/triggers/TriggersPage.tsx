// All triggers: on or off, what each does in a sentence, and what came of it in the last day.
import { ActionIcon, Button, Menu, Switch, TextInput } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { CopyPlus, MoreHorizontal, Pencil, Play, Search, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTriggers } from "../../api/queries";
import type { Trigger } from "../../api/types";
import {
  type Column,
  EmptyState,
  ErrorState,
  Kbd,
  Page,
  RelativeTime,
  Skeleton,
  StatusIcon,
  useHotkey,
  VirtualList,
} from "../../components";
import { formatNumber } from "../../lib/format";
import type { TriggersSearch } from "../../lib/search";
import { useTriggerActions } from "./listActions";
import "./list.css";

export function TriggersPage() {
  const search = useSearch({ strict: false }) as TriggersSearch;
  const navigate = useNavigate();
  const triggers = useTriggers({ source: search.source, type: search.type, workflow: search.workflow });
  const actions = useTriggerActions();
  const box = useRef<HTMLInputElement>(null);
  const all = triggers.data?.items ?? [];
  const items = useMemo(() => filterTriggers(all, search), [all, search]);
  const on = all.filter((t) => t.active).length;
  const set = (patch: Partial<TriggersSearch>) =>
    navigate({ to: "/triggers", search: { ...search, ...patch }, replace: true });
  const edit = (id: string) => navigate({ to: "/triggers/$id", params: { id } });
  const create = () => navigate({ to: "/triggers/new" });
  const focused = () => {
    const key = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-key]")?.dataset
      .key;
    return items.find((t) => t.id === key);
  };
  const withFocused = (act: (t: Trigger) => void) => () => {
    const trigger = focused();
    if (trigger) act(trigger);
  };
  useHotkey("n", create, { label: "New trigger", group: "Triggers" });
  useHotkey(
    "e",
    withFocused((t) => edit(t.id)),
    { label: "Edit the trigger", group: "Triggers" },
  );
  useHotkey(
    "o",
    withFocused((t) => void actions.setActive(t, !t.active)),
    { label: "Turn on or off", group: "Triggers" },
  );
  useHotkey(
    "w",
    withFocused((t) => navigate({ to: "/triggers/$id/why", params: { id: t.id } })),
    { label: "Why not?", group: "Triggers" },
  );
  useHotkey(
    "delete",
    withFocused((t) => void actions.remove(t)),
    { label: "Delete the trigger", group: "Triggers" },
  );
  useHotkey("/", () => box.current?.focus(), { label: "Filter triggers" });
  const names = useMemo(() => all.map((t) => t.name), [all]);
  const columns = useMemo(() => triggerColumns(actions, names), [actions, names]);

  return (
    <Page
      title="Triggers"
      aside={all.length > 0 ? <span className="num">{`${on} on · ${all.length - on} off`}</span> : null}
      search={
        all.length > 0 || search.q ? (
          <TextInput
            ref={box}
            className="tl-search"
            value={search.q ?? ""}
            onChange={(e) => set({ q: e.currentTarget.value || undefined })}
            placeholder="Filter triggers"
            aria-label="Filter triggers"
            leftSection={<Search size={14} aria-hidden />}
          />
        ) : null
      }
      actions={
        <Button onClick={create} rightSection={<Kbd keys="n" />} data-testid="new-trigger">
          New trigger
        </Button>
      }
    >
      {triggers.isPending ? (
        <Skeleton rows={6} label="Loading triggers" />
      ) : triggers.isError && !triggers.data ? (
        <ErrorState error={triggers.error} retry={() => triggers.refetch()} />
      ) : items.length > 0 ? (
        <VirtualList
          label="Triggers"
          items={items}
          getKey={(t) => t.id}
          columns={columns}
          lines={1.5}
          onOpen={(t) => edit(t.id)}
          rowTestId="trigger-row"
        />
      ) : all.length > 0 || search.q || search.source || search.workflow || search.state ? (
        <EmptyState
          sentence="No trigger fits this filter."
          action={<Button onClick={() => navigate({ to: "/triggers", search: {} })}>Clear filters</Button>}
        />
      ) : (
        <EmptyState
          sentence="A trigger says: when this happens, run that."
          action={<Button onClick={create}>New trigger</Button>}
          quieter={
            <Button variant="subtle" onClick={() => navigate({ to: "/workflows" })}>
              See workflows
            </Button>
          }
        />
      )}
    </Page>
  );
}

export function filterTriggers(triggers: Trigger[], search: TriggersSearch): Trigger[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return triggers.filter((t) => {
    if (search.state && (search.state === "on") !== t.active) return false;
    const hay =
      `${t.name} ${t.sentence} ${t.source} ${t.source_name} ${t.event_type} ${t.workflow_name}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

function triggerColumns(actions: ReturnType<typeof useTriggerActions>, names: string[]): Column<Trigger>[] {
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
      width: "minmax(8rem, 1fr)",
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
      header: "Events → matched → runs, 24 h",
      width: "12.5rem",
      render: (t) => <Counts trigger={t} />,
    },
    {
      key: "last",
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
  if (!t.active) return <StatusIcon status="off" label="off" />;
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
