// The wire shapes of the local API, by the names of its OpenAPI components. Times are RFC 3339 UTC, ids are strings.
// Lists carry {items, next_cursor, total, total_is_exact}.
// Lists: {items, next_cursor|null, total, total_is_exact}. Query: ?limit=&cursor=
// Errors: application/problem+json Problem. Auth: Authorization: Bearer TOKEN (not on GET /api/event-sources…).

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  fix?: string;
  place?: string; // file:line:column, JSON pointer or field
  suggestion?: string; // corrected value, only when exactly one candidate is near
  errors?: FieldProblem[];
  event_id?: string;
};
export type FieldProblem = { pointer: string; message: string; expected?: string; suggestion?: string };

// ── status ── GET /api/status
export type Status = {
  version: string;
  state: "running" | "paused";
  started_at: string;
  data_dir: string;
  url: string | null;
  sources_running: number;
  sources_problem: number;
  folders_watched: number;
  triggers_on: number;
  triggers_off: number;
  runs_queued: number;
  runs_running: number;
  runs_waiting: number;
  events_total: number;
  last_event_at: string | null;
  events_per_second: number;
  journal_seq: number;
  home_dir: string;
  source_dirs: string[];
};
// POST /api/status/pause | /api/status/resume → Status

// ── home ── GET /api/home
export type Home = {
  today: {
    runs: number;
    succeeded: number;
    failed: number;
    active: number;
    waiting: number;
    median_ms: number | null;
    p95_ms: number | null;
  };
  bars: { start: string; succeeded: number; failed: number }[]; // 48 half hours, oldest first
  attention: Attention[];
  running: RunSummary[];
  recent_files: RecentFile[];
  first_run: boolean;
};
export type Attention = {
  kind: "failed" | "source" | "invalid_source" | "folder";
  cause: string;
  title: string;
  detail: string;
  count: number;
  run_id?: string;
  run_ids?: string[];
  source_id?: string;
  place?: string;
  last_at: string;
};
export type RecentFile = {
  event_id: string;
  name: string;
  path: string;
  at: string;
  event_label: string;
  outcome: "ran" | "running" | "failed" | "nothing_matched" | "no_listener" | "queued";
  run_id?: string;
  workflow_name?: string;
  trigger_name?: string;
};

// ── sources ── GET /api/event-sources/ → {items: Source[]} ; GET /api/event-sources/{id} → Source ; GET …/{id}/events → {source, name, eventTypes: EventType[]}
export type SourceState =
  | "off"
  | "starting"
  | "running"
  | "backing_off"
  | "crash_loop"
  | "invalid"
  | "untrusted"
  | "builtin";
export type Source = {
  id: string;
  name: string;
  description: string;
  version: string;
  state: SourceState;
  state_since: string;
  state_detail?: string;
  eventTypes: EventType[];
  configSchema?: object;
  webhookEndpoint?: string;
  tags: string[];
  author?: string;
  license?: string;
  shipped: boolean;
  path: string;
  manifest_path: string;
  readme?: string;
  pid?: number;
  restarts: number;
  events_total: number;
  rejected_total: number;
  last_activity_at?: string;
  rate_per_min: number;
  next_restart_at?: string;
  config: Record<string, unknown>;
  folders: FolderHealth[];
  errors: ManifestError[];
  warnings: ManifestError[];
};
export type EventType = {
  type: string;
  label: string;
  description: string;
  schema?: object;
  icon?: string;
  tags?: string[];
  fields: Field[];
  fields_inferred: boolean;
  events_24h: number;
  triggers: number;
  last_event_at?: string;
};
export type Field = {
  path: string;
  type: "string" | "number" | "integer" | "boolean" | "array" | "object" | "any";
  format?: string;
  required: boolean;
  description?: string;
  enum?: unknown[];
  sample?: unknown;
  seen?: number;
  seen_of?: number;
  suggestions?: { value: unknown; count: number }[];
  min?: number;
  median?: number;
  max?: number;
};
export type FolderHealth = {
  path: string;
  state: "watching" | "scanning" | "polling" | "missing" | "no_permission";
  detail?: string;
  files: number;
  pending: { path: string; reason: string }[];
};
export type ManifestError = {
  code: string;
  message: string;
  file: string;
  line: number;
  column: number;
  pointer: string;
  expected?: string;
  suggestion?: string;
  excerpt?: { line: number; text: string }[];
};
// POST /api/event-sources/rescan → {items: Source[]} ; POST …/{id}/start | /stop | /restart → Source ; PUT …/{id}/config (body = config object) → Source
// GET …/{id}/log?after=N&limit= → {lines: SourceLogLine[], last: number}
export type SourceLogLine = {
  n: number;
  at: string;
  level: "debug" | "info" | "warn" | "error";
  text: string;
};
// GET /api/event-sources/{id}/event-types/{type}/fields → {fields: Field[]} with suggestions and statistics from the last 1000 events

