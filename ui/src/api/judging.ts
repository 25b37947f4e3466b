// Wire shapes of triggers, their judgement and what became of events, where they are ahead of the generated ones.
import type { components } from "./schema";

type Schemas = components["schemas"];

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

export type TriggerProblem = Schemas["TriggerProblem"];
export type TriggerWarning = { field: string; kind: Drift["kind"]; text: string };
export type Trigger = Schemas["Trigger"] & {
  warnings?: TriggerWarning[];
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
export type NeverMatched = {
  total: number;
  matched: number;
  blocker?: {
    path: string;
    field: string;
    op: string;
    value?: unknown;
    text: string;
    nearest?: { value: unknown; seen: number; fix: Fix };
    values: { value: unknown; count: number }[];
  };
};

export type Drift = { kind: "vanished" | "new_type" | "new_field"; text: string; triggers: string[] };
export type Field = Schemas["Field"] & {
  types?: { type: string; count: number }[];
  inferred?: boolean;
  drift?: Drift;
};
export type Proposal = {
  condition: Condition;
  text: string;
  matches_of_last: [number, number];
  in_draft: boolean;
};
export type Proposed = { draft: TriggerInput; proposals: Proposal[] };

export type RevisionChange = Schemas["TriggerChange"];
export type Revision = Schemas["TriggerRevision"];
export type Shadow = Schemas["TriggerShadow"];
export type EventChain = Schemas["EventChain"];
export type BulkTriggers = Schemas["TriggerBulkDone"];
export type ReplayMode = Schemas["ReplayMode"];
export type Replay = Schemas["Replayed"];
