// On and off, duplicate, delete: done at once, undone from the toast.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client";
import type { List, Trigger } from "../../api/types";
import { problemToast, undoToast } from "../../components";
import { copyName } from "../../lib/names";

const path = (id: string) => `/api/triggers/${encodeURIComponent(id)}`;

export function useTriggerActions() {
  const client = useQueryClient();
  return useMemo(() => {
    const refresh = () => client.invalidateQueries({ queryKey: ["triggers"] });
    const patch = (id: string, change: (trigger: Trigger) => Trigger | null) =>
      client.setQueriesData<List<Trigger>>({ queryKey: ["triggers"] }, (old) =>
        old ? { ...old, items: old.items.flatMap((t) => (t.id === id ? (change(t) ?? []) : t)) } : old,
      );
    const guarded = async (act: () => Promise<unknown>) => {
      try {
        await act();
      } catch (error) {
        problemToast(error);
      } finally {
        refresh();
      }
    };
    const setActive = (trigger: Trigger, active: boolean) =>
      guarded(async () => {
        patch(trigger.id, (t) => ({ ...t, active }));
        await api.post(`${path(trigger.id)}/${active ? "enable" : "disable"}`);
      });
    return {
      setActive,
      remove: (trigger: Trigger) =>
        guarded(async () => {
          patch(trigger.id, () => null);
          await api.del(path(trigger.id));
          undoToast(`Deleted “${trigger.name}”.`, () =>
            guarded(() => api.post(`${path(trigger.id)}/restore`)),
          );
        }),
      duplicate: (trigger: Trigger, names: string[]) =>
        guarded(async () => {
          const copy = await api.post<Trigger>("/api/triggers", {
            name: copyName(trigger.name, names),
            source: trigger.source,
            event_type: trigger.event_type,
            workflow_id: trigger.workflow_id,
            conditions: trigger.conditions,
            active: false,
          });
          undoToast(`Made “${copy.name}”, off until you turn it on.`, () =>
            guarded(() => api.del(path(copy.id))),
          );
        }),
    };
  }, [client]);
}