// ── events ── POST /api/events/process (Envelope | {events: Envelope[]}) → 202 ProcessAnswer | {results:[ProcessAnswer|Problem]}
export type Envelope = {
  event_type: string;
  source?: string;
  data: Record<string, unknown>;
  key?: string;
  metadata?: { source?: string; timestamp?: string; user_id?: string | null; additional_data?: object };
};
export type ProcessAnswer = {
  success: boolean;
  event_id: string;
  duplicate: boolean;
  triggers_matched: number;
  runs: { trigger_id: string; trigger_name: string; workflow_id: string; execution_id: string }[];
};
// GET /api/events?q=&source=&type=&outcome=matched|none_matched|no_listener|rejected&limit=&cursor= → list of EventSummary
export type EventSummary = {
  id: string;
  source: string;
  source_name: string;
  event_type: string;
  event_label: string;
  subject: string;
  time: string;
  received_at: string;
  status: "accepted" | "rejected";
  outcome: "matched" | "none_matched" | "no_listener" | "rejected";
  matched: number;
  not_matched: number;
  off: number;
  runs_total: number;
  rejection?: Problem;
  user_id?: string | null;
};
// GET /api/events/{id} → EventDetail ; GET /api/events/{id}/decisions → {items: Decision[]} ; POST /api/events/{id}/resend (body optional {source?: string}) → ProcessAnswer
export type EventDetail = EventSummary & {
  data: Record<string, unknown>;
  metadata: object;
  decisions: Decision[];
  runs: RunSummary[];
  key?: string;
  other_triggers: number;
};
export type Decision = {
  trigger_id: string;
  trigger_name: string;
  trigger_revision: number;
  outcome: "matched" | "no_match" | "trigger_off" | "error";
  passed: number;
  total: number;
  explanation: Explained | null;
  run_id?: string;
  changed_since: boolean;
  would_match_now?: boolean;
};
export type Explained =
  | { kind: "group"; op: "all" | "any" | "none"; passed: boolean; children: Explained[] }
  | {
      kind: "leaf";
      path: string;
      field: string;
      op: string;
      text: string;
      expected: unknown;
      actual: unknown;
      missing: boolean;
      passed: boolean;
      error?: string;
    };

// ── triggers ── GET /api/triggers?source=&type=&workflow= → list of Trigger ; POST /api/triggers (TriggerInput) → 201 Trigger ; GET|PUT|DELETE /api/triggers/{id} ; POST /api/triggers/{id}/enable|disable|restore → Trigger
export type Condition = { all: Condition[] } | { any: Condition[] } | { none: Condition[] } | Leaf;
export type Leaf = { field: string; op: Op; value?: unknown; case_sensitive?: boolean }; // field = dotted path in event.data, e.g. "customer.city"
export type Op =
  | "contains"
  | "not_contains"
  | "is"
  | "is_not"
  | "starts_with"
  | "ends_with"
  | "matches_glob"
  | "matches_regex"
  | "is_one_of"
  | "is_not_one_of"
  | "is_empty"
  | "is_not_empty"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "between"
  | "before"
  | "after"
  | "in_last_seconds"
  | "is_true"
  | "is_false"
  | "has_item"
  | "count_ge"
  | "has_field"
  | "exists"
  | "is_missing"
  | "extension_is"
  | "inside_folder";
