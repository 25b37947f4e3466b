// The one door to the engine. Only this folder knows which kind of place the UI runs in.
import { createFakeHost } from "./fake";
import { createHttpHost } from "./http";
import { createTauriHost } from "./tauri";
import type { Host } from "./types";

export type { Host, HostAnswer, Hover, LinkState, Point, Sendable } from "./types";

function choose(): Host {
  if (import.meta.env.VITE_HOST === "fake") return createFakeHost();
  if ("__TAURI_INTERNALS__" in window) return createTauriHost();
  return createHttpHost();
}

export const host: Host = choose();
