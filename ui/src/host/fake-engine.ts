// Answers the API's routes from memory. Small on purpose: the real engine is the judge, this is for pages and tests.
import type {
  ChangeBatch,
  ChangeKind,
  EventDetail,
  HeldGroup,
  Home,
  Problem,
  RunDetail,
  Shadow,
  Source,
  Status,
  Trigger,
  TriggerInput,
  Workflow,
  WorkflowInput,
} from "../api/types";
import {
  fakeEvents,
  fakeHeld,
  fakeLog,
  fakeRuns,
  fakeSources,
  fakeStepTypes,
  fakeTriggers,
  fakeWorkflows,
  HOME,
} from "./fake-data";
import { evaluate, propose } from "./fake-judge";
import { triggerRoutes } from "./fake-triggers";
import type { HostAnswer } from "./types";

export type FakeState = {
  sources: Source[];
  events: EventDetail[];
  triggers: Trigger[];
  workflows: Workflow[];
  runs: RunDetail[];
  held: HeldGroup[];
  shadows: Map<string, Shadow>;
  paused: boolean;
  firstRun: boolean;
};
export type Handler = (match: string[], query: URLSearchParams, body: unknown) => unknown;
export type Route = [string, RegExp, Handler];

const refuse = (status: number, code: string, title: string, detail: string): HostAnswer => ({
  status,
  body: { type: "about:blank", title, status, code, detail } satisfies Problem,
});
const list = <T>(items: T[]) => ({ items, next_cursor: null, total: items.length, total_is_exact: true });
const isAnswer = (value: unknown): value is HostAnswer =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;

export function fakeState(now = Date.now(), firstRun = false): FakeState {
  const workflows = fakeWorkflows(now);
  const events = firstRun ? [] : fakeEvents(now);
  const sources = fakeSources(now);
  if (firstRun)
    for (const source of sources.slice(0, 1))
      Object.assign(source, {
        config: { folders: [], settle_ms: 2000 },
        folders: [],
        events_total: 0,
        rate_per_min: 0,
      });
  return {
    sources: firstRun ? sources.slice(0, 3) : sources,
    events,
    workflows,
    triggers: firstRun ? [] : fakeTriggers(now),
    runs: fakeRuns(events, workflows),
    held: firstRun ? [] : fakeHeld(events),
    shadows: new Map(),
    paused: false,
    firstRun,
  };
}

