// What the UI asks of the place it runs in: the desktop window, a browser tab, or the in-memory stand-in.
import type { ChangeBatch } from "../api/types";

export type LinkState = "live" | "connecting" | "down";
export type HostAnswer = { status: number; body: unknown };

/** Something to send: a file in a browser; in the desktop window a path that was dropped or chosen there. */
export type Sendable = { name: string; size: number; folder: boolean } & (
  | { file: File; path?: undefined }
  | { path: string; file?: undefined }
);
export type Point = { x: number; y: number };
/** What hangs over the window; a browser does not tell names before the drop. */
export type Hover = { count: number; items: Sendable[]; at: Point };

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
  /** Files and folders over the window and dropped on it; `null` when they went away again. */
  onDrop(onHover: (hover: Hover | null) => void, onDrop: (items: Sendable[], at: Point) => void): () => void;
  /** The system's dialog for files; empty when cancelled. */
  pickFiles(): Promise<Sendable[]>;
  /** Posts one file as multipart, field `file`. `signal` stops it half-way. */
  upload(
    path: string,
    item: Sendable,
    onProgress: (sent: number) => void,
    signal: AbortSignal,
  ): Promise<HostAnswer>;
  /** Opens a folder or a plugin.json in the system's own program; only the desktop window can. */
  openPath?(path: string): Promise<void>;
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
