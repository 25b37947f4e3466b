// Browser host: fetch for requests, server-sent events for changes, the token from the address once.
import { createEventSource } from "eventsource-client";
import type { ChangeBatch } from "../api/types";
import { onBrowserDrop, pickBrowserFiles, postFile } from "./http-files";
import { decodeBody, type Host } from "./types";

const TOKEN_KEY = "prama-token";

/** Takes `#token=…` out of the address bar and keeps it for this tab only. */
export function takeToken(location: Location, storage: Storage, history: History): string | null {
  const params = new URLSearchParams(location.hash.replace(/^#/, ""));
  const fresh = params.get("token");
  if (fresh) {
    storage.setItem(TOKEN_KEY, fresh);
    params.delete("token");
    const rest = params.toString();
    history.replaceState(null, "", location.pathname + location.search + (rest ? `#${rest}` : ""));
  }
  return storage.getItem(TOKEN_KEY);
}

export function createHttpHost(): Host {
  const token = takeToken(window.location, window.sessionStorage, window.history);
  const auth: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};

  return {
    kind: "http",
    async request(method, path, body, headers) {
      const answer = await fetch(path, {
        method,
        headers: {
          ...auth,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
      });
      return { status: answer.status, body: decodeBody(await answer.text()) };
    },
    subscribe(since, onBatch, onState) {
      let last = since;
      onState("connecting");
      const stream = createEventSource({
        url: new URL("/api/changes", window.location.href),
        headers: auth,
        fetch: (_url, init) => fetch(`/api/changes?since=${last}`, init as RequestInit),
        onConnect: () => onState("live"),
        onDisconnect: () => onState("down"),
        onScheduleReconnect: () => onState("down"),
        onMessage: ({ event, data }) => {
          const batch = decodeBody(data) as Partial<ChangeBatch> | null;
          if (!batch || typeof batch.seq !== "number") return;
          last = batch.seq;
          onBatch({
            type: event === "reset" ? "reset" : "changes",
            seq: batch.seq,
            changes: batch.changes ?? [],
          });
        },
      });
      return () => stream.close();
    },
    pickFolder: async () => null,
    onDrop: onBrowserDrop,
    pickFiles: pickBrowserFiles,
    upload: (path, item, onProgress, signal) => postFile(path, item, auth, onProgress, signal),
  };
}