export function createFakeEngine(
  state: FakeState = fakeState(Date.now(), globalThis.sessionStorage?.getItem("prama-fake") === "first-run"),
) {
  const listeners = new Set<(batch: ChangeBatch) => void>();
  let seq = 1;
  const changed = (kind: ChangeKind, id: string) => {
    seq += 1;
    for (const listener of listeners) listener({ type: "changes", seq, changes: [{ kind, id }] });
  };
  const notFound = (what: string, id: string) =>
    refuse(
      404,
      "API-404",
      `This ${what} isn't here`,
      `No ${what} has the id ${id}. It may have been removed by retention.`,
    );

  const status = (): Status => ({
    version: "0.1.0",
    state: state.paused ? "paused" : "running",
    started_at: new Date(Date.now() - 7.2e6).toISOString(),
    data_dir: `${HOME}/.local/share/prama`,
    url: "http://127.0.0.1:8000",
    sources_running: 3,
    sources_problem: 2,
    folders_watched: state.sources[0]?.folders.length ?? 0,
    triggers_on: state.triggers.filter((item) => item.active).length,
    triggers_off: state.triggers.filter((item) => !item.active).length,
    runs_queued: 0,
    runs_running: state.runs.filter((run) => run.status === "running").length,
    runs_waiting: 0,
    events_total: state.events.length,
    last_event_at: state.events[0]?.received_at ?? null,
    events_per_second: 0.2,
    journal_seq: seq,
    home_dir: HOME,
    source_dirs: ["event-sources", `${HOME}/.local/share/prama/event-sources`],
  });

  const home = (): Home => {
    const failed = state.runs.filter((run) => run.status === "failed");
    const start = Date.now() - 24 * 3.6e6;
    return {
      today: {
        runs: state.runs.length,
        succeeded: state.runs.filter((run) => run.status === "succeeded").length,
        failed: failed.length,
        active: 1,
        waiting: 0,
        median_ms: 1900,
        p95_ms: 4200,
      },
      bars: Array.from({ length: 48 }, (_, index) => ({
        start: new Date(start + index * 1.8e6).toISOString(),
        succeeded: state.firstRun ? 0 : (index * 7) % 11,
        failed: state.firstRun || index % 9 !== 4 ? 0 : 2,
      })),
      attention: state.firstRun
        ? []
        : [
            {
              kind: "source",
              cause: "source/mailbox",
              title: "Mailbox keeps crashing",
              detail: "Ended 6 times in 5 minutes, last with exit code 1",
              count: 1,
              source_id: "mailbox",
              last_at: new Date().toISOString(),
            },
            {
              kind: "failed",
              cause: "extract-pdf-text/save/disk-full",
              title: "Extract PDF text › Save rows",
              detail: `${failed.length} failed, same cause: disk full`,
              count: failed.length,
              run_id: failed[0]?.id,
              run_ids: failed.map((run) => run.id),
              last_at: failed[0]?.created_at ?? new Date().toISOString(),
            },
            {
              kind: "folder",
              cause: "folder/inbox",
              title: "~/Inbox can't be found",
              detail: "Drive unplugged or folder renamed? Watching resumes when it is back.",
              count: 1,
              source_id: "pdf-monitor-event-source",
              last_at: new Date().toISOString(),
            },
            {
              kind: "invalid_source",
              cause: "invalid/my-timer",
              title: "my-timer is invalid",
              detail: "plugin.json line 12: eventTypes[0].label is missing",
              place: "event-sources/my-timer/plugin.json:12:5",
              count: 2,
              source_id: "my-timer",
              last_at: new Date().toISOString(),
            },
          ],
      running: state.runs.filter((run) => run.status === "running"),
      recent_files: state.events
        .filter((event) => event.status === "accepted")
        .slice(0, 8)
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
        }),
      first_run: state.firstRun && state.triggers.length === 0,
    };
  };

  const saveTrigger = (input: TriggerInput, id: string): Trigger => {
    const before = state.triggers.find((item) => item.id === id);
    const source = state.sources.find((item) => item.id === input.source);
    const now = new Date().toISOString();
    const trigger: Trigger = {
      source_name: source?.name ?? input.source,
      event_label:
        source?.eventTypes.find((item) => item.type === input.event_type)?.label ?? input.event_type,
      workflow_name: state.workflows.find((item) => item.id === input.workflow_id)?.name ?? input.workflow_id,
      created_at: now,
      sentence: `When ${source?.name ?? input.source} reports ${input.event_type}, run ${input.workflow_id}.`,
      waiting_for_source: false,
      events_24h: 0,
      matched_24h: 0,
      runs_24h: 0,
      failed_24h: 0,
      last_fired_at: null,
      events_ever: 0,
      matched_ever: 0,
      problems: [],
      ...before,
      ...input,
      conditions: input.conditions ?? null,
      id,
      updated_at: now,
      revision: (before?.revision ?? 0) + 1,
    };
    state.triggers = [...state.triggers.filter((item) => item.id !== id), trigger];
    changed("trigger", id);
    return trigger;
  };
  const saveWorkflow = (input: WorkflowInput, id: string): Workflow => {
    const before = state.workflows.find((item) => item.id === id);
    const now = new Date().toISOString();
    const workflow: Workflow = {
      created_at: now,
      used_by: [],
      runs_7d: 0,
      succeeded_7d: 0,
      median_ms_7d: null,
      problems: [],
      ...before,
      ...input,
      id,
      updated_at: now,
      revision: (before?.revision ?? 0) + 1,
    };
    state.workflows = [...state.workflows.filter((item) => item.id !== id), workflow];
    changed("workflow", id);
    return workflow;
  };
  const sourceAction = (id: string, next: Source["state"]) => {
    const source = state.sources.find((item) => item.id === id);
    if (!source) return notFound("source", id);
    source.state = next;
    source.state_since = new Date().toISOString();
    changed("source", id);
    return { ...source };
  };

  const routes: Route[] = [
    ["GET", /^\/api\/status$/, status],
    [
      "POST",
      /^\/api\/status\/(pause|resume)$/,
      ([action]) => {
        state.paused = action === "pause";
        changed("status", "status");
        return status();
      },
    ],
    ["GET", /^\/api\/home$/, home],
    ["GET", /^\/api\/event-sources\/?$/, () => ({ items: state.sources })],
    ["POST", /^\/api\/event-sources\/rescan$/, () => ({ items: state.sources })],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)$/,
      ([id = ""]) => state.sources.find((item) => item.id === id) ?? notFound("source", id),
    ],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)\/log$/,
      (_match, query) => {
        const after = Number(query.get("after") ?? 0);
        const limit = Number(query.get("limit") ?? 500);
        const lines = Array.from({ length: 30 }, (_, index) => ({
          n: index + 1,
          at: new Date(Date.now() - (30 - index) * 4000).toISOString(),
          level: index === 20 ? "warn" : "info",
          text: index === 20 ? "folder missing: ~/Inbox" : `scanned ~/Scans, ${130 + (index % 7)} files`,
        })).filter((line) => line.n > after);
        return { lines: after === 0 ? lines.slice(-limit) : lines.slice(0, limit), last: 30 };
      },
    ],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)\/event-types\/([^/]+)\/fields$/,
      ([id, type]) => ({
        fields:
          state.sources.find((item) => item.id === id)?.eventTypes.find((item) => item.type === type)
            ?.fields ?? [],
      }),
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/(start|stop|restart)$/,
      ([id = "", action]) => sourceAction(id, action === "stop" ? "off" : "running"),
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/(trust|block)$/,
      ([id = "", answer], _query, body) => {
        const source = state.sources.find((item) => item.id === id);
        if (!source?.trust) return notFound("source", id);
        const yes = answer === "trust";
        const follows_edits = yes && (body as { follow_edits?: boolean }).follow_edits === true;
        source.trust = { ...source.trust, state: yes ? "trusted" : "blocked", follows_edits };
        return sourceAction(id, yes ? "running" : "untrusted");
      },
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/instances$/,
      ([id = ""], _query, body) => {
        const base = state.sources.find((item) => item.id === id);
        if (!base) return notFound("source", id);
        const made = { ...base, ...(body as Pick<Source, "id" | "name" | "config">), instance_of: id };
        state.sources.push(made);
        changed("source", made.id);
        return made;
      },
    ],
    [
      "DELETE",
      /^\/api\/event-sources\/([^/]+)$/,
      ([id = ""]) => {
        state.sources = state.sources.filter((item) => item.id !== id || !item.instance_of);
        changed("source", id);
        return null;
      },
    ],
    [
      "PUT",
      /^\/api\/event-sources\/([^/]+)\/config$/,
      ([id], _query, body) => {
        const source = state.sources.find((item) => item.id === id);
        if (!source) return notFound("source", id ?? "");
        source.config = body as Record<string, unknown>;
        const folders = (source.config.folders ?? []) as { path: string }[];
        source.folders = folders.map(
          (folder) =>
            source.folders.find((item) => item.path === folder.path) ?? {
              path: folder.path,
              state: "watching" as const,
              backend: "notifications" as const,
              files: 37,
              pending: [],
            },
        );
        changed("source", source.id);
        return { ...source };
      },
    ],
    [
      "GET",
      /^\/api\/events$/,
      (_match, query) => {
        const q = query.get("q")?.toLowerCase() ?? "";
        return list(
          state.events.filter(
            (event) =>
              (!q || event.subject.toLowerCase().includes(q)) &&
              (!query.get("source") || event.source === query.get("source")) &&
              (!query.get("type") || event.event_type === query.get("type")) &&
              (!query.get("outcome") || event.outcome === query.get("outcome")),
          ),
        );
      },
    ],
    [
      "POST",
      /^\/api\/events\/process$/,
      () => ({ success: true, event_id: "ev-1", duplicate: false, triggers_matched: 1, runs: [] }),
    ],
    [
      "GET",
      /^\/api\/events\/([^/]+)$/,
      ([id = ""]) => {
        const event = state.events.find((item) => item.id === id);
        return event
          ? { ...event, runs: state.runs.filter((run) => run.event_id === id) }
          : notFound("event", id);
      },
    ],
    [
      "POST",
      /^\/api\/events\/([^/]+)\/resend$/,
      ([id]) => ({ success: true, event_id: id, duplicate: false, triggers_matched: 1, runs: [] }),
    ],
    [
      "GET",
      /^\/api\/triggers$/,
      (_match, query) =>
        list(
          state.triggers.filter(
            (item) =>
              (!query.get("source") || item.source === query.get("source")) &&
              (!query.get("workflow") || item.workflow_id === query.get("workflow")),
          ),
        ),
    ],
    [
      "POST",
      /^\/api\/triggers\/evaluate$/,
      (_match, _query, body) => evaluate(state.events, (body as { draft: TriggerInput }).draft),
    ],
    [
      "POST",
      /^\/api\/triggers\/propose$/,
      (_match, _query, body) => {
        const id = (body as { event_id: string }).event_id;
        const event = state.events.find((item) => item.id === id);
        return event ? propose(state.events, event) : notFound("event", id);
      },
    ],
    ...triggerRoutes(state, changed, notFound, saveTrigger),
    [
      "POST",
      /^\/api\/triggers$/,
      (_match, _query, body) => ({
        status: 201,
        body: saveTrigger(body as TriggerInput, `t-${Date.now().toString(36)}`),
      }),
    ],
    [
      "GET",
      /^\/api\/triggers\/([^/]+)$/,
      ([id = ""]) => state.triggers.find((item) => item.id === id) ?? notFound("trigger", id),
    ],
    ["PUT", /^\/api\/triggers\/([^/]+)$/, ([id = ""], _query, body) => saveTrigger(body as TriggerInput, id)],
    [
      "DELETE",
      /^\/api\/triggers\/([^/]+)$/,
      ([id = ""]) => {
        state.triggers = state.triggers.filter((item) => item.id !== id);
        changed("trigger", id);
        return { status: 204, body: null };
      },
    ],
    [
      "POST",
      /^\/api\/triggers\/([^/]+)\/(enable|disable|restore)$/,
      ([id = "", action]) => {
        const item = state.triggers.find((one) => one.id === id);
        if (!item) return notFound("trigger", id);
        item.active = action !== "disable";
        changed("trigger", id);
        return { ...item };
      },
    ],
    ["GET", /^\/api\/workflows$/, () => list(state.workflows)],
    [
      "POST",
      /^\/api\/workflows$/,
      (_match, _query, body) => ({
        status: 201,
        body: saveWorkflow(body as WorkflowInput, `wf-${Date.now().toString(36)}`),
      }),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)$/,
      ([id = ""]) => state.workflows.find((item) => item.id === id) ?? notFound("workflow", id),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)\/revisions$/,
      ([id]) => ({ items: state.workflows.filter((item) => item.id === id) }),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)\/revisions\/([^/]+)$/,
      ([id = ""]) => state.workflows.find((item) => item.id === id) ?? notFound("workflow", id),
    ],
    [
      "PUT",
      /^\/api\/workflows\/([^/]+)$/,
      ([id = ""], _query, body) => saveWorkflow(body as WorkflowInput, id),
    ],
    ["POST", /^\/api\/workflows\/([^/]+)\/run$/, () => ({ run_id: state.runs[0]?.id })],
    [
      "POST",
      /^\/api\/workflows\/([^/]+)\/test-step$/,
      () => ({
        output: { pages: 3, text: "ACME S.p.A." },
        input: { path: `${HOME}/Scans/invoice-0142.pdf` },
        log: [],
        duration_ms: 1100,
      }),
    ],
    ["GET", /^\/api\/steps$/, () => ({ items: fakeStepTypes })],
    [
      "GET",
      /^\/api\/runs$/,
      (_match, query) => {
        const q = query.get("q")?.toLowerCase() ?? "";
        return list(
          state.runs.filter(
            (run) =>
              (!q || run.subject.toLowerCase().includes(q)) &&
              (!query.get("status") || run.status === query.get("status")) &&
              (!query.get("workflow") || run.workflow_id === query.get("workflow")) &&
              (!query.get("trigger") || run.trigger_id === query.get("trigger")) &&
              (!query.get("cause") || run.cause === query.get("cause")),
          ),
        );
      },
    ],
    [
      "GET",
      /^\/api\/runs\/causes$/,
      () => {
        const failed = state.runs.filter((run) => run.status === "failed");
        return {
          items: failed.length
            ? [
                {
                  cause: "extract-pdf-text/save/disk-full",
                  title: "Save rows: disk full",
                  count: failed.length,
                  first_at: failed.at(-1)?.created_at,
                  last_at: failed[0]?.created_at,
                  workflow_id: "extract-pdf-text",
                  step_id: "save",
                  run_ids: failed.map((run) => run.id),
                },
              ]
            : [],
        };
      },
    ],
    [
      "POST",
      /^\/api\/runs\/bulk$/,
      (_match, _query, body) => ({ done: (body as { ids: string[] }).ids.length, failed: [] }),
    ],
    [
      "GET",
      /^\/api\/runs\/([^/]+)$/,
      ([id = ""]) => state.runs.find((run) => run.id === id) ?? notFound("run", id),
    ],
    [
      "GET",
      /^\/api\/runs\/([^/]+)\/log$/,
      ([id = ""], query) => {
        const run = state.runs.find((item) => item.id === id);
        if (!run) return notFound("run", id);
        const lines = fakeLog(run);
        const after = Number(query.get("after") ?? 0);
        return {
          lines: lines.filter((line) => line.n > after).slice(0, Number(query.get("limit") ?? 1000)),
          total: lines.length,
        };
      },
    ],
    ["POST", /^\/api\/runs\/([^/]+)\/rerun$/, ([id]) => ({ run_id: id })],
    [
      "POST",
      /^\/api\/runs\/([^/]+)\/(cancel|retry)$/,
      ([id = ""]) => state.runs.find((run) => run.id === id) ?? notFound("run", id),
    ],
    [
      "GET",
      /^\/api\/folders$/,
      (_match, query) => {
        const path = query.get("path") || HOME;
        const known = [HOME, `${HOME}/Scans`, `${HOME}/Documents`, `${HOME}/Contracts`];
        return {
          path,
          parent: path === "/" ? null : path.slice(0, path.lastIndexOf("/")) || "/",
          home: HOME,
          exists: known.includes(path),
          readable: true,
          pdf_count: path.endsWith("Scans") ? 37 : 0,
          entries:
            path === HOME
              ? known.slice(1).map((item) => ({ name: item.slice(HOME.length + 1), path: item }))
              : [],
        };
      },
    ],
    ["GET", /^\/api\/sync$/, () => ({ seq })],
  ];

  return {
    state,
    changed,
    subscribe(listener: (batch: ChangeBatch) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    request(method: string, fullPath: string, body?: unknown): HostAnswer {
      const [path = "", search = ""] = fullPath.split("?");
      for (const [wanted, pattern, handler] of routes) {
        const match = wanted === method ? pattern.exec(path) : null;
        if (!match) continue;
        const answer = handler(match.slice(1).map(decodeURIComponent), new URLSearchParams(search), body);
        return structuredClone(
          isAnswer(answer) && typeof answer.status === "number" ? answer : { status: 200, body: answer },
        );
      }
      return refuse(404, "API-404", "Not found", `${method} ${path} is not part of the stand-in engine.`);
    },
  };
}
