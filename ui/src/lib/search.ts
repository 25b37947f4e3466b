// Filters, tabs and selection live in the address: each route names the search keys it keeps, all plain strings.
export type EventsSearch = {
  q?: string;
  source?: string;
  type?: string;
  outcome?: string;
  from?: string;
  to?: string;
  trigger?: string;
  tab?: string;
};
export type SourcesSearch = { q?: string; tab?: string; state?: string; tag?: string };
export type SourceNewSearch = { lang?: string };
export type TriggersSearch = {
  q?: string;
  source?: string;
  type?: string;
  workflow?: string;
  state?: string;
  group?: string;
  sort?: string;
  saved?: string;
};
export type TriggerNewSearch = {
  source?: string;
  type?: string;
  workflow?: string;
  fromEvent?: string;
  folder?: string;
  /** A folder whose files the trigger is to leave alone. */
  exclude?: string;
  tab?: string;
};
export type TriggerWhySearch = { event?: string };
export type WorkflowsSearch = { q?: string; tab?: string };
export type WorkflowSearch = { step?: string; view?: string; tab?: string; event?: string; from?: string };
export type RunsSearch = {
  q?: string;
  status?: string;
  workflow?: string;
  trigger?: string;
  event?: string;
  cause?: string;
  group?: string;
};
export type FilesSearch = { path?: string; q?: string };
export type RunSearch = { step?: string; tab?: string; find?: string };

/** Keeps only the named keys that hold a non-empty string. */
export function keep<T extends Record<string, string | undefined>>(...keys: (keyof T & string)[]) {
  return (search: Record<string, unknown>): T => {
    const kept: Record<string, string> = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === "string" && value !== "") kept[key] = value;
    }
    return kept as T;
  };
}

export const parseSearch = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
