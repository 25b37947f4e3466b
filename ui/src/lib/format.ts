// Human readings of numbers, sizes, durations and times. Pure: "now" is always an argument.
const NARROW_SPACE = "\u202f";

export function formatNumber(n: number): string {
  const [whole = "0", fraction] = String(n).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
  return fraction ? `${grouped}.${fraction}` : grouped;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}

export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  if (ms < 10) return "< 0.01 s";
  if (ms < 1000) return ms < 100 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** Decimal, as file managers show it; the engine's sentences round the same way. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit + 1 < UNITS.length) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

/** Whether a field of this name holds a size. */
export const isBytes = (path: string) => /(^|[._])(file_)?(size|bytes)$/i.test(path);

/** 20 000 000 is 20 MB; of 20 480 001, which would have to be rounded, there is none. */
export function exactBytes(bytes: number): string | undefined {
  let value = bytes;
  let steps = 0;
  while (Number.isInteger(value) && value >= 1000 && value % 1000 === 0) {
    value /= 1000;
    steps += 1;
  }
  const unit = UNITS[steps - 1];
  return unit && value < 1000 ? `${value} ${unit}` : undefined;
}

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const SHORT_TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

const parsed = (at: string) => {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? null : time;
};

/** 07:44:02 */
export function formatTime(at: string): string {
  const time = parsed(at);
  return time ? TIME.format(time) : at;
}

/** "at 10:42", of another day "on 24 Nov at 10:42". */
export function formatWhen(at: string, nowMs: number): string {
  const time = parsed(at);
  if (!time) return at;
  const clock = `at ${SHORT_TIME.format(time)}`;
  return DAY.format(time) === DAY.format(nowMs) ? clock : `on ${DAY.format(time)} ${clock}`;
}

/** Full local date and time with zone, for tooltips. */
export function formatFull(at: string): string {
  const time = parsed(at);
  return time ? FULL.format(time) : at;
}

/** Relative under 24 hours, then day and time. */
export function formatRelative(at: string, nowMs: number): string {
  const time = parsed(at);
  if (!time) return at;
  const seconds = Math.round((nowMs - time.getTime()) / 1000);
  if (seconds < -5) return `in ${span(-seconds)}`;
  if (seconds < 5) return "now";
  if (seconds < 86_400) return `${span(seconds)} ago`;
  return `${DAY.format(time)}, ${SHORT_TIME.format(time)}`;
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** "09:12 – 10:05", with the days where they differ. */
export function formatSpan(from: string, to: string): string {
  const [start, end] = [parsed(from), parsed(to)];
  if (!start || !end) return `${from} – ${to}`;
  const day = DAY.format(start) !== DAY.format(end);
  const text = (time: Date) =>
    day ? `${DAY.format(time)}, ${SHORT_TIME.format(time)}` : SHORT_TIME.format(time);
  return `${text(start)} – ${text(end)}`;
}

/** A path with the home folder written as ~. */
export function tildePath(path: string, home?: string): string {
  if (home && (path === home || path.startsWith(`${home}/`))) return `~${path.slice(home.length)}`;
  return path;
}

/** A value as it would read in a table cell. */
export function formatValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return value;
  return JSON.stringify(value) ?? String(value);
}
