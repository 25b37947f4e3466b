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
export type Trigger = Schemas["Trigger"];
export type EvaluationShow = Schemas["EvaluationShow"];
export type Fix = Schemas["EvaluationFix"];
export type EvaluatedEvent = Schemas["EvaluatedEvent"];
export type Evaluation = Schemas["Evaluation"];
export type AlsoMatched = Schemas["AlsoMatched"];
export type TriggerOverlaps = Schemas["TriggerOverlaps"];
export type Judged = Schemas["Judged"];
export type NeverMatched = Schemas["NeverMatched"];
export type TriggerWhy = Schemas["TriggerWhy"];
export type Said = Schemas["Said"];
export type OptionText = Schemas["OptionText"];
export type SentAs = Schemas["SentAs"];
export type Field = Schemas["Field"];
export type Proposal = Schemas["Proposal"];
export type Proposed = Schemas["Proposed"];
export type RevisionChange = Schemas["TriggerChange"];
export type Revision = Schemas["TriggerRevision"];
export type Shadow = Schemas["TriggerShadow"];
export type EventChain = Schemas["EventChain"];
export type BulkTriggers = Schemas["TriggerBulkDone"];
export type ReplayMode = Schemas["ReplayMode"];
export type Replay = Schemas["Replayed"];
