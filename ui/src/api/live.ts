// Turns batches of changes into targeted refetches. A key that is being fetched is asked for again only
// after that answer is in, so a busy engine never starves the page.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { host, type LinkState } from "../host";
import { ApiError, api } from "./client";
import type { ChangeBatch, ChangeKind, Status } from "./types";

const TICK_MS = 100;
/** How long a key rests between two refetch rounds. Counters may lag; lists may not. */
const REST_MS: Record<string, number> = {
  home: 300,
  files: 500,
  "catch-up": 500,
  status: 500,
  sources: 1000,
  source: 500,
  fields: 3000,
  triggers: 1500,
  trigger: 1000,
  workflows: 2000,
  workflow: 1000,
};

export const useLink = create<{ state: LinkState; since: number; seq: number; denied: boolean }>(() => ({
  denied: false,
  state: "connecting",
  since: Date.now(),
  seq: 0,
}));

export function keysFor(kind: ChangeKind, id: string): string[][] {
  switch (kind) {
    case "event":
      return [
        ["events"],
        ["event", id],
        ["home"],
        ["status"],
        ["sources"],
        ["source"],
        ["fields"],
        ["triggers"],
        ["held"],
        ["files"],
        ["catch-up"],
      ];
    case "run":
      return [
        ["runs"],
        ["run", id],
        ["home"],
        ["status"],
        ["event"],
        ["triggers"],
        ["workflows"],
        ["files"],
        ["catch-up"],
      ];
    case "trigger":
      return [["triggers"], ["trigger", id], ["held"], ["status"], ["home"], ["workflows"]];
    case "workflow":
      return [["workflows"], ["workflow", id], ["triggers"]];
    case "source":
      return [["sources"], ["source", id], ["fields", id], ["status"], ["home"], ["files"], ["catch-up"]];
    case "log":
      return [["run-log", id]];
    case "status":
      return [["status"], ["home"]];
    default:
      // Kinds meant for others, e.g. the shell's notifications.
      return [];
  }
}

export class Refresher {
  private readonly dirty = new Map<string, string[]>();
  private readonly lastAt = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly client: QueryClient;
  private readonly nowMs: () => number;

  constructor(client: QueryClient, nowMs: () => number = Date.now) {
    this.client = client;
    this.nowMs = nowMs;
  }

  take(batch: ChangeBatch) {
    if (batch.type === "reset") {
      this.client.invalidateQueries();
      return;
    }
    for (const change of batch.changes) {
      for (const key of keysFor(change.kind, change.id)) {
        if (!this.isUnseen(key)) this.dirty.set(key.join("\u0000"), key);
      }
    }
    this.schedule();
  }

  /** One of thousands of events or runs that nobody has opened: nothing to refresh. */
  private isUnseen(key: string[]) {
    const single = key.length === 2 && (key[0] === "event" || key[0] === "run");
    return single && this.client.getQueryState(key) === undefined;
  }

  private schedule() {
    if (this.timer === undefined && this.dirty.size > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.round();
      }, TICK_MS);
    }
  }

  /** One round: refresh every dirty key that is rested and not already on its way. */
  round() {
    const now = this.nowMs();
    for (const [name, key] of this.dirty) {
      const rested = now - (this.lastAt.get(name) ?? 0) >= (REST_MS[key[0] ?? ""] ?? 0);
      if (!rested || this.client.isFetching({ queryKey: key }) > 0) continue;
      this.dirty.delete(name);
      this.lastAt.set(name, now);
      this.client.invalidateQueries({ queryKey: key });
    }
    if (this.lastAt.size > 5000) this.lastAt.clear();
    this.schedule();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** Mounted once, in the shell. */
export function useLive() {
  const client = useQueryClient();
  useEffect(() => {
    const refresher = new Refresher(client);
    let unsubscribe = () => {};
    let closed = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let wasDown = false;
    const onState = (state: LinkState) => {
      if (useLink.getState().state !== state) useLink.setState({ state, since: Date.now() });
      if (state === "live" && wasDown) client.invalidateQueries();
      wasDown = state === "down" || (wasDown && state === "connecting");
    };
    const start = async () => {
      try {
        const status = await api.get<Status>("/api/status");
        if (closed) return;
        client.setQueryData(["status"], status);
        useLink.setState({ denied: false });
        // What was read before this sequence number was known may have missed a change.
        const knownAt = Date.now();
        client.invalidateQueries({
          predicate: ({ state, queryKey }) =>
            queryKey[0] !== "status" && state.dataUpdatedAt > 0 && state.dataUpdatedAt <= knownAt,
        });
        unsubscribe = host.subscribe(
          status.journal_seq,
          (batch) => {
            useLink.setState({ seq: batch.seq });
            refresher.take(batch);
          },
          onState,
        );
      } catch (error) {
        if (closed) return;
        useLink.setState({ denied: error instanceof ApiError && error.problem.status === 401 });
        onState("down");
        retry = setTimeout(start, 2000);
      }
    };
    start();
    return () => {
      closed = true;
      clearTimeout(retry);
      unsubscribe();
      refresher.stop();
    };
  }, [client]);
}
