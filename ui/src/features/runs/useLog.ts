// Reads a run's log in pieces: the start, the tail, then whatever window is on screen; new lines arrive on live changes.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../api/client";
import type { LogLine } from "../../api/types";
import { CHUNK, chunkOf, type LevelFilter, LogStore, passesLevel } from "./logStore";

interface LogPage {
  lines: LogLine[];
  total: number;
}
const MAX_CATCH_UP = 5;
export const SCAN_LIMIT = 50_000;

export function fetchLog(runId: string, after: number, q?: string, limit = CHUNK): Promise<LogPage> {
  return api.get<LogPage>(`/api/runs/${encodeURIComponent(runId)}/log`, { after, limit, q });
}

export function useLog(runId: string) {
  const held = useRef<{ id: string; store: LogStore } | null>(null);
  if (held.current?.id !== runId) held.current = { id: runId, store: new LogStore() };
  const store = held.current.store;
  const [, setVersion] = useState(0);
  const pending = useRef(new Set<number>());

  const tail = useQuery({
    queryKey: ["run-log", runId, "tail"],
    queryFn: async () => {
      await readTail(runId, store);
      return { total: store.total, version: store.version };
    },
    structuralSharing: false,
    staleTime: 0,
  });

  const need = useCallback(
    (from: number, to: number) => {
      for (const key of store.missing(from, to)) {
        if (pending.current.has(key)) continue;
        pending.current.add(key);
        fetchLog(runId, key * CHUNK)
          .then((page) => {
            store.add(page.lines, page.total);
            setVersion((v) => v + 1);
          })
          .catch(() => undefined)
          .finally(() => pending.current.delete(key));
      }
    },
    [runId, store],
  );

  // Read here, so that each answer draws the lines that came with it: only what is read of a query is watched.
  const total = Math.max(tail.data?.total ?? 0, store.total);
  return { store, total, tail, need };
}

async function readTail(runId: string, store: LogStore): Promise<void> {
  const first = await fetchLog(runId, store.last);
  store.add(first.lines, first.total);
  for (let i = 0; i < MAX_CATCH_UP && store.last < store.total; i++) {
    // Far behind: go to the end; the window asks for the middle when it gets there.
    const behind = store.total - store.last;
    const after = behind > MAX_CATCH_UP * CHUNK ? chunkOf(store.total) * CHUNK : store.last;
    const page = await fetchLog(runId, after);
    if (page.lines.length === 0) break;
    store.add(page.lines, page.total);
  }
}

/** Lines that pass a level filter, collected from line 1 on; stops after SCAN_LIMIT lines. */
export function useFilteredLog(runId: string, filter: LevelFilter, store: LogStore) {
  const [lines, setLines] = useState<LogLine[]>([]);
  const [scanned, setScanned] = useState(0);
  const version = store.version;
  const progress = useRef({ filter, runId, scanned: 0, lines: [] as LogLine[], busy: false });

  useEffect(() => {
    if (filter === "all") return;
    let stopped = false;
    const p = progress.current;
    if (p.filter !== filter || p.runId !== runId) {
      progress.current = { filter, runId, scanned: 0, lines: [], busy: false };
      setLines([]);
    }
    const run = async () => {
      const state = progress.current;
      if (state.busy) return;
      state.busy = true;
      try {
        while (!stopped && state.scanned < Math.min(store.total, SCAN_LIMIT)) {
          const page = await fetchLog(runId, state.scanned);
          const last = page.lines[page.lines.length - 1];
          if (!last) break;
          state.scanned = last.n;
          state.lines = [...state.lines, ...page.lines.filter((l) => passesLevel(l, filter))];
          if (progress.current === state) {
            setLines(state.lines);
            setScanned(state.scanned);
          }
        }
      } finally {
        state.busy = false;
      }
    };
    run().catch(() => undefined);
    return () => {
      stopped = true;
    };
  }, [filter, runId, version]);

  return { lines, scanned };
}
