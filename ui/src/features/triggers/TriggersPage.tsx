// All triggers: on or off, what each does in a sentence, and what came of it in the last day.
import { Button, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTriggers } from "../../api/queries";
import type { Trigger } from "../../api/types";
import { EmptyState, ErrorState, Kbd, Page, Skeleton, useHotkey, VirtualList } from "../../components";
import type { TriggersSearch } from "../../lib/search";
import { triggerColumns } from "./columns";
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
