// Desktop host: one command for requests, one channel for changes, the system's own dialogs.
import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { ChangeBatch } from "../api/types";
import { decodeBody, type Host, type Sendable } from "./types";

const RETRY_MS = 2000;

type WireAnswer = { status: number; headers: Record<string, string>; body: string };

/** Before the drop only the paths are known; what has no ending is taken for a folder until then. */
const named = (path: string): Sendable => {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return { name, path, size: 0, folder: !name.includes(".") };
};

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
    onDrop(onHover, onDrop) {
      let over: Sendable[] = [];
      const stop = getCurrentWebview().onDragDropEvent(async ({ payload }) => {
        if (payload.type === "leave") {
          over = [];
          onHover(null);
          return;
        }
        const at = { x: payload.position.x / devicePixelRatio, y: payload.position.y / devicePixelRatio };
        if (payload.type === "drop") {
          onHover(null);
          over = [];
          onDrop(await invoke<Sendable[]>("dropped"), at);
          return;
        }
        if (payload.type === "enter") over = payload.paths.map(named);
        onHover({ count: over.length, items: over, at });
      });
      return () => {
        stop.then((unlisten) => unlisten());
      };
    },
    openPath: (path) => invoke<void>("open_path", { path }),
    pickFiles: () => invoke<Sendable[]>("pick_files"),
    async upload(path, item, onProgress, signal) {
      const id = crypto.randomUUID();
      const progress = new Channel<number>();
      progress.onmessage = onProgress;
      const cancel = () => void invoke("cancel_upload", { id });
      signal.addEventListener("abort", cancel);
      try {
        const answer = await invoke<WireAnswer | null>("upload", { id, to: path, path: item.path, progress });
        if (answer === null) throw new DOMException("Cancelled", "AbortError");
        return { status: answer.status, body: decodeBody(answer.body) };
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
  };
}
