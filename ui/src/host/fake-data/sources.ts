// The sources of the stand-in office.
import type { EventType, Source } from "../../api/types";
import { ago, fileFields, fileSchema, HOME, PDF } from "./shared";

const shippedTrust: Source["trust"] = {
  state: "shipped",
  hash: "sha256:0c7b1a2e4f6a8c0d2e4f604f2a9c0d5be17a3360c1b0a9e1f7d2c48b6a5f3e9d",
  follows_edits: false,
  command: [],
  files: [{ path: "plugin.json", size_bytes: 2048 }],
  files_total: 1,
  permissions: { folders: [], network: [] },
};
const README =
  '# PDF Monitor\n\nReports PDFs in the folders you choose.\n\n- `filename` is the *name*, with its extension\n- nothing leaves this computer\n\n```json\n{ "folders": [] }\n```\n';
const type = (
  name: string,
  label: string,
  description: string,
  extra: Partial<EventType> = {},
): EventType => ({
  type: name,
  label,
  description,
  fields: fileFields,
  fields_inferred: false,
  events_24h: 0,
  triggers: 0,
  ...extra,
});
const source = (now: number, id: string, name: string, extra: Partial<Source>): Source => ({
  id,
  name,
  description: "",
  version: "1.0.0",
  state: "running",
  status: "active",
  state_since: ago(now, 7200),
  eventTypes: [],
  tags: [],
  shipped: true,
  path: `event-sources/${id}`,
  manifest_path: `event-sources/${id}/plugin.json`,
  restarts: 0,
  events_total: 0,
  accept_unfit: false,
  rejected_total: 0,
  rate_per_min: 0,
  config: {},
  config_etag: '"0"',
  folders: [],
  errors: [],
  warnings: [],
  ...extra,
});

