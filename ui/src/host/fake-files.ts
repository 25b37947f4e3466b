// The stand-in's answers about files: what was seen, the story of one, what was found after an absence, and what was there before.
import type {
  CatchUpReport,
  ExistingFiles,
  FileBiography,
  RecentFile,
  StoryEntry,
  Trigger,
} from "../api/types";
import type { Around, FakeState, Route } from "./fake-routes";

const EXISTING = 37;

/** What became of each file that was seen, the newest first. */
export function recentFiles(state: FakeState): RecentFile[] {
  return state.events
    .filter((event) => event.status === "accepted")
    .map((event) => {
      const run = state.runs.find((item) => item.event_id === event.id);
      return {
        event_id: event.id,
        name: event.subject,
        path: String(event.data.file_path),
        at: event.received_at,
        event_label: event.event_label,
        outcome: run
          ? run.status === "failed"
            ? "failed"
            : run.status === "running"
              ? "running"
              : "ran"
          : "nothing_matched",
        run_id: run?.id,
        workflow_name: run?.workflow_name,
        trigger_name: run?.trigger_name ?? undefined,
      };
    });
}

export function fileRoutes({ state, changed, notFound }: Around): Route[] {
  let reports = state.firstRun ? [] : fakeReports(state);
  const existing = new Map<string, ExistingFiles>();
  const forgotten = new Set<string>();
  const offer = (trigger: Trigger): ExistingFiles =>
    existing.get(trigger.id) ?? {
      applies: trigger.event_type.endsWith("file_added"),
      files: EXISTING,
      matching: trigger.event_type.endsWith("file_added") ? EXISTING : 0,
      listing: false,
    };
  const ofTrigger =
    (act: (trigger: Trigger) => unknown): Route[2] =>
    ([id = ""]) => {
      const trigger = state.triggers.find((item) => item.id === id);
      return trigger ? act(trigger) : notFound("trigger", id);
    };
  return [
    [
      "GET",
      /^\/api\/files$/,
      (_match, query) => {
        const q = query.get("q")?.toLowerCase() ?? "";
        const seen = new Set<string>();
        const first = ({ path }: RecentFile) => !seen.has(path) && seen.add(path);
        const files = recentFiles(state).filter((file) => file.path.toLowerCase().includes(q));
        return { files: files.filter(first).slice(0, 50) };
      },
    ],
    ["GET", /^\/api\/files\/biography$/, (_match, query) => biography(state, query)],
    [
      "POST",
      /^\/api\/files\/forget$/,
      (_match, _query, body) => {
        const { path } = body as { path: string };
        const known = recentFiles(state).some((file) => file.path === path && file.run_id);
        const count = known && !forgotten.has(path) ? 1 : 0;
        forgotten.add(path);
        return { count };
      },
    ],
    ["GET", /^\/api\/catch-up$/, () => ({ reports })],
    [
      "GET",
      /^\/api\/catch-up\/([^/]+)$/,
      ([id = ""]) => reports.find((report) => report.id === id) ?? notFound("report", id),
    ],
    [
      "POST",
      /^\/api\/catch-up\/([^/]+)\/(run|skip)$/,
      ([id = "", answer], _query, body) => {
        const report = reports.find((item) => item.id === id);
        if (!report) return notFound("report", id);
        const ids = (body as { event_ids?: string[] } | undefined)?.event_ids;
        const items = report.items.filter((item) => item.held > 0 && (!ids || ids.includes(item.event_id)));
        for (const item of items) item.held = 0;
        report.held -= items.length;
        if (answer === "run") report.runs += items.length;
        if (report.held === 0) report.state = report.runs > 0 ? "done" : "skipped";
        changed("event", "catch-up");
        return { count: items.length };
      },
    ],
    [
      "POST",
      /^\/api\/catch-up\/([^/]+)\/dismiss$/,
      ([id]) => {
        reports = reports.filter((report) => report.id !== id);
        changed("event", "catch-up");
        return { status: 204, body: null };
      },
    ],
    ["GET", /^\/api\/triggers\/([^/]+)\/existing$/, ofTrigger(offer)],
    [
      "POST",
      /^\/api\/triggers\/([^/]+)\/existing$/,
      ofTrigger((trigger) => {
        const { matching, ...rest } = offer(trigger);
        const now = new Date().toISOString();
        const job = { asked_at: now, total: matching, done: matching, passed: 0, finished_at: now };
        existing.set(trigger.id, { ...rest, matching: 0, job });
        changed("trigger", trigger.id);
        return { status: 202, body: existing.get(trigger.id) };
      }),
    ],
  ];
}

function biography(state: FakeState, query: URLSearchParams): FileBiography {
  const id = query.get("event_id");
  const asked = id ? state.events.find((event) => event.id === id)?.data.file_path : query.get("path");
  const path = String(asked ?? "");
  const events = state.events.filter((event) => event.data.file_path === path).reverse();
  const story = events.flatMap((event): StoryEntry[] => {
    const runs = state.runs.filter((run) => run.event_id === event.id);
    const at = event.received_at;
    return [
      { at, kind: "event", text: event.event_label, event_id: event.id },
      ...runs.map((run): StoryEntry => {
        const text = `${run.workflow_name} ${run.status}${run.trigger_name ? ` (${run.trigger_name})` : ""}`;
        return { at, kind: "run", text, status: run.status, run_id: run.id, event_id: event.id };
      }),
      ...(runs.length === 0
        ? [{ at, kind: "decision" as const, text: "Nothing matched.", event_id: event.id }]
        : []),
    ];
  });
  const versions = events.slice(0, 1).map((event) => ({
    version: 1,
    hash: "9c1185a5c5e9fc54612808977ee8f548b2258d31",
    size: Number(event.data.file_size ?? 0),
    at: event.received_at,
  }));
  const seen = events.length > 0;
  return {
    path,
    state: seen ? "present" : "unknown",
    note: seen ? undefined : "There is no such file, and no source watches its folder.",
    versions,
    story,
    truncated: false,
    duplicates: [],
  };
}

function fakeReports(state: FakeState): CatchUpReport[] {
  const source = state.sources[0];
  const events = state.events.filter((event) => event.status === "accepted").slice(0, 3);
  const to = events[0]?.received_at;
  if (!source || !to) return [];
  return [
    {
      id: "1",
      source: source.id,
      source_name: source.name,
      title: "While the app was off: 2 new, 1 changed",
      cause: "app_off",
      from: new Date(Date.parse(to) - 9 * 3.6e6).toISOString(),
      to,
      new: 2,
      changed: 1,
      renamed: 0,
      deleted: 0,
      state: "waiting",
      open: false,
      runs: 0,
      held: 2,
      items: events.map((event, index) => ({
        event_id: event.id,
        subject: event.subject,
        path: String(event.data.file_path),
        kind: index === 2 ? "changed" : "new",
        held: index === 2 ? 0 : 1,
      })),
    },
  ];
}
