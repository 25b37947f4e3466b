// In-memory stand-in for the engine, for tests and for work on the UI alone.

import { createFakeEngine } from "./fake-engine";
import { onBrowserDrop } from "./http-files";
import type { Host } from "./types";

export function createFakeHost(): Host {
  const engine = createFakeEngine();
  return {
    kind: "fake",
    request: async (method, path, body) => engine.request(method, path, body),
    subscribe(_since, onBatch, onState) {
      onState("live");
      return engine.subscribe(onBatch);
    },
    pickFolder: async () => null,
    onDrop: onBrowserDrop,
    pickFiles: async () => [],
    async upload(path, item, onProgress) {
      onProgress(item.size);
      return engine.request("POST", path, { filename: item.name });
    },
  };
}
