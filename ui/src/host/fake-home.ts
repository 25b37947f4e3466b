// The stand-in's answers about the app as a whole: its state and the home page.
import type { Home, Status } from "../api/types";
import { HOME } from "./fake-data";
import { recentFiles } from "./fake-files";
import type { Around, Route } from "./fake-routes";

export function homeRoutes({ state, changed }: Around, seq: () => number): Route[] {
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
    journal_seq: seq(),
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
      recent_files: recentFiles(state).slice(0, 8),
      first_run: state.firstRun && state.triggers.length === 0,
    };
  };

  return [
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
    ["GET", /^\/api\/sync$/, () => ({ seq: seq() })],
  ];
}
