// The time that the events list is narrowed to: as the address has it, in words, and as the engine is asked.

/** "1h", "today" or "7d" in `from`, or two local times such as 2026-05-03T10:00, each of which may be missing. */
export type Period = { from?: string | undefined; to?: string | undefined };

export const PERIODS = [
  { value: "1h", label: "Last hour" },
  { value: "today", label: "Today" },
  { value: "7d", label: "Last 7 days" },
] as const;

const HOUR_MS = 3_600_000;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function start(from: string, now: number): Date | null {
  if (from === "1h") return new Date(now - HOUR_MS);
  if (from === "7d") return new Date(now - 7 * 24 * HOUR_MS);
  if (from === "today") return new Date(new Date(now).setHours(0, 0, 0, 0));
  return instant(from);
}

function instant(text: string | undefined): Date | null {
  if (!text || !LOCAL.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** What the engine is asked: instants, none where the address holds nothing that can be read. */
export function periodQuery({ from, to }: Period, now: number): { from?: string; to?: string } {
  const [first, last] = [from ? start(from, now) : null, instant(to)];
  return {
    ...(first ? { from: first.toISOString() } : {}),
    ...(last ? { to: last.toISOString() } : {}),
  };
}

const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** "Today", "3 May, 10:00 – 4 May, 12:00", "since 3 May, 10:00", "Any time". */
export function periodText({ from, to }: Period): string {
  const known = PERIODS.find((p) => p.value === from);
  if (known && !to) return known.label;
  const [first, last] = [instant(from), instant(to)].map((at) => (at ? DAY.format(at) : null));
  const begin = first ?? known?.label.toLowerCase();
  if (begin && last) return `${begin} – ${last}`;
  if (begin) return `since ${begin}`;
  return last ? `until ${last}` : "Any time";
}

/** Says what is wrong with a time of one's own before it is asked. */
export function periodProblem({ from, to }: Period): string | null {
  const [first, last] = [instant(from), instant(to)];
  return first && last && first >= last ? "The end comes before the start." : null;
}
