// The catalogue's order and words: problems first, then what runs, then what is off; instances stand under their base. Rates change all the time,
// so they order nothing: rows stay where they are.
import { isUnseen } from "../../api/sources";
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

export type Group = "problem" | "running" | "off";
export const GROUPS: { value: Group; label: string }[] = [
  { value: "problem", label: "Problems" },
  { value: "running", label: "Running" },
  { value: "off", label: "Off" },
];

const troubledFolder = (source: Source) => source.folders.some(isUnseen);
/** An edit that can't be read, or that nobody has said yes to; the version before it still works. */
const hasWaitingEdit = (source: Source) => source.errors.length > 0 || source.trust?.state === "changed";

/** How long a source that crashed must be well again before it stops being a problem: as long as the engine waits. */
const PROVEN_MS = 60_000;
const isRecovering = (source: Source, nowMs: number) =>
  source.restarts > 0 && nowMs - Date.parse(source.state_since) < PROVEN_MS;

/** 0 problem, 0.5 works but with a problem, 1 works, 2 off. A source that was blocked on purpose is off. */
export function rankOf(source: Source, nowMs = Date.now()): number {
  if (source.state === "untrusted" && source.trust?.state === "blocked") return 2;
  const rank = RANK[source.state];
  return rank === 1 && (troubledFolder(source) || hasWaitingEdit(source) || isRecovering(source, nowMs))
    ? 0.5
    : rank;
}

export function groupOf(source: Source): Group {
  const rank = rankOf(source);
  return rank < 1 ? "problem" : rank === 1 ? "running" : "off";
}

export type Filter = { q?: string; state?: string; tags?: string[] };

function passes(source: Source, { q = "", state = "", tags = [] }: Filter): boolean {
  const text = `${source.name} ${source.id} ${source.tags.join(" ")}`.toLowerCase();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return (
    words.every((word) => text.includes(word)) &&
    (!state || groupOf(source) === state) &&
    tags.every((tag) => source.tags.includes(tag))
  );
}

/** What passes the filter, families together: a base stands where its neediest member would. */
export function orderSources(sources: Source[], filter: Filter = {}): Source[] {
  const shown = sources.filter((source) => passes(source, filter));
  const families = new Map<string, Source[]>();
  for (const source of shown) {
    const key = source.instance_of ?? source.id;
    families.set(key, [...(families.get(key) ?? []), source]);
  }
  const least = (family: Source[]) =>
    Math.min(...family.map((source) => (rankOf(source) < 1 ? 0 : rankOf(source))));
  const head = (family: Source[]) => family.find((source) => !source.instance_of) ?? family[0];
  const nameOf = (family: Source[]) => head(family)?.name ?? "";
  return [...families.values()]
    .sort((a, b) => least(a) - least(b) || nameOf(a).localeCompare(nameOf(b)))
    .flatMap((family) =>
      family.sort(
        (a, b) => Number(!!a.instance_of) - Number(!!b.instance_of) || a.name.localeCompare(b.name),
      ),
    );
}

export function countGroups(sources: Source[]): Record<Group, number> {
  const counts = { problem: 0, running: 0, off: 0 };
  for (const source of sources) counts[groupOf(source)] += 1;
  return counts;
}

/** Tags with how many sources carry them, the commonest first. */
export function countTags(sources: Source[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of sources.flatMap((source) => [...new Set(source.tags)]))
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}

/** "running" of a source reads as well, not as busy: it gets another look than a running run. */
export function lookOf(source: Source): string {
  if (source.state === "running") return "source_running";
  if (source.state === "untrusted" && source.trust) {
    const { state } = source.trust;
    return state === "blocked" ? "blocked" : state === "changed" ? "changed" : "untrusted";
  }
  return source.state;
}

const WORDS: Partial<Record<Source["state"], string>> = {
  invalid: "invalid",
  off: "off",
  crash_loop: "crashed",
  untrusted: "not trusted",
  backing_off: "restarting",
  starting: "starting",
};

export function rateNumber(rate: number): string {
  return `${formatNumber(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))}/min`;
}

/** The word that counts most in a narrow column. */
export function rateText(source: Source): string {
  if (source.state === "untrusted" && source.trust?.state === "blocked") return "blocked";
  if (source.state === "untrusted" && source.trust?.state === "changed") return "changed";
  return WORDS[source.state] ?? rateNumber(source.rate_per_min);
}

/** Sixty counters of one second as twenty bars of three. */
export function barsOf(recent: number[] | undefined): number[] {
  const seconds = recent ?? [];
  return Array.from({ length: 20 }, (_, bar) =>
    seconds.slice(bar * 3, bar * 3 + 3).reduce((sum, n) => sum + n, 0),
  );
}

/** Events a second over the last three whole seconds. */
export function perSecond(recent: number[] | undefined): number {
  const last = (recent ?? []).slice(-4, -1);
  return last.length === 0 ? 0 : last.reduce((sum, n) => sum + n, 0) / last.length;
}
