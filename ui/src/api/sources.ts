// What can be done to a source: one list for its page and for the command palette. The engine's answer goes straight
// into the cache, so that nothing waits for a second question.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, over } from "./client";
import type { FolderHealth, Source } from "./types";

export type SourceAction = "start" | "stop" | "restart";

const path = (id: string, rest = "") => `/api/event-sources/${encodeURIComponent(id)}${rest}`;

/** Takes in what the engine says about a source now. */
export function keepSource(client: QueryClient, source: Source) {
  client.setQueryData(["source", source.id], source);
  client.invalidateQueries({ queryKey: ["sources"] });
  client.invalidateQueries({ queryKey: ["status"] });
}

export async function actOnSource(client: QueryClient, id: string, action: SourceAction) {
  keepSource(client, await api.post<Source>(path(id, `/${action}`)));
}

export async function rescanSources(client: QueryClient) {
  const { items } = await api.post<{ items: Source[] }>("/api/event-sources/rescan");
  client.setQueryData(["sources"], items);
  client.invalidateQueries({ queryKey: ["source"] });
  return items;
}

/** One call about one source, answered with the source as it is afterwards. */
export function useSourceCall<T>(call: (input: T) => Promise<Source>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: (source) => keepSource(client, source) });
}

export const sourceCalls = {
  configure: (id: string, config: Record<string, unknown>, etag: string) =>
    api.put<Source>(path(id, "/config"), config, over(etag)),
  trust: (id: string, hash: string, follow_edits: boolean) =>
    api.post<Source>(path(id, "/trust"), { hash, follow_edits }),
  acceptUnfit: (id: string, accept: boolean) => api.put<Source>(path(id, "/accept-unfit"), { accept }),
  block: (id: string) => api.post<Source>(path(id, "/block")),
  addInstance: (base: string, instance: { id: string; name: string; config: Record<string, unknown> }) =>
    api.post<Source>(path(base, "/instances"), instance),
  removeInstance: (id: string) => api.del<null>(path(id)),
};

const UNSEEN: FolderHealth["state"][] = ["missing", "no_permission", "not_answering"];
/** Whether nothing that happens in a folder can be seen now. */
export const isUnseen = (folder: FolderHealth) => UNSEEN.includes(folder.state);

/** What can be done to a source as it stands. */
export function actionsFor(source: Source): SourceAction[] {
  if (["invalid", "untrusted"].includes(source.state)) return [];
  // Without a program there is nothing to restart.
  if (source.state === "builtin") return ["stop"];
  return source.state === "off" ? ["start"] : ["stop", "restart"];
}
