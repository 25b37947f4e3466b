// Wire shapes of triggers, their judgement and what became of events, where they are ahead of the generated ones.
import type { components } from "./schema";

type Schemas = components["schemas"];
type Problem = Schemas["Problem"];

/** What a condition counts as when the event cannot say: the field is missing, or is of another type. */
export type IfUnknown = "no_match" | "match" | "error";
export type Op =
  | "contains"
  | "not_contains"
  | "is"
  | "is_not"
  | "starts_with"
  | "not_starts_with"
  | "ends_with"
  | "not_ends_with"
  | "matches_glob"
  | "not_matches_glob"
  | "matches_regex"
  | "not_matches_regex"
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
  | "not_between"
  | "before"
  | "not_before"
  | "after"
  | "not_after"
  | "in_last_seconds"
  | "not_in_last_seconds"
  | "weekday_is"
  | "weekday_is_not"
  | "time_between"
  | "time_not_between"
  | "is_true"
  | "is_false"
  | "has_item"
  | "not_has_item"
  | "count_eq"
  | "count_ne"
  | "count_ge"
  | "count_lt"
  | "count_gt"
  | "count_le"
  | "any_item"
  | "no_item"
  | "all_items"
  | "not_all_items"
  | "has_field"
  | "not_has_field"
  | "extension_is"
  | "extension_is_not"
  | "inside_folder"
  | "not_inside_folder"
  | "file_name_matches"
  | "not_file_name_matches"
  | "exists"
  | "is_missing";
export type Leaf = Omit<Schemas["Leaf"], "op"> & { op: Op; if_unknown?: IfUnknown; time_zone?: string };
export type Expression = { expression: string; if_unknown?: IfUnknown };
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | Leaf
  | Expression;

export type Judged = "true" | "false" | "unknown";
type ExplainedLeaf = Extract<Schemas["Explained"], { kind: "leaf" }> & {
  result?: Judged;
  unknown?: "missing" | "wrong_type" | "expression";
  if_unknown?: IfUnknown;
};
export type Explained =
  | {
      kind: "group";
      op: Schemas["GroupOp"];
      passed: boolean;
      result?: Judged;
      children: Explained[];
    }
  | ExplainedLeaf;

export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
export type TriggerOptions = {
  once?: { per: "file" | "path" | "key"; key?: string; forget_after_days?: number };
  debounce?: { wait_s: number; key?: string };
  batch?: { window_s: number; max?: number; key?: string };
  rate?: { limit: number; per_s: number; overflow: "queue" | "drop" | "hold" };
  concurrency?: { mode: "queue" | "parallel" | "skip" | "replace"; max?: number; key?: string };
  schedule?: { days: Day[]; from: string; to: string; time_zone?: string; outside: "hold" | "ignore" };
  flood?: { limit: number; per_s: number };
  brake?: { files: number; per_s: number };
};

export type TriggerProblem = {
  code: string;
  severity: "error" | "warning";
  title: string;
  detail: string;
  fix?: string;
  place?: string;
  suggestion?: string;
};
export type TriggerInput = Omit<Schemas["TriggerInput"], "conditions"> & {
  conditions?: Condition | null;
  options?: TriggerOptions;
};
export type Trigger = Omit<Schemas["Trigger"], "conditions"> & {
  conditions: Condition | null;
  options?: TriggerOptions;
  problems?: TriggerProblem[];
  shadow?: boolean;
};

/** Why a decision is what it is, with what it refers to. */
export type Reason = {
  code: string;
  text: string;
  twin_event_id?: string;
  twin_run_id?: string;
  until?: string;
  chain?: string[];
};
export type EvaluationShow = "all" | "matches" | "near_misses";
export type DecisionOutcome = Schemas["DecisionOutcome"] | "off" | "suppressed" | "held" | "paused" | "loop";
export type Decision = Omit<Schemas["Decision"], "outcome" | "explanation"> & {
  outcome: DecisionOutcome;
  explanation: Explained | null;
  reason?: Reason;
  blockers?: string[];
};
export type EventSummary = Omit<Schemas["EventSummary"], "outcome"> & {
  outcome: Schemas["EventOutcome"] | "suppressed" | "held";
  suppressed?: number;
  held?: number;
  replay_of?: string | null;
};
type DetailOnly = Omit<Schemas["EventDetail"], keyof Schemas["EventSummary"] | "decisions">;
export type EventDetail = EventSummary &
  DetailOnly & {
    decisions: Decision[];
    replays?: string[];
  };

export type Fix = {
  path: string;
  field: string;
  op: string;
  value: unknown;
  case_sensitive: boolean;
  text: string;
  new_matched: number;
};
export type EvaluatedEvent = Omit<Schemas["EvaluatedEvent"], "explanation"> & {
  explanation: Explained | null;
  fix?: Fix;
};
export type Evaluation = Omit<Schemas["Evaluation"], "events" | "leaves"> & {
  events: EvaluatedEvent[];
  leaves: (Schemas["EvaluationLeaf"] & { unknown?: number; only_blocker?: number })[];
  near_misses?: number;
  unknown?: number;
  runs?: number;
  suppressed?: { code: string; count: number }[];
};

export type Drift = { kind: "vanished" | "new_type" | "new_field"; text: string; triggers: string[] };
export type Field = Schemas["Field"] & {
  of?: number;
  types?: { type: string; count: number }[];
  values?: { value: unknown; count: number }[];
  inferred?: boolean;
  drift?: Drift;
};
export type Proposal = { condition: Condition; text: string; matches_of_last: [number, number] };
export type Proposed = { draft: TriggerInput; proposals: Proposal[] };

export type RevisionChange = {
  path: string;
  kind: "added" | "removed" | "changed";
  before?: unknown;
  after?: unknown;
  text: string;
};
export type Revision = {
  revision: number;
  created_at: string;
  summary: string;
  changes: RevisionChange[];
};
export type Shadow = {
  draft: TriggerInput;
  since: string;
  judged: number;
  differences: {
    event_id: string;
    subject: string;
    time: string;
    live: DecisionOutcome;
    shadow: DecisionOutcome;
  }[];
};
export type BulkTriggers = { done: string[]; failed: { id: string; problem: Problem }[] };
export type HeldGroup = {
  trigger_id: string;
  trigger_name: string;
  reason: Reason;
  count: number;
  since: string;
  latest: string;
  events: { event_id: string; subject: string; time: string }[];
};
export type ReplayMode = "dry" | "shadow" | "real";
export type Replay = {
  id?: string;
  events: number;
  runs: number;
  truncated: boolean;
  /** False while it is at work. */
  done: boolean;
  results: {
    event_id: string;
    replayed_as?: string;
    trigger_id?: string;
    outcome: string;
    execution_id?: string;
  }[];
};
