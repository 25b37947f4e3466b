// The wire shapes of the local API under the names the UI uses. They come from the OpenAPI document; what a field means
// is said there. Times are RFC 3339 UTC, ids are strings, errors are application/problem+json (Problem).
import type { components } from "./schema";

type Schemas = components["schemas"];

export * from "./judging";

export type Problem = Schemas["Problem"];
export type FieldProblem = Schemas["FieldProblem"];

export type Status = Schemas["Status"];
export type Home = Schemas["Home"];
export type Attention = Schemas["Attention"];
export type RecentFile = Schemas["RecentFile"];
export type FileBiography = Schemas["FileBiography"];
export type StoryEntry = Schemas["StoryEntry"];
export type CatchUpReport = Schemas["CatchUp"];
export type CatchUpItem = Schemas["CatchUpItem"];
export type ExistingFiles = Schemas["ExistingFiles"];

export type SourceState = Schemas["SourceState"];
export type SourceTrust = Schemas["SourceTrust"];
export type Webhook = Schemas["Webhook"];
export type Source = Schemas["Source"];
export type EventType = Schemas["EventType"];
export type FolderHealth = Schemas["FolderHealth"];
export type ManifestError = Schemas["ManifestError"];
export type SourceLogLine = Schemas["SourceLogLine"];
export type SourceEventTypes = Schemas["SourceEvents"];

export type Envelope = Schemas["Envelope"];
export type ProcessAnswer = Schemas["ProcessAnswer"];

export type WorkflowInput = Schemas["WorkflowInput"];
export type Step = Schemas["Step"];
export type Workflow = Schemas["Workflow"];
export type StepType = Schemas["StepType"];

export type RunStatus = Schemas["RunStatus"];
export type RunError = Schemas["RunError"];
export type RunSummary = Schemas["RunSummary"];
export type RunDetail = Schemas["RunDetail"];
export type StepRun = Schemas["StepRun"];
export type Attempt = Schemas["Attempt"];
export type LogLine = Schemas["LogLine"];
export type CauseGroup = Schemas["RunCause"];
export type BulkAnswer = Schemas["BulkResult"];

export type FolderListing = Schemas["Folder"];
export type SchedulePreview = Schemas["SchedulePreview"];
export type UploadAnswer = Schemas["UploadReply"];

export type ChangeKind = Schemas["ChangeKind"];
export type ChangeBatch = Schemas["ChangeBatch"];

// By hand: OpenAPI has no generics, so each list is a schema of its own there; this is what they have in common.
export type List<T> = Omit<Schemas["List_RunSummary"], "items"> & { items: T[] };
