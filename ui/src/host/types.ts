// What the UI asks of the place it runs in: the desktop window, a browser tab, or the in-memory stand-in.
import type { ChangeBatch } from "../api/types";

export type LinkState = "live" | "connecting" | "down";
export type HostAnswer = { status: number; body: unknown };

export type Host = {
  kind: "tauri" | "http" | "fake";
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<HostAnswer>;
  /** Changes after `since`; reconnects by itself and goes on from the last sequence number it saw. */
  subscribe(
    since: number,
    onBatch: (batch: ChangeBatch) => void,
    onState: (state: LinkState) => void,
  ): () => void;
  /** The system's folder dialog; null when cancelled or when there is none (see components/FolderPicker). */
  pickFolder(start?: string): Promise<string | null>;
  /** Folders and files dropped on the window, as absolute paths. Only the desktop window can tell. */
  onPathDrop?(onDrop: (paths: string[]) => void, onHover: (over: boolean) => void): () => void;
  openPath?(path: string): Promise<void>;
  revealPath?(path: string): Promise<void>;
};

/** Decodes an answer body; text that is no JSON stays text. */
export function decodeBody(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