export type TriggerInput = {
  id?: string;
  name: string;
  source: string;
  event_type: string;
  workflow_id: string;
  conditions?: Condition | null;
  active: boolean;
};
export type Trigger = {
  id: string;
  name: string;
  source: string;
  source_name: string;
  event_type: string;
  event_label: string;
  workflow_id: string;
  workflow_name: string;
  conditions: Condition | null;
  active: boolean;
  revision: number;
  created_at: string;
  updated_at: string;
  sentence: string;
  waiting_for_source: boolean;
  events_24h: number;
  matched_24h: number;
  runs_24h: number;
  failed_24h: number;
  last_fired_at: string | null;
  events_ever: number;
  matched_ever: number;
};
// POST /api/triggers/evaluate {draft: TriggerInput-without-name ok, last: 100} →
export type Evaluation = {
  total: number;
  matched: number;
  leaves: { path: string; passed: number }[]; // path "0.1" = child 1 of child 0 of the root
  events: {
    id: string;
    subject: string;
    time: string;
    matched: boolean;
    near_miss: boolean;
    failed_leaf?: string;
    explanation: Explained | null;
    data: Record<string, unknown>;
  }[];
  sentence: string;
  problems: FieldProblem[];
};

// ── workflows ── GET /api/workflows → list of Workflow ; POST /api/workflows (WorkflowInput) → 201 ; GET|PUT|DELETE /api/workflows/{id} ; GET …/{id}/revisions → {items} ; GET …/{id}/revisions/{n} ; POST …/{id}/run {data: {...}} → {run_id}  ; POST …/{id}/restore ; POST /api/workflows/{id}/test-step {step: Step, event_id?: string, steps?: {[id]: output}} → {output?, error?, input, log: LogLine[], duration_ms}
export type WorkflowInput = { id?: string; name: string; description?: string; steps: Step[] };
export type Step = {
  id: string;
  type: string;
  name?: string;
  with: Record<string, unknown>;
  timeout_s?: number;
  retry?: { max_attempts: number; delay_s: number; backoff?: number };
  on_error?: "stop" | "continue";
  if?: string;
};
//   strings in `with` may hold ${{ CEL }}: variables event (=data, plus event.id/source/type in `meta`), steps.<id>.<output>, run.id, workflow.id. e.g. "${{ event.data.file_path }}", "${{ steps.text.pages }}"
//   CEL root variables: event = {id, source, type, time, subject, user_id, data:{…}}, steps = {<id>: output…}, run = {id, key}, workflow = {id, name, revision}
export type Workflow = WorkflowInput & {
  id: string;
  revision: number;
  created_at: string;
  updated_at: string;
  used_by: { id: string; name: string; active: boolean }[];
  last_run?: RunSummary;
  runs_7d: number;
  succeeded_7d: number;
  median_ms_7d: number | null;
  problems: FieldProblem[];
};
// GET /api/steps → {items: StepType[]}
export type StepType = {
  type: string;
  title: string;
  description: string;
  keywords: string[];
  touches: ("files_read" | "files_write" | "network" | "process" | "screen" | "events" | "nothing")[];
  at_most_once: boolean;
  inputs: object /* JSON Schema object */;
  outputs: object /* JSON Schema object */;
  example: Record<string, unknown>;
};

