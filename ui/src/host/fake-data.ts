// A believable data set for the stand-in engine: an office whose scanner drops PDFs into folders.
import type {
  Decision,
  EventDetail,
  EventType,
  Explained,
  Field,
  HeldGroup,
  LogLine,
  RunDetail,
  Source,
  StepRun,
  StepType,
  Trigger,
  Workflow,
} from "../api/types";

export const HOME = "/home/marta";
const PDF = "pdf-monitor-event-source";
const ago = (now: number, seconds: number) => new Date(now - seconds * 1000).toISOString();

const fileFields: Field[] = [
  {
    path: "filename",
    type: "string",
    required: true,
    description: "File name with extension",
    sample: "invoice-0142.pdf",
    seen: 100,
    seen_of: 100,
    suggestions: [
      { value: "invoice-0142.pdf", count: 3 },
      { value: "notes.pdf", count: 2 },
    ],
  },
  {
    path: "file_path",
    type: "string",
    required: true,
    description: "Absolute path",
    sample: `${HOME}/Scans/invoice-0142.pdf`,
    seen: 100,
    seen_of: 100,
  },
  {
    path: "file_size",
    type: "integer",
    required: true,
    description: "Bytes",
    sample: 102400,
    seen: 100,
    seen_of: 100,
    min: 12_000,
    median: 310_000,
    max: 48_000_000,
  },
  {
    path: "content_type",
    type: "string",
    required: false,
    sample: "application/pdf",
    seen: 98,
    seen_of: 100,
  },
  { path: "source_folder", type: "string", required: true, sample: `${HOME}/Scans`, seen: 100, seen_of: 100 },
  {
    path: "detected_at",
    type: "string",
    format: "date-time",
    required: true,
    sample: "2026-05-03T08:31:07.120Z",
    seen: 100,
    seen_of: 100,
  },
];
const fileSchema = {
  type: "object",
  required: ["filename", "file_path", "file_size", "source_folder", "detected_at"],
  properties: {
    filename: { type: "string" },
    file_path: { type: "string" },
    file_size: { type: "integer" },
    content_type: { type: "string" },
    source_folder: { type: "string" },
    detected_at: { type: "string", format: "date-time" },
  },
};
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
  rejected_total: 0,
  rate_per_min: 0,
  config: {},
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

export function fakeWorkflows(now: number): Workflow[] {
  const base = { created_at: ago(now, 900_000), updated_at: ago(now, 90_000), problems: [] };
  return [
    {
      ...base,
      id: "extract-pdf-text",
      name: "Extract PDF text",
      description: "Reads the text of a PDF and keeps it beside the run.",
      revision: 7,
      steps: [
        { id: "read", type: "file.read", name: "Read PDF", with: { path: "${{ event.data.file_path }}" } },
        {
          id: "text",
          type: "pdf.extract_text",
          name: "Extract text",
          with: { path: "${{ event.data.file_path }}" },
        },
        {
          id: "save",
          type: "file.write",
          name: "Save rows",
          with: { path: "rows.txt", content: "${{ steps.text.text }}" },
        },
      ],
      used_by: [{ id: "t-invoices", name: "Invoices", active: true }],
      runs_7d: 412,
      succeeded_7d: 396,
      median_ms_7d: 1900,
    },
    {
      ...base,
      id: "copy-to-archive",
      name: "Copy to archive",
      revision: 2,
      steps: [
        {
          id: "copy",
          type: "file.copy",
          name: "Copy",
          with: { from: "${{ event.data.file_path }}", to: `${HOME}/Archive` },
        },
      ],
      used_by: [{ id: "t-archive", name: "Archive all", active: false }],
      runs_7d: 0,
      succeeded_7d: 0,
      median_ms_7d: null,
    },
  ];
}

