// What else a trigger heeds: the options, their defaults, and what is wrong with one.
import type { Day, OptionText, Source, TriggerOptions } from "../../api/types";

export type OptionKey = keyof TriggerOptions;
export type OptionOf<K extends OptionKey> = NonNullable<TriggerOptions[K]>;

/** What an option is when it is turned on. */
export const DEFAULTS: { [K in OptionKey]-?: OptionOf<K> } = {
  once: { per: "file" },
  flood: { limit: 100, per_s: 60 },
  debounce: { wait_s: 10 },
  batch: { window_s: 60 },
  rate: { limit: 10, per_s: 60, overflow: "queue" },
  concurrency: { mode: "queue" },
  schedule: { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "18:00", outside: "hold" },
  brake: { files: 500, per_s: 60 },
};

export interface OptionInfo {
  key: OptionKey;
  label: string;
  /** One sentence: what turning it on does. */
  what: string;
}

export const OPTIONS: OptionInfo[] = [
  { key: "once", label: "Once per file", what: "A file that was handled is not handled again." },
  { key: "flood", label: "Hold a flood", what: "Unusually many matches at once wait for your OK." },
  {
    key: "debounce",
    label: "Wait for quiet",
    what: "Of matches in quick succession only the last one runs.",
  },
  { key: "batch", label: "Collect", what: "Matches of a while are handled by one run." },
  { key: "rate", label: "Limit the rate", what: "No more than so many runs in a period." },
  {
    key: "concurrency",
    label: "Runs at the same time",
    what: "What happens when a run is still going on.",
  },
  { key: "schedule", label: "Only at certain times", what: "Runs only on the days and hours you choose." },
  { key: "brake", label: "Brake", what: "Stops the trigger when its runs touch very many files." },
];

export const DAYS: { value: Day; label: string; name: string }[] = [
  { value: "mon", label: "Mon", name: "Monday" },
  { value: "tue", label: "Tue", name: "Tuesday" },
  { value: "wed", label: "Wed", name: "Wednesday" },
  { value: "thu", label: "Thu", name: "Thursday" },
  { value: "fri", label: "Fri", name: "Friday" },
  { value: "sat", label: "Sat", name: "Saturday" },
  { value: "sun", label: "Sun", name: "Sunday" },
];

/** Sources that report files: what is written into a new trigger on them without being asked. */
export function recommended(source: Source | undefined, fields: { path: string }[]): TriggerOptions {
  const files = (source?.folders.length ?? 0) > 0 || fields.some((f) => f.path === "file_path");
  return files ? { once: DEFAULTS.once, flood: DEFAULTS.flood } : {};
}

export function isRecommended(key: OptionKey, source: Source | undefined, fields: { path: string }[]) {
  return key in recommended(source, fields);
}

/** "60 s", "5 min", "2 h", as the engine says it. */
export function spanText(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

export function daysText(days: Day[]): string {
  const at = DAYS.map((d) => days.includes(d.value));
  const names = DAYS.filter((d) => days.includes(d.value)).map((d) => d.label);
  if (names.length === 7) return "Every day";
  const first = at.indexOf(true);
  const last = at.lastIndexOf(true);
  if (names.length > 2 && last - first + 1 === names.length)
    return `${DAYS[first]?.label}–${DAYS[last]?.label}`;
  return names.join(", ");
}

/** Each option as the engine words it; one that it has not been asked about yet, by its name. In the order of their effect. */
export function optionTexts(options: TriggerOptions, said: OptionText[] | undefined): OptionText[] {
  const known = (said ?? []).filter((t) => t.key in options);
  const rest = OPTIONS.filter(({ key }) => options[key] && !known.some((t) => t.key === key));
  return [...known, ...rest.map(({ key, label }) => ({ key, text: `${label}.` }))];
}

const positive = (n: number | undefined) => typeof n === "number" && Number.isFinite(n) && n >= 1;

/** What keeps an option from being saved, by its name. */
export function optionProblems(o: TriggerOptions): Partial<Record<OptionKey, string>> {
  const out: Partial<Record<OptionKey, string>> = {};
  if (o.once?.per === "key" && !o.once.key) out.once = "Choose the field that must differ.";
  if (o.flood && !(positive(o.flood.limit) && positive(o.flood.per_s))) out.flood = "Enter both numbers.";
  if (o.debounce && !positive(o.debounce.wait_s)) out.debounce = "Enter how long to wait.";
  if (o.batch && !positive(o.batch.window_s)) out.batch = "Enter how long to collect.";
  if (o.rate && !(positive(o.rate.limit) && positive(o.rate.per_s))) out.rate = "Enter both numbers.";
  if (o.schedule && o.schedule.days.length === 0) out.schedule = "Choose at least one day.";
  if (o.schedule && o.schedule.from === o.schedule.to) out.schedule = "Choose two different times.";
  if (o.brake && !(positive(o.brake.files) && positive(o.brake.per_s))) out.brake = "Enter both numbers.";
  return out;
}
