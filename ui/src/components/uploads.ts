// Sending files to Prama: one after the other, each with its progress; what is left can be cancelled.
import { create } from "zustand";
import { ApiError, answerOf } from "../api/client";
import type { UploadAnswer } from "../api/types";
import { host, type Sendable } from "../host";

export const UPLOAD_SOURCE = "web-client-upload";
export const UPLOAD_TYPE = "file_upload";

export type Sent = UploadAnswer["files"][number];
export type Outcome = {
  sent: Sent[];
  failed: { name: string; error: unknown }[];
  cancelled: number;
  /** Folders among them, which can't be sent. */
  folders: number;
};
type Sending = { name: string; index: number; total: number; sent: number; size: number };

/** What is on its way, and what came of the last ones; the shell shows both. */
export const useUploads = create<{ now: Sending | null; last: Outcome | null; cancel: () => void }>(() => ({
  now: null,
  last: null,
  cancel: () => {},
}));

let busy: Promise<unknown> = Promise.resolve();

/** A second call waits for the first. */
export function sendFiles(items: Sendable[]): Promise<void> {
  busy = busy.then(() => sendAll(items));
  return busy as Promise<void>;
}

/** The way to send files without dragging. */
export const chooseAndSend = async () => sendFiles(await host.pickFiles());

async function sendAll(items: Sendable[]): Promise<void> {
  if (items.length === 0) return;
  const stop = new AbortController();
  const files = items.filter((item) => !item.folder);
  const outcome: Outcome = { sent: [], failed: [], cancelled: 0, folders: items.length - files.length };
  for (const [index, item] of files.entries()) {
    if (stop.signal.aborted) {
      outcome.cancelled += 1;
      continue;
    }
    const now = { name: item.name, index, total: files.length, sent: 0, size: item.size };
    useUploads.setState({ now, cancel: () => stop.abort() });
    try {
      const answer = await host.upload(
        "/api/uploads",
        item,
        (sent) => useUploads.setState({ now: { ...now, sent } }),
        stop.signal,
      );
      outcome.sent.push(...answerOf<UploadAnswer>(answer).files);
    } catch (error) {
      if (stop.signal.aborted && !(error instanceof ApiError)) outcome.cancelled += 1;
      else outcome.failed.push({ name: item.name, error });
    }
  }
  useUploads.setState({ now: null, last: outcome });
}

// A page may want what is dropped on it for itself, as the first-run card wants a folder.
export type DropTarget = {
  /** What dropping would do here, or null to leave it to the window. */
  says: (items: Sendable[], at: { x: number; y: number }) => string | null;
  take: (items: Sendable[]) => void;
};
export const useDropTarget = create<{ target: DropTarget | null; over: boolean }>(() => ({
  target: null,
  over: false,
}));
