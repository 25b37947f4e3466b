// Finding in a log: the engine searches the whole of it, the view walks from hit to hit.

import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { CHUNK } from "./logStore";
import { fetchLog } from "./useLog";

export function useFind(runId: string, total: number) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(query.trim(), 150);
  // New lines are searched too, in steps, so that a busy log does not restart the search with every line.
  const age = Math.floor(total / CHUNK);
  const hits = useQuery({
    queryKey: ["log-find", runId, asked, age],
    queryFn: async () => (await fetchLog(runId, 0, asked)).lines.map((l) => l.n),
    enabled: asked !== "",
    placeholderData: (previous) => previous,
  });
  const found = asked === "" ? [] : (hits.data ?? []);
  useEffect(() => setAt(0), [asked]);
  const current = found.length > 0 ? (found[Math.min(at, found.length - 1)] ?? null) : null;
  const text =
    hits.isFetching && found.length === 0
      ? "Searching"
      : found.length === 0
        ? "Not found"
        : `${Math.min(at, found.length - 1) + 1} of ${found.length}${found.length >= CHUNK ? "+" : ""}`;
  const step = (by: 1 | -1) => found.length > 0 && setAt((i) => (i + by + found.length) % found.length);
  return { query, setQuery, current, text, step };
}
