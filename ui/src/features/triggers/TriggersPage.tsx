// All triggers: on or off, what each does in a sentence, and what came of it in the last day.
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { overlapsQuery, useHeld, useTriggers } from "../../api/queries";
import type { Trigger } from "../../api/types";
import { EmptyState, ErrorState, FilterField, Kbd, Page, Skeleton, VirtualList } from "../../components";
import type { TriggersSearch } from "../../lib/search";
import { BulkBar } from "./BulkBar";
import { triggerColumns } from "./columns";
import { useTriggerActions } from "./listActions";
import { useListKeys, usePicked } from "./listKeys";
import {
  filterTriggers,
  GROUPS,
  heldCounts,
  type ListRow,
  listRows,
  nextSort,
  sortOf,
  sortTriggers,
} from "./listModel";
import { SavedOffer } from "./SavedOffer";
import "./list.css";

const NONE = new Map<string, never[]>();
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
  const all = triggers.data?.items ?? [];
  const groups = useHeld().data;
  const held = useMemo(() => heldCounts(groups ?? []), [groups]);
  const also = useQuery(overlapsQuery).data ?? NONE;
  const sort = sortOf(search.sort);
  const items = useMemo(
    () => sortTriggers(filterTriggers(all, search, held), sortOf(search.sort)),
    [all, search, held],
  );
  const rows = useMemo(() => listRows(items, search.group), [items, search.group]);
  const on = all.filter((t) => t.active).length;
  const set = (patch: Partial<TriggersSearch>) =>
    navigate({ to: "/triggers", search: { ...search, ...patch }, replace: true });
  const edit = (id: string) => navigate({ to: "/triggers/$id", params: { id } });
  const create = () => navigate({ to: "/triggers/new" });
  const { picked, toggle, add, setPicked } = usePicked(items);
  const chosen = items.filter((t) => picked.has(t.id));
  const saved = all.find((t) => t.id === search.saved);
  const setActive = async (trigger: Trigger, active: boolean) => {
    await actions.setActive(trigger, active);
    set({ saved: active ? trigger.id : undefined });
  };
  useListKeys({ items, edit, create, setActive, actions, toggle, chosen, setPicked });
  const columns = triggerColumns(
    { ...actions, setActive },
    { ids: picked, toggle },
    { held, also, sort, onSort: (key) => set({ sort: nextSort(sort, key) }) },
  );
  const filtered = search.q || search.source || search.workflow || search.type || search.state;

  return (
    <Page
      title="Triggers"
      aside={all.length > 0 ? <span className="num">{`${on} on · ${all.length - on} off`}</span> : null}
      search={
        all.length > 0 || filtered ? (
          <>
            <FilterField
              label="Filter triggers"
              placeholder="Filter triggers"
              className="tl-search"
              value={search.q ?? ""}
              onChange={(q) => set({ q: q || undefined })}
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
            onExtend={(from, to) =>
              add(...[from, to].flatMap((row) => (row.kind === "trigger" ? [row.trigger.id] : [])))
            }
            onOpen={(row) => row.kind === "trigger" && edit(row.trigger.id)}
            rowTestId="trigger-row"
            rowClass={(row) =>
              row.kind === "group" ? "tl-group-row" : picked.has(row.trigger.id) ? "tl-picked" : undefined
            }
          />
          {saved ? (
            <SavedOffer key={saved.id} trigger={saved} onClose={() => set({ saved: undefined })} />
          ) : null}
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
