// What can be done to a source. Each answer goes straight into the cache, so the page never waits for a refetch.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Source } from "../../api/types";
import { problemToast } from "../../components";

export type SourceAction = "start" | "stop" | "restart";

export function useSourceAction(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: SourceAction) =>
      api.post<Source>(`/api/event-sources/${encodeURIComponent(id)}/${action}`),
    onSuccess: (source) => {
      client.setQueryData(["source", id], source);
      client.invalidateQueries({ queryKey: ["sources"] });
      client.invalidateQueries({ queryKey: ["status"] });
    },
    onError: problemToast,
  });
}

export function useApplyConfig(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (config: Record<string, unknown>) =>
      api.put<Source>(`/api/event-sources/${encodeURIComponent(id)}/config`, config),
    onSuccess: (source) => {
      client.setQueryData(["source", id], source);
      client.invalidateQueries({ queryKey: ["sources"] });
      client.invalidateQueries({ queryKey: ["status"] });
    },
  });
}

export function useRescan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<{ items: Source[] }>("/api/event-sources/rescan"),
    onSuccess: ({ items }) => {
      client.setQueryData(["sources"], items);
      client.invalidateQueries({ queryKey: ["source"] });
    },
    onError: problemToast,
  });
}