// ── runs ── GET /api/runs?q=&status=&workflow=&trigger=&event=&cause=&limit=&cursor= → list of RunSummary; GET /api/runs/{id} → RunDetail
export type RunStatus = "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled";
export type RunError = { code: string; message: string; fix?: string; step_id?: string; step_index?: number };
export type RunSummary = {
  id: string;
  subject: string;
  workflow_id: string;
  workflow_name: string;
  workflow_revision: number;
  trigger_id: string | null;
  trigger_name: string | null;
  event_id: string;
  status: RunStatus;
  reason: string | null /* timed_out, interrupted, user, step_failed… */;
  steps_done: number;
  steps_total: number;
  current_step?: string;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  duration_ms: number | null;
  error?: RunError;
  cause?: string;
  test: boolean;
  rerun_of?: string;
  next_attempt_at?: string;
};
export type RunDetail = RunSummary & {
  steps: StepRun[];
  event: EventSummary;
  explanation: Explained | null;
  log_lines: number;
};
export type StepRun = {
  index: number;
  id: string;
  type: string;
  name: string;
  status: "pending" | "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
  started_at: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  input: Record<string, unknown> | null;
  output: Record<string, unknown> | null;
  output_truncated: boolean;
  error?: RunError;
  attempts: Attempt[];
  idempotency_key: string;
  may_have_run_twice: boolean;
};
export type Attempt = {
  number: number;
  status: "running" | "succeeded" | "failed" | "interrupted" | "cancelled";
  started_at: string;
  ended_at: string | null;
  error?: RunError;
};
// GET /api/runs/{id}/log?after=N&limit=1000&q= → {lines: LogLine[], total: number}
export type LogLine = {
  n: number;
  at: string;
  level: "debug" | "info" | "warn" | "error" | "out" | "err";
  step: number | null;
  attempt: number | null;
  text: string;
};
// POST /api/runs/{id}/cancel → RunDetail ; /retry (from failed step, same run id? NO: same run goes on) → RunDetail ; /rerun {data?: {...}, workflow_revision?: "latest"|"same"} → {run_id}
// POST /api/runs/bulk {action: "retry"|"rerun"|"cancel", ids: string[]} → {done: number, failed: {id, code, message}[]}
// GET /api/runs/causes?status=failed → {items: {cause: string, title: string, count, first_at, last_at, workflow_id, step_id, run_ids: string[]}[]}

// ── folders (for the picker) ── GET /api/folders?path= → {path, parent: string|null, home: string, exists: boolean, readable: boolean, pdf_count: number, entries: {name, path}[], problem?: string}

// ── live ── GET /api/changes?since=SEQ : text/event-stream; each message: id: <seq>, event: changes, data: {"seq": n, "changes": [{"kind": "event"|"run"|"trigger"|"workflow"|"source"|"log"|"status", "id": "…"}]}
//   batches ≤ 30/s, duplicates within a batch merged. event: reset, data {"seq": n} when since is too old → refetch all. Comments (": ping") every 15 s.
//   GET /api/sync → {seq} after everything before the call has been seen and matched.
// Desktop: Tauri command `request({method, path, body?: string, headers?: Record<string,string>}) → {status, headers, body: string}` and `subscribe({since, channel})`: channel messages are the same {type:"changes"|"reset", seq, changes}.

export type List<T> = { items: T[]; next_cursor: string | null; total: number; total_is_exact: boolean };
export type FolderListing = {
  path: string;
  parent: string | null;
  home: string;
  exists: boolean;
  readable: boolean;
  pdf_count: number;
  entries: { name: string; path: string }[];
  problem?: string;
};
export type SourceEventTypes = { source: string; name: string; eventTypes: EventType[] };
export type CauseGroup = {
  cause: string;
  title: string;
  count: number;
  first_at: string;
  last_at: string;
  workflow_id: string;
  step_id: string;
  run_ids: string[];
};
export type BulkAnswer = { done: number; failed: { id: string; code: string; message: string }[] };
export type ChangeKind = "event" | "run" | "trigger" | "workflow" | "source" | "log" | "status";
export type ChangeBatch = {
  type: "changes" | "reset";
  seq: number;
  changes: { kind: ChangeKind; id: string }[];
};
