// Wire shapes of triggers, their judgement and what became of events, where they are ahead of the generated ones.
import type { components } from "./schema";

type Schemas = components["schemas"];
type Problem = Schemas["Problem"];

export type IfUnknown = Schemas["IfUnknown"];
export type Op = Schemas["Op"];
export type Leaf = Schemas["Leaf"];
export type Expression = Schemas["Expression"];
export type Condition = Schemas["Condition"];
export type Explained = Schemas["Explained"];
export type Day = Schemas["Weekday"];
export type TriggerOptions = Schemas["Options"];
export type TriggerInput = Schemas["TriggerInput"];
export type Reason = Schemas["Reason"];
export type Decision = Schemas["Decision"];
export type DecisionOutcome = Schemas["DecisionOutcome"];
export type EventSummary = Schemas["EventSummary"];
export type EventDetail = Schemas["EventDetail"];
export type HeldGroup = Schemas["HeldGroup"];

export type TriggerProblem = {
  code: string;
  severity: "error" | "warning";
  title: string;
  detail: string;
  fix?: string;
  place?: string;
  suggestion?: string;
};
export type Trigger = Schemas["Trigger"] & {
  problems?: TriggerProblem[];
  shadow?: boolean;
};

export type EvaluationShow = "all" | "matches" | "near_misses";
export type Fix = {
  path: string;
  field: string;
  op: string;
  value: unknown;
  case_sensitive: boolean;
  text: string;
  new_matched: number;
};
export type EvaluatedEvent = Schemas["EvaluatedEvent"] & {
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
