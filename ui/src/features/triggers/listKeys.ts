// Keys of the triggers list, and which rows are selected: by box, by key, or over a range.
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import type { Trigger } from "../../api/types";
import { useHotkey } from "../../components";
import type { useTriggerActions } from "./listActions";
import type { BulkAction } from "./listModel";

export function usePicked(items: Trigger[]) {
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
  const add = useCallback((...ids: string[]) => setPicked((before) => new Set([...before, ...ids])), []);
  return { picked, toggle, add, setPicked };
}

interface Keys {
  items: Trigger[];
  edit: (id: string) => void;
  create: () => void;
  setActive: (trigger: Trigger, active: boolean) => void;
  actions: ReturnType<typeof useTriggerActions>;
  toggle: (id: string, range: boolean) => void;
  chosen: Trigger[];
  setPicked: (ids: Set<string>) => void;
}

/** Keys act on the focused row; on/off, duplicate and delete on the selection when there is one. */
export function useListKeys({ items, edit, create, actions, toggle, chosen, setPicked, ...on }: Keys) {
  const navigate = useNavigate();
  const focused = () => {
    const row = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-key]");
    return items.find((t) => t.id === row?.dataset.key);
  };
  const key = (keys: string, label: string, act: (t: Trigger) => void) =>
    useHotkey(
      keys,
      () => {
        const trigger = focused();
        if (trigger) act(trigger);
      },
      { label, group: "Triggers" },
    );
  const bulk = (action: BulkAction, t: Trigger) =>
    void actions.bulk(action, chosen.length > 0 ? chosen : [t]);
  useHotkey("n", create, { label: "New trigger", group: "Triggers" });
  key("e", "Edit the trigger", (t) => edit(t.id));
  key("o", "Turn on or off", (t) =>
    chosen.length > 1 ? bulk(t.active ? "disable" : "enable", t) : on.setActive(t, !t.active),
  );
  key("w", "Why not?", (t) => navigate({ to: "/triggers/$id/why", params: { id: t.id } }));
  key("t", "Test the trigger", (t) =>
    navigate({ to: "/triggers/$id", params: { id: t.id }, search: { tab: "test" } }),
  );
  key("x", "Select the trigger", (t) => toggle(t.id, false));
  key("mod+d", "Duplicate the trigger", (t) => bulk("duplicate", t));
  key("delete", "Delete the trigger", (t) => bulk("delete", t));
  useHotkey("mod+a", () => setPicked(new Set(items.map((t) => t.id))), {
    label: "Select all listed triggers",
    group: "Triggers",
  });
  useHotkey("escape", () => setPicked(new Set()), {
    label: "Clear the selection",
    group: "Triggers",
    enabled: chosen.length > 0,
  });
}
