// The catalogue's order and words: problems first, then what runs, then what is off.
import type { Source } from "../../api/types";
import { formatNumber } from "../../lib/format";

const RANK: Record<Source["state"], number> = {
  invalid: 0,
  crash_loop: 0,
  backing_off: 0,
  untrusted: 0,
  starting: 1,
  running: 1,
  builtin: 1,
  off: 2,
};

const troubledFolder = (source: Source) =>
  source.folders.some((folder) => folder.state === "missing" || folder.state === "no_permission");

export function rankOf(source: Source): number {
  return RANK[source.state] === 1 && troubledFolder(source) ? 0.5 : RANK[source.state];
}

export function orderSources(sources: Source[], q = "", state = ""): Source[] {
  const wanted = q.trim().toLowerCase();
  return sources
    .filter(
      (source) =>
        !wanted || `${source.name} ${source.id} ${source.tags.join(" ")}`.toLowerCase().includes(wanted),
    )
    .filter((source) => !state || groupOf(source) === state)
    .sort((a, b) => rankOf(a) - rankOf(b) || b.rate_per_min - a.rate_per_min || a.name.localeCompare(b.name));
}

export function groupOf(source: Source): "problem" | "running" | "off" {
  const rank = rankOf(source);
  return rank < 1 ? "problem" : rank === 1 ? "running" : "off";
}

/** "running" of a source reads as well, not as busy: it gets another look than a running run. */
export const lookOf = (state: Source["state"]) => (state === "running" ? "source_running" : state);

export function rateText(source: Source): string {
  if (source.state === "invalid") return "invalid";
  if (source.state === "off") return "off";
  if (source.state === "crash_loop") return "crashed";
  if (source.state === "untrusted") return "untrusted";
  if (source.state === "backing_off") return "restarting";
  const rate = source.rate_per_min;
  return rate === 0
    ? "0/min"
    : `${formatNumber(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))}/min`;
}
