// Desktop host: one command for requests, one channel for changes, the system's own dialogs.
import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { ChangeBatch } from "../api/types";
import { decodeBody, type Host } from "./types";

const RETRY_MS = 2000;

type WireAnswer = { status: number; headers: Record<string, string>; body: string };

export function createTauriHost(): Host {
  return {
    kind: "tauri",
    async request(method, path, body, headers) {
      const answer = await invoke<WireAnswer>("request", {
        method,
        path,
        body: body === undefined ? null : JSON.stringify(body),
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      });
      return { status: answer.status, body: decodeBody(answer.body) };
    },
    subscribe(since, onBatch, onState) {
      let last = since;
      let closed = false;
      let retry: ReturnType<typeof setTimeout> | undefined;
      const connect = () => {
        if (closed) return;
        onState("connecting");
        const channel = new Channel<ChangeBatch>();
        channel.onmessage = (batch) => {
          if (closed) return;
          last = batch.seq;
          onBatch({ ...batch, changes: batch.changes ?? [] });
        };
        invoke("subscribe", { since: last, channel }).then(
          () => onState("live"),
          () => {
            onState("down");
            retry = setTimeout(connect, RETRY_MS);
          },
        );
      };
      connect();
      return () => {
        closed = true;
        clearTimeout(retry);
      };
    },
    pickFolder: (start) => invoke<string | null>("pick_folder", { start: start ?? null }),
    onPathDrop(onDrop, onHover) {
      const stop = getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === "drop") onDrop(payload.paths);
        onHover(payload.type === "enter" || payload.type === "over");
      });
      return () => {
        stop.then((unlisten) => unlisten());
      };
    },
  };
}
