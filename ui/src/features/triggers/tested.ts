// What a draft is tested with: the newest match, a past event, a file, or an event written by hand; and what the draft says of it.
import type { EvaluatedEvent, Explained, Judged, Problem } from "../../api/types";
import { plainText } from "../../components/Prose";
import { failText, stoppingLeaf } from "./preview";

export type TestMode = "match" | "event" | "file" | "json";

export interface TestChoice {
  mode: TestMode;
  eventId: string | null;
  file: string;
  text: string;
}

/** A past event of whatever origin, as the page holds it. */
export interface PastEvent {
  id: string;
  subject: string;
  data: Record<string, unknown>;
}

export interface Tested {
  /** Of a stored event. */
  eventId?: string | undefined;
  subject: string;
  /** Absent while what was given cannot be read. */
  data: Record<string, unknown> | null;
  explanation: Explained | null;
  /** Why it would be refused, or would not come. */
  problem?: Problem | undefined;
  /** Absent where nobody judged it yet. */
  matched: boolean | undefined;
}

const pastEvent = (event: EvaluatedEvent | PastEvent): Tested => ({
  eventId: event.id,
  subject: event.subject,
  data: event.data,
  explanation: "explanation" in event ? event.explanation : null,
  matched: "matched" in event ? event.matched : undefined,
});

/** The stored event that is tested with; the newest match where none was chosen, else the newest of those listed. */
export function testedEvent(
  choice: TestChoice,
  listed: EvaluatedEvent[],
  all: EvaluatedEvent[],
  wanted: PastEvent | undefined,
): Tested | null {
  const newest = all.find((e) => e.matched) ?? listed[0] ?? all[0];
  if (choice.mode !== "event") return newest ? pastEvent(newest) : null;
  const chosen =
    all.find((e) => e.id === choice.eventId) ?? (wanted?.id === choice.eventId ? wanted : undefined);
  const event = chosen ?? listed[0] ?? all[0];
  return event ? pastEvent(event) : null;
}

export const judgedEvent = (judged: Judged): Tested => ({
  subject: judged.subject,
  data: judged.data ?? null,
  explanation: judged.explanation,
  problem: judged.problem,
  matched: judged.matched,
});

export interface Verdict {
  status: string;
  text: string;
}

/** "Would match", "Would not match: 38 MB is not < 20 MB", or what keeps it from coming in. */
export function verdict(tested: Tested): Verdict | null {
  if (tested.problem) return { status: "rejected", text: plainText(tested.problem.title) };
  if (tested.matched === undefined) return null;
  if (tested.matched) return { status: "succeeded", text: "would match" };
  const leaf = stoppingLeaf(tested.explanation);
  return { status: "no_match", text: leaf ? `would not match: ${failText(leaf)}` : "would not match" };
}

/** "writes files and uses the network" */
export function listed(parts: string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