export function fakeTriggers(now: number): Trigger[] {
  const base = {
    source: PDF,
    source_name: "PDF Monitor",
    event_type: "pdf_file_added",
    event_label: "PDF file added",
    workflow_id: "extract-pdf-text",
    workflow_name: "Extract PDF text",
    revision: 3,
    created_at: ago(now, 600_000),
    updated_at: ago(now, 60_000),
    waiting_for_source: false,
    events_24h: 96,
    runs_24h: 0,
    failed_24h: 0,
    problems: [],
  };
  return [
    {
      ...base,
      id: "t-invoices",
      name: "Invoices",
      active: true,
      conditions: {
        all: [
          { field: "filename", op: "contains", value: "invoice" },
          { field: "file_size", op: "lt", value: 20_000_000 },
        ],
      },
      sentence:
        'When PDF Monitor reports PDF file added and filename contains "invoice" (any case) and file_size < 20 MB, run Extract PDF text.',
      matched_24h: 12,
      runs_24h: 11,
      failed_24h: 1,
      last_fired_at: ago(now, 12),
      options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
      events_ever: 4120,
      matched_ever: 530,
    },
    {
      ...base,
      id: "t-contracts",
      name: "Contracts",
      active: true,
      conditions: { all: [{ field: "source_folder", op: "inside_folder", value: `${HOME}/Contracts` }] },
      sentence: "When PDF Monitor reports PDF file added inside ~/Contracts, run Extract PDF text.",
      matched_24h: 0,
      last_fired_at: null,
      events_ever: 412,
      matched_ever: 0,
    },
    {
      ...base,
      id: "t-archive",
      name: "Archive all",
      active: false,
      conditions: null,
      workflow_id: "copy-to-archive",
      workflow_name: "Copy to archive",
      sentence: "When PDF Monitor reports PDF file added, run Copy to archive.",
      matched_24h: 0,
      last_fired_at: ago(now, 300_000),
      events_ever: 2000,
      matched_ever: 1800,
    },
  ];
}

const NAMES = [
  "invoice-0142.pdf",
  "notes.pdf",
  "scan-882.pdf",
  "INVOICE_77.PDF",
  "contract Müller & Söhne 2026-04.pdf",
  "حساب-جديد.pdf",
  "invoice-881.pdf",
  "a-very-long-file-name-that-a-scanner-made-up-without-asking-anyone-2026-05-03-08-31-07.pdf",
  "invoice\u202efdp.exe.pdf",
  "総勘定元帳.pdf",
];
const leaf = (
  path: string,
  field: string,
  op: string,
  expected: unknown,
  actual: unknown,
  passed: boolean,
): Explained => ({
  kind: "leaf",
  path,
  field,
  op,
  text: `${field} ${op}`,
  expected,
  actual,
  missing: false,
  passed,
  result: passed ? "true" : "false",
});

