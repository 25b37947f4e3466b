// All triggers: on or off, what each does in a sentence, and what came of it in the last day.
import { Button, Select, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useHeld, useTriggers } from "../../api/queries";
import type { Trigger } from "../../api/types";
import { EmptyState, ErrorState, Kbd, Page, Skeleton, useHotkey, VirtualList } from "../../components";
import type { TriggersSearch } from "../../lib/search";
import { BulkBar } from "./BulkBar";
import { triggerColumns } from "./columns";
import { useTriggerActions } from "./listActions";
import { filterTriggers, GROUPS, heldCounts, type ListRow, listRows } from "./listModel";
import "./list.css";

const keyOf = (row: ListRow) => row.key;
const STATES = [
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
  { value: "problem", label: "Needs a look" },
];

export function TriggersPage() {
  const search = useSearch({ strict: false }) as TriggersSearch;
  const navigate = useNavigate();
  const triggers = useTriggers({ source: search.source, type: search.type, workflow: search.workflow });
  const actions = useTriggerActions();
  const box = useRef<HTMLInputElement>(null);
  const all = triggers.data?.items ?? [];
  const groups = useHeld().data;
  const held = useMemo(() => heldCounts(groups ?? []), [groups]);
  const items = useMemo(() => filterTriggers(all, search, held), [all, search, held]);
  const rows = useMemo(() => listRows(items, search.group), [items, search.group]);
  const on = all.filter((t) => t.active).length;
  const set = (patch: Partial<TriggersSearch>) =>
    navigate({ to: "/triggers", search: { ...search, ...patch }, replace: true });
  const edit = (id: string) => navigate({ to: "/triggers/$id", params: { id } });
  const create = () => navigate({ to: "/triggers/new" });
  const { picked, toggle, setPicked } = usePicked(items);
  const chosen = items.filter((t) => picked.has(t.id));
  useListKeys({ items, edit, create, actions, toggle, chosen, setPicked, box });
  const columns = useMemo(
    () => triggerColumns(actions, { ids: picked, toggle }, held),
    [actions, picked, toggle, held],
  );
  const filtered = search.q || search.source || search.workflow || search.type || search.state;

  return (
    <Page
      title="Triggers"
      aside={all.length > 0 ? <span className="num">{`${on} on · ${all.length - on} off`}</span> : null}
      search={
        all.length > 0 || filtered ? (
          <>
            <TextInput
              ref={box}
              className="tl-search"
              value={search.q ?? ""}
              onChange={(e) => set({ q: e.currentTarget.value || undefined })}
              placeholder="Filter triggers"
              aria-label="Filter triggers"
              leftSection={<Search size={14} aria-hidden />}
            />
            <Select
              className="tl-select"
              aria-label="State"
              placeholder="Any state"
              clearable
              clearButtonProps={{ "aria-label": "Any state" }}
              data={STATES}
              value={search.state ?? null}
              onChange={(v) => set({ state: v ?? undefined })}
            />
            <Select
              className="tl-select"
              aria-label="Group"
              placeholder="No groups"
              clearable
              clearButtonProps={{ "aria-label": "No groups" }}
              data={GROUPS}
              value={search.group ?? null}
              onChange={(v) => set({ group: v ?? undefined })}
            />
          </>
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
        <div className="tl">
          <VirtualList
            label="Triggers"
            autoFocus
            items={rows}
            getKey={keyOf}
            columns={columns}
            lines={1.5}
            onOpen={(row) => row.kind === "trigger" && edit(row.trigger.id)}
            rowTestId="trigger-row"
            rowClass={(row) => (row.kind === "group" ? "tl-group-row" : undefined)}
          />
          <BulkBar triggers={chosen} actions={actions} onDone={() => setPicked(new Set())} />
        </div>
      ) : all.length > 0 || filtered ? (
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

function usePicked(items: Trigger[]) {
  const [picked, setPicked] = useState<Set<string>>(new Set());
  const last = useRef<string | null>(null);
  const toggle = useCallback(
    (id: string, range: boolean) => {
      setPicked((before) => {
        const next = new Set(before);
        const from = items.findIndex((t) => t.id === last.current);
        const to = items.findIndex((t) => t.id === id);
        if (range && from >= 0)
          for (const t of items.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(t.id);
        else if (next.has(id)) next.delete(id);
        else next.add(id);
        return next;
      });
      last.current = id;
    },
    [items],
  );
  return { picked, toggle, setPicked };
}

interface Keys {
  items: Trigger[];
  edit: (id: string) => void;
  create: () => void;
  actions: ReturnType<typeof useTriggerActions>;
  toggle: (id: string, range: boolean) => void;
  chosen: Trigger[];
  setPicked: (ids: Set<string>) => void;
  box: React.RefObject<HTMLInputElement | null>;
}

/** Keys act on the focused row; delete and on/off on the selection when there is one. */
function useListKeys({ items, edit, create, actions, toggle, chosen, setPicked, box }: Keys) {
  const navigate = useNavigate();
  const focused = () => {
    const row = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-key]");
    return items.find((t) => t.id === row?.dataset.key);
  };
  const withFocused = (act: (t: Trigger) => void) => () => {
    const trigger = focused();
    if (trigger) act(trigger);
  };
  const key = (keys: string, label: string, act: (t: Trigger) => void) =>
    useHotkey(keys, withFocused(act), { label, group: "Triggers" });
  useHotkey("n", create, { label: "New trigger", group: "Triggers" });
  key("e", "Edit the trigger", (t) => edit(t.id));
  key("o", "Turn on or off", (t) =>
    chosen.length > 1
      ? void actions.bulk(t.active ? "disable" : "enable", chosen)
      : void actions.setActive(t, !t.active),
  );
  key("w", "Why not?", (t) => navigate({ to: "/triggers/$id/why", params: { id: t.id } }));
  key("x", "Select the trigger", (t) => toggle(t.id, false));
  key("delete", "Delete the trigger", (t) => void actions.bulk("delete", chosen.length > 0 ? chosen : [t]));
  useHotkey("mod+a", () => setPicked(new Set(items.map((t) => t.id))), {
    label: "Select all listed triggers",
    group: "Triggers",
  });
  useHotkey("escape", () => setPicked(new Set()), {
    label: "Clear the selection",
    group: "Triggers",
    enabled: chosen.length > 0,
  });
  useHotkey("/", () => box.current?.focus(), { label: "Filter triggers" });
}
