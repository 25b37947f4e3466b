// What became of an event, in words: for the list's summary and for each decision.

import type { Decision, EventSummary, Replay } from "../../api/types";
import { plainText } from "../../components/Prose";

/** Asked for by a key of its own: whatever became of such an event. */
export const FLAGGED = "flagged";
export const OUTCOMES = [
  { value: "matched", label: "Matched" },
  { value: "none_matched", label: "No trigger matched" },
  { value: "suppressed", label: "Suppressed" },
  { value: "held", label: "Held" },
  { value: "paused", label: "Source paused" },
  { value: "no_listener", label: "No listener" },
  { value: "rejected", label: "Rejected" },
  { value: FLAGGED, label: "Flagged" },
];

/** The outcome that an address asks for; one that does not exist asks for nothing. */
export const outcomeOf = (asked: string | undefined) =>
  OUTCOMES.find(({ value }) => value === asked?.replaceAll("-", "_"))?.value;

/** "1 ran · 1 no match · 1 off" */
export function outcomeSummary(event: EventSummary): string {
  if (event.status === "rejected") return plainText(event.rejection?.title ?? "Rejected");
  return event.flag ? `Flagged · ${whatCameOfIt(event)}` : whatCameOfIt(event);
}

function whatCameOfIt(event: EventSummary): string {
  if (event.outcome === "paused") return "Source paused, nothing was run";
  const { suppressed, held } = event;
  const total = event.matched + event.not_matched + event.off + suppressed + held;
  if (total === 0) return "No trigger listens to this type";
  const parts = [`${event.matched} ran`];
  if (held > 0) parts.push(`${held} held`);
  if (suppressed > 0) parts.push(`${suppressed} suppressed`);
  if (event.not_matched > 0) parts.push(`${event.not_matched} no match`);
  if (event.off > 0) parts.push(`${event.off} off`);
  return parts.join(" · ");
}

/** "no match, 1 of 2 passed" */
export function decisionText(decision: Decision): string {
  switch (decision.outcome) {
    case "matched":
      if (decision.total === 0) return "matched, no conditions";
      // In groups of any or none a match need not pass them all.
      return decision.passed < decision.total ? "matched" : `matched, all ${decision.total} passed`;
    case "no_match":
      return `no match, ${decision.passed} of ${decision.total} passed`;
    case "off":
      return "trigger was off";
    case "error":
      return "a condition could not be checked";
    case "paused":
      return "source paused";
    case "held":
      return "matched, held";
    case "suppressed":
      return "matched, suppressed";
    case "loop":
      return "stopped, it triggers itself";
  }
}

/** What the trigger would do with this event today, when that differs or was never decided. */
export function nowText(decision: Decision): string | null {
  if (decision.outcome === "off" || decision.outcome === "paused") {
    if (decision.would_match_now === undefined) return null;
    return decision.would_match_now ? "Would have matched." : "Would not have matched.";
  }
  if (!decision.changed_since) return null;
  if (decision.would_match_now === undefined) return "The trigger has changed since.";
  return `The trigger has changed since: it would ${decision.would_match_now ? "" : "not "}match now.`;
}

const ORDER: Decision["outcome"][] = [
  "matched",
  "loop",
  "error",
  "held",
  "suppressed",
  "paused",
  "no_match",
  "off",
];

/** The chosen trigger first, then the ones that ran, then by how close they came. */
export function orderDecisions(decisions: Decision[], chosen?: string): Decision[] {
  const rank = (item: Decision) => (item.trigger_id === chosen ? 0 : 1 + ORDER.indexOf(item.outcome));
  const closeness = (item: Decision) => (item.total === 0 ? 0 : item.passed / item.total);
  return [...decisions].sort((a, b) => rank(a) - rank(b) || closeness(b) - closeness(a));
}

/** What a check without running says about a trigger: "Checked now: it would match." */
export function checkedText(checked: Replay | undefined, trigger: string): string | undefined {
  const result = checked?.results.find((r) => r.trigger_id === trigger);
  if (!result) return undefined;
  const says: Record<string, string> = {
    matched: "it would run",
    no_match: "it would not match",
    suppressed: "it would match and be suppressed",
    held: "it would match and be held",
    error: "a condition could not be checked",
    loop: "it would be stopped, as it triggers itself",
    off: "it is off",
    paused: "its source is paused",
  };
  return `Checked now: ${says[result.outcome] ?? result.outcome}.`;
}