export function fakeEvents(now: number, count = 60): EventDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const name = NAMES[index % NAMES.length] as string;
    const at = ago(now, 12 + index * 47);
    const invoice = /invoice/i.test(name) && name !== "invoice-881.pdf";
    const rejected = index % 13 === 5;
    const size = name === "invoice-881.pdf" ? 38_000_000 : 60_000 + index * 9_137;
    const decisions: Decision[] = rejected
      ? []
      : [
          {
            trigger_id: "t-invoices",
            trigger_name: "Invoices",
            trigger_revision: 3,
            outcome: invoice ? "matched" : "no_match",
            blockers: invoice ? [] : ["0"],
            passed: invoice ? 2 : 1,
            total: 2,
            changed_since: false,
            ...(index === 10
              ? {
                  outcome: "suppressed" as const,
                  reason: {
                    code: "once",
                    text: "Already handled at 10:12 (same content).",
                    twin_event_id: "ev-0",
                    twin_run_id: "run-0",
                  },
                }
              : {}),
            run_id: invoice && index !== 10 ? `run-${index}` : undefined,
            explanation: {
              kind: "group",
              op: "all",
              passed: invoice,
              result: invoice ? "true" : "false",
              children: [
                leaf("0", "filename", "contains", "invoice", name, /invoice/i.test(name)),
                leaf("1", "file_size", "lt", 20_000_000, size, size < 20_000_000),
              ],
            },
          },
          {
            trigger_id: "t-contracts",
            trigger_name: "Contracts",
            trigger_revision: 1,
            outcome: "no_match",
            blockers: ["0"],
            passed: 0,
            total: 1,
            changed_since: true,
            would_match_now: false,
            explanation: {
              kind: "group",
              op: "all",
              passed: false,
              result: "false",
              children: [
                leaf("0", "source_folder", "inside_folder", `${HOME}/Contracts`, `${HOME}/Scans`, false),
              ],
            },
          },
          {
            trigger_id: "t-archive",
            trigger_name: "Archive all",
            trigger_revision: 2,
            outcome: "off",
            blockers: [],
            passed: 0,
            total: 0,
            changed_since: false,
            would_match_now: true,
            explanation: null,
          },
        ];
    const summary = {
      id: `ev-${index}`,
      source: rejected ? "my-Timer" : PDF,
      source_name: rejected ? "my-Timer" : "PDF Monitor",
      event_type: rejected ? "timer_fired" : "pdf_file_added",
      event_label: rejected ? "timer_fired" : "PDF file added",
      subject: rejected ? "timer_fired" : name,
      time: at,
      received_at: at,
      status: rejected ? ("rejected" as const) : ("accepted" as const),
      outcome: rejected ? ("rejected" as const) : invoice ? ("matched" as const) : ("none_matched" as const),
      matched: rejected ? 0 : invoice ? 1 : 0,
      not_matched: rejected ? 0 : invoice ? 1 : 2,
      off: rejected ? 0 : 1,
      suppressed: 0,
      held: 0,
      runs_total: invoice && !rejected ? 1 : 0,
      rejection: rejected
        ? {
            type: "about:blank",
            title: "No source has the id `my-Timer`. Did you mean `my-timer`?",
            status: 404,
            code: "EVT-001",
            detail: "Ids must match exactly, including capitals. The event was set aside.",
            fix: 'Send it with "source": "my-timer".',
            suggestion: "my-timer",
          }
        : undefined,
    };
    return {
      ...summary,
      data: rejected
        ? { timer_id: "default" }
        : {
            filename: name,
            file_path: `${HOME}/Scans/${name}`,
            file_size: size,
            ...(name === "scan-882.pdf" ? {} : { content_type: "application/pdf" }),
            source_folder: `${HOME}/Scans`,
            detected_at: at,
          },
      metadata: { source: summary.source, timestamp: at, user_id: null, additional_data: {} },
      decisions,
      runs: [],
      other_triggers: 6,
    };
  });
}

export function fakeHeld(events: EventDetail[]): HeldGroup[] {
  const some = events.filter((event) => event.status === "accepted").slice(20, 32);
  if (some.length === 0) return [];
  return [
    {
      trigger_id: "t-contracts",
      trigger_name: "Contracts",
      reason: {
        code: "flood",
        text: "212 files arrived in 8 seconds, more than your limit of 100. None has run yet.",
      },
      count: 212,
      since: some.at(-1)?.time ?? "",
      latest: some[0]?.time ?? "",
      events: some.map((event) => ({ event_id: event.id, subject: event.subject, time: event.time })),
    },
  ];
}

