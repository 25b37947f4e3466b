// On and off, duplicate, delete, for one or many: done at once, undone from the toast.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client";
import type { BulkTriggers, List, Trigger } from "../../api/types";
import { problemToast, toast, undoToast } from "../../components";
import { type BulkAction, bulkText, opposite } from "./listModel";

const path = (id: string) => `/api/triggers/${encodeURIComponent(id)}`;

export function useTriggerActions() {
  const client = useQueryClient();
  return useMemo(() => {
    const refresh = () => client.invalidateQueries({ queryKey: ["triggers"] });
    const patch = (ids: string[], change: (trigger: Trigger) => Trigger | null) =>
      client.setQueriesData<List<Trigger>>({ queryKey: ["triggers"] }, (old) =>
        old ? { ...old, items: old.items.flatMap((t) => (ids.includes(t.id) ? (change(t) ?? []) : t)) } : old,
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
    const send = (action: BulkAction, ids: string[]) => {
      if (action === "enable" || action === "disable")
        patch(ids, (t) => ({ ...t, active: action === "enable" }));
      if (action === "delete") patch(ids, () => null);
      return api.post<BulkTriggers>("/api/triggers/bulk", { ids, action });
    };
    return {
      setActive: (trigger: Trigger, active: boolean) =>
        guarded(async () => {
          patch([trigger.id], (t) => ({ ...t, active }));
          await api.post(`${path(trigger.id)}/${active ? "enable" : "disable"}`);
        }),
      bulk: (action: BulkAction, triggers: Trigger[]) =>
        guarded(async () => {
          const answer = await send(
            action,
            triggers.map((t) => t.id),
          );
          const text = bulkText(action, triggers, answer);
          // Only what was really changed is taken back.
          if (answer.done.length > 0)
            undoToast(text, () => guarded(() => send(opposite(action), answer.done)));
          else toast(text);
        }),
    };
  }, [client]);
}