export function fakeSources(now: number): Source[] {
  return [
    source(now, PDF, "PDF Monitor", {
      description: "Reports PDFs that are added, changed, renamed or deleted in the folders you choose.",
      version: "1.2.0",
      tags: ["files", "pdf"],
      trust: shippedTrust,
      recent: Array.from({ length: 60 }, (_, second) => (second % 29 === 3 ? 1 : 0)),
      readme: README,
      events_total: 4210,
      rate_per_min: 2.1,
      last_activity_at: ago(now, 12),
      pid: 4711,
      eventTypes: [
        type("pdf_file_added", "PDF file added", "A PDF appeared in a watched folder and is fully written", {
          schema: fileSchema,
          events_24h: 96,
          triggers: 3,
          last_event_at: ago(now, 12),
        }),
        type("pdf_file_modified", "PDF file modified", "A known PDF has new content", {
          schema: fileSchema,
          events_24h: 8,
        }),
        type("pdf_file_deleted", "PDF file deleted", "A known PDF is gone", { events_24h: 1 }),
      ],
      configSchema: {
        type: "object",
        required: ["folders"],
        properties: {
          folders: {
            type: "array",
            title: "Folders",
            items: {
              type: "object",
              required: ["path"],
              properties: {
                path: { type: "string", title: "Folder", format: "folder" },
                recursive: { type: "boolean", title: "Subfolders too", default: false },
                include_existing: { type: "boolean", title: "Existing files too", default: false },
              },
            },
          },
          settle_ms: {
            type: "integer",
            title: "Wait until unchanged for",
            description: "Milliseconds a file must stay the same before it counts as fully written",
            default: 2000,
            minimum: 100,
            maximum: 60000,
          },
        },
      },
      config: {
        folders: [
          { path: `${HOME}/Scans`, recursive: false, include_existing: false },
          { path: `${HOME}/Inbox`, recursive: false, include_existing: false },
        ],
        settle_ms: 2000,
      },
      folders: [
        {
          path: `${HOME}/Scans`,
          state: "watching",
          backend: "notifications",
          files: 137,
          pending: [
            {
              path: `${HOME}/Scans/scan-88.pdf`,
              reason: "Waiting for scan-88.pdf to finish copying (12 MB, growing).",
              bytes: 12_000_000,
              growing: true,
            },
          ],
        },
        {
          path: `${HOME}/Inbox`,
          state: "missing",
          backend: "notifications",
          title: "~/Inbox can't be found.",
          detail: "Drive unplugged or folder renamed? Watching resumes when it is back.",
          files: 0,
          pending: [],
        },
      ],
    }),
    source(now, "system", "System", {
      description: "What happens inside Prama.",
      state: "builtin",
      events_total: 820,
      rate_per_min: 0.3,
      last_activity_at: ago(now, 70),
      eventTypes: [
        type("workflow_completed", "Workflow completed", "A run ended", {
          fields: [
            {
              path: "status",
              type: "string",
              required: true,
              enum: ["succeeded", "failed"],
              sample: "succeeded",
            },
          ],
          events_24h: 121,
        }),
      ],
    }),
    source(now, "web-client-upload", "Web uploads", {
      description: "Files sent to the upload address.",
      state: "off",
      tags: ["files"],
      eventTypes: [type("file_upload", "File uploaded", "A file came in over HTTP")],
    }),
    source(now, "my-timer", "My Timer", {
      description: "",
      state: "invalid",
      shipped: false,
      rejected_total: 14,
      errors: [
        {
          code: "PLG-002",
          message: "eventTypes[0].label is missing",
          file: "event-sources/my-timer/plugin.json",
          line: 12,
          column: 5,
          pointer: "/eventTypes/0",
          expected: 'needs "label": the text shown in the app, e.g. "Timer Fired"',
          excerpt: [
            { line: 11, text: '  "eventTypes": [' },
            { line: 12, text: '    { "type": "timer_fired",' },
          ],
        },
        {
          code: "PLG-003",
          message: 'version "1.0" is not semantic versioning',
          file: "event-sources/my-timer/plugin.json",
          line: 6,
          column: 14,
          pointer: "/version",
          suggestion: "1.0.0",
          excerpt: [
            { line: 5, text: '  "name": "My Timer",' },
            { line: 6, text: '  "version": "1.0",' },
          ],
        },
      ],
    }),
    source(now, "mailbox", "Mailbox", {
      description: "New mail in an IMAP folder.",
      state: "crash_loop",
      state_detail: "Ended 6 times in 5 minutes, last with exit code 1",
      shipped: false,
      restarts: 6,
      last_activity_at: ago(now, 900),
      eventTypes: [type("mail_received", "Mail received", "A new message arrived")],
    }),
    source(now, "mail-rules", "Mail rules", {
      description: "Watches a maildir and reports mail that matches a rule.",
      state: "untrusted",
      shipped: false,
      author: "Davide",
      eventTypes: [type("rule_matched", "Rule matched", "A mail matched a rule", { triggers: 1 })],
      trust: {
        state: "changed",
        hash: "sha256:4f2a9c0d5be17a3360c1b0a9e1f7d2c48b6a5f3e9d0c7b1a2e4f6a8c0d2e4f60",
        follows_edits: false,
        command: ["python3", "rules.py", "--maildir", `${HOME}/Mail`],
        files: [
          { path: "plugin.json", size_bytes: 812, change: "modified" },
          { path: "rules.py", size_bytes: 5120, change: "modified" },
          { path: "lib/parse.py", size_bytes: 2210, change: "added" },
          { path: "README.md", size_bytes: 640 },
        ],
        files_total: 4,
        permissions: { folders: [`${HOME}/Mail`], network: ["imap.example.org:993"] },
        manifest_diff: [
          { kind: "same", text: '  "permissions": {' },
          { kind: "removed", text: '    "network": []' },
          { kind: "added", text: '    "network": ["imap.example.org:993"]' },
          { kind: "same", text: "  }" },
        ],
      },
    }),
    source(now, "scheduler", "Scheduler", {
      description: "Fires at set times.",
      state: "running",
      events_total: 44,
      rate_per_min: 0,
      eventTypes: [type("schedule_due", "Schedule due", "A schedule's time has come")],
    }),
  ];
}
