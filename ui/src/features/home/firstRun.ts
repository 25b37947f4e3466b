// What "Turn on" means, without any view: which trigger and which source configuration to write, in which order.
import { api, over } from "../../api/client";
import type { Source, Trigger, TriggerInput } from "../../api/types";

export const PDF_SOURCE = "pdf-monitor-event-source";
export const DEFAULT_WORKFLOW = "extract-pdf-text";
const SETTLE_MS = 2000;

type FolderConfig = { path: string; recursive: boolean };
export type WatchConfig = { folders: FolderConfig[]; settle_ms: number };
export type WatchRequest = {
  path: string;
  workflowId: string;
  waitUntilWritten: boolean;
};

/** "~/Scans/" as an absolute path without the closing slash. */
export function absolutePath(typed: string, home: string): string {
  const text = typed.trim();
  const full = text === "~" || text.startsWith("~/") ? home + text.slice(1) : text;
  return full.length > 1 ? full.replace(/[/\\]+$/, "") : full;
}

export const folderName = (path: string) => path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
export const parentFolder = (path: string) => path.replace(/[/\\][^/\\]*$/, "") || "/";

export function triggerFor({ path, workflowId }: WatchRequest): TriggerInput {
  return {
    name: `PDFs in ${folderName(path)}`,
    source: PDF_SOURCE,
    event_type: "pdf_file_added",
    workflow_id: workflowId,
    conditions: { all: [{ field: "source_folder", op: "inside_folder", value: path }] },
    active: true,
  };
}

/** The source's configuration with this folder in it; other folders stay as they are. */
export function configWith(
  before: Partial<WatchConfig>,
  request: WatchRequest,
  smallestSettleMs: number,
): WatchConfig {
  const folders = before.folders ?? [];
  const known = folders.some((folder) => folder.path === request.path);
  return {
    ...before,
    folders: known ? folders : [...folders, { path: request.path, recursive: false }],
    settle_ms: request.waitUntilWritten ? Math.max(before.settle_ms ?? 0, SETTLE_MS) : smallestSettleMs,
  };
}

function smallestSettle(source: Source): number {
  const properties = (
    source.configSchema as { properties?: Record<string, { minimum?: number }> } | undefined
  )?.properties;
  return properties?.settle_ms?.minimum ?? 0;
}

/**
 * The trigger comes first: a folder that is watched before anything listens would report its files to nobody.
 * If the folder can't be watched after all, the trigger goes again.
 */
export async function turnOn(request: WatchRequest): Promise<Trigger> {
  const source = await api.get<Source>(`/api/event-sources/${PDF_SOURCE}`);
  const trigger = await api.post<Trigger>("/api/triggers", triggerFor(request));
  try {
    await api.put(
      `/api/event-sources/${PDF_SOURCE}/config`,
      configWith(source.config as Partial<WatchConfig>, request, smallestSettle(source)),
      over(source.config_etag),
    );
    if (source.state === "off") await api.post(`/api/event-sources/${PDF_SOURCE}/start`);
  } catch (error) {
    await api.del(`/api/triggers/${encodeURIComponent(trigger.id)}`).catch(() => undefined);
    throw error;
  }
  return trigger;
}
