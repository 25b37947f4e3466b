// The newest events of one source, held while paused. Pause stops the view, never the source.
import { useEffect, useState } from "react";
import { useEvents } from "../../api/queries";
import type { Source } from "../../api/types";
import { perSecond } from "./order";
import { emptyTail, type Tail, takePage } from "./tail";

const PAGE = 60;
const countOf = (source: Source) => source.events_total + source.rejected_total;

export function useTail(source: Source) {
  const { data, error, refetch } = useEvents({ source: source.id, limit: PAGE });
  const [tail, setTail] = useState<Tail>(emptyTail);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const rate = perSecond(source.recent);
  const paused = pausedAt !== null;
  const page = data?.items;
  useEffect(() => {
    if (page && !paused) setTail((before) => takePage(before, page, rate, Date.now()));
  }, [page, paused, rate]);
  return {
    rows: tail.rows,
    sampled: tail.sampled,
    ready: data !== undefined,
    error,
    refetch,
    rate,
    paused,
    /** Events that came while the view stood still. */
    fresh: pausedAt === null ? 0 : Math.max(0, countOf(source) - pausedAt),
    pause: () => setPausedAt((before) => before ?? countOf(source)),
    resume: () => setPausedAt(null),
  };
}