export function fakeRuns(events: EventDetail[], workflows: Workflow[]): RunDetail[] {
  const workflow = workflows[0] as Workflow;
  return events
    .filter((event) => event.matched > 0)
    .map((event, index) => {
      const failed = index % 5 === 2;
      const running = index === 0;
      const status = running ? "running" : failed ? "failed" : "succeeded";
      const started = event.received_at;
      const error = failed
        ? {
            code: "STEP-507",
            message: 'No space left on drive "Data"',
            fix: "Needs 12 MB, 0 MB free. Free space, then retry from step 3.",
            step_id: "save",
            step_index: 2,
          }
        : undefined;
      const steps: StepRun[] = workflow.steps.map((step, at) => {
        const state = running && at === 2 ? "running" : failed && at === 2 ? "failed" : "succeeded";
        const begin = new Date(Date.parse(started) + at * 700).toISOString();
        const end = state === "running" ? null : new Date(Date.parse(begin) + 600).toISOString();
        return {
          index: at,
          id: step.id,
          type: step.type,
          name: step.name ?? step.id,
          status: state,
          started_at: begin,
          ended_at: end,
          duration_ms: end ? 600 : null,
          input: { path: event.data.file_path as string },
          output: state === "succeeded" ? { pages: 3, text: "ACME S.p.A. Invoice 142" } : null,
          output_truncated: false,
          error: state === "failed" ? error : undefined,
          attempts: [
            {
              number: 1,
              status: state === "running" ? "running" : state === "failed" ? "failed" : "succeeded",
              started_at: begin,
              ended_at: end,
              error: state === "failed" ? error : undefined,
            },
          ],
          idempotency_key: `${event.id}-${step.id}`,
          may_have_run_twice: false,
        };
      });
      return {
        id: `run-${event.id.slice(3)}`,
        subject: event.subject,
        workflow_id: workflow.id,
        workflow_name: workflow.name,
        workflow_revision: 7,
        trigger_id: "t-invoices",
        trigger_name: "Invoices",
        event_id: event.id,
        file_path: String(event.data.file_path),
        status,
        reason: failed ? "step_failed" : null,
        steps_done: running || failed ? 2 : 3,
        steps_total: 3,
        current_step: running ? "Save rows" : undefined,
        created_at: started,
        started_at: started,
        completed_at: running ? null : new Date(Date.parse(started) + 1900).toISOString(),
        duration_ms: running ? null : 1900,
        error,
        cause: failed ? "extract-pdf-text/save/disk-full" : undefined,
        test: false,
        steps,
        event,
        explanation: event.decisions[0]?.explanation ?? null,
        log_lines: 40,
      };
    });
}

export function fakeLog(run: RunDetail): LogLine[] {
  const start = Date.parse(run.created_at);
  return Array.from({ length: run.log_lines }, (_, index) => ({
    n: index + 1,
    at: new Date(start + index * 45).toISOString(),
    step: Math.min(2, Math.floor(index / 14)),
    attempt: 1,
    level: run.status === "failed" && index === 38 ? "error" : index % 9 === 0 ? "debug" : "info",
    text:
      run.status === "failed" && index === 38
        ? "disk full (28)"
        : `page ${index % 3} read, ${1200 + index * 17} characters`,
  }));
}

export const fakeStepTypes: StepType[] = [
  {
    type: "pdf.extract_text",
    title: "Extract text from a PDF",
    description: "Reads the text of each page in a separate, capped process.",
    keywords: ["pdf", "ocr", "read"],
    touches: ["files_read"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["path"],
      properties: {
        path: { type: "string", title: "File" },
        pages: { type: "string", title: "Pages", default: "all" },
      },
    },
    outputs: { type: "object", properties: { text: { type: "string" }, pages: { type: "integer" } } },
    example: { path: "${{ event.data.file_path }}" },
  },
  {
    type: "file.read",
    title: "Read a file",
    description: "Reads a file as text.",
    keywords: ["file"],
    touches: ["files_read"],
    at_most_once: false,
    inputs: { type: "object", required: ["path"], properties: { path: { type: "string", title: "File" } } },
    outputs: { type: "object", properties: { text: { type: "string" }, size: { type: "integer" } } },
    example: { path: "${{ event.data.file_path }}" },
  },
  {
    type: "file.write",
    title: "Write a file",
    description: "Writes text to a file.",
    keywords: ["file", "save"],
    touches: ["files_write"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["path", "content"],
      properties: {
        path: { type: "string", title: "File" },
        content: { type: "string", title: "Text" },
        if_exists: {
          type: "string",
          enum: ["fail", "replace", "append"],
          default: "fail",
          title: "If it exists",
        },
      },
    },
    outputs: { type: "object", properties: { path: { type: "string" } } },
    example: { path: "out.txt", content: "${{ steps.text.text }}" },
  },
  {
    type: "file.copy",
    title: "Copy a file",
    description: "Copies a file into a folder.",
    keywords: ["file", "archive"],
    touches: ["files_read", "files_write"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["from", "to"],
      properties: { from: { type: "string", title: "File" }, to: { type: "string", title: "Into folder" } },
    },
    outputs: { type: "object", properties: { path: { type: "string" } } },
    example: { from: "${{ event.data.file_path }}", to: "/archive" },
  },
];
