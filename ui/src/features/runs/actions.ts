// What can be done with runs; every action says what came of it.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api } from "../../api/client";
import type { RunDetail } from "../../api/types";
import { problemToast, toast } from "../../components";

export type BulkAction = "retry" | "rerun" | "cancel";
interface BulkAnswer {
  done: number;
  failed: { id: string; code: string; message: string }[];
}
const DONE: Record<BulkAction, string> = { retry: "retried", rerun: "started again", cancel: "cancelled" };

export const runPath = (id: string) => `/api/runs/${encodeURIComponent(id)}`;

export function useBulk() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (action: BulkAction, ids: string[]): Promise<boolean> => {
      setBusy(true);
      try {
        const answer = await api.post<BulkAnswer>("/api/runs/bulk", { action, ids });
        const first = answer.failed[0];
        toast(
          `${answer.done} ${answer.done === 1 ? "run" : "runs"} ${DONE[action]}.` +
            (first ? ` ${answer.failed.length} could not be: ${first.message} (${first.code})` : ""),
        );
        return true;
      } catch (error) {
        problemToast(error);
        return false;
      } finally {
        setBusy(false);
        client.invalidateQueries({ queryKey: ["runs"] });
        client.invalidateQueries({ queryKey: ["home"] });
      }
    },
    [client],
  );
  return { busy, run };
}

export function useRunActions(id: string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const act = async <T>(name: string, call: () => Promise<T>): Promise<T | null> => {
    setBusy(name);
    try {
      return await call();
    } catch (error) {
      problemToast(error);
      return null;
    } finally {
      setBusy(null);
      client.invalidateQueries({ queryKey: ["run", id] });
      client.invalidateQueries({ queryKey: ["runs"] });
    }
  };
  return {
    busy,
    retry: () => act("retry", () => api.post<RunDetail>(`${runPath(id)}/retry`)),
    cancel: () => act("cancel", () => api.post<RunDetail>(`${runPath(id)}/cancel`)),
    rerun: (data?: Record<string, unknown>) =>
      act("rerun", () =>
        api.post<{ run_id: string }>(`${runPath(id)}/rerun`, {
          ...(data ? { data } : {}),
          workflow_revision: "latest",
        }),
      ),
  };
}
