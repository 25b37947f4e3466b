// What is sent again, and what a check of it says per trigger.
import type { EventDetail, Replay, ReplayMode, Trigger } from "../../api/types";
import { formatNumber } from "../../lib/format";

export const SCOPES = [
  { value: "this", label: "only this one", hours: 0 },
  { value: "1h", label: "all of the last hour", hours: 1 },
  { value: "24h", label: "all of the last 24 hours", hours: 24 },
  { value: "7d", label: "all of the last 7 days", hours: 168 },
  { value: "30d", label: "all of the last 30 days", hours: 720 },
] as const;
export type ReplayScope = (typeof SCOPES)[number]["value"];

export interface ReplayChoice {
  event: EventDetail;
  scope: ReplayScope;
  chosen: Trigger[];
  listening: Trigger[];
  mode: ReplayMode;
  now: number;
  /** Runs that the check announced; a real one may start no more. */
  starts: number;
}

export function replayBody({ event, scope, chosen, listening, mode, now, starts }: ReplayChoice) {
  const how = {
    ...(chosen.length === listening.length ? {} : { triggers: chosen.map((t) => t.id) }),
    mode,
    ...(mode === "real" ? { max_runs: starts } : {}),
  };
  if (scope === "this") return { event_ids: [event.id], ...how };
  const hours = SCOPES.find((s) => s.value === scope)?.hours ?? 1;
  return {
    source: event.source,
    event_type: event.event_type,
    from: new Date(now - hours * 3_600_000).toISOString(),
    to: new Date(now).toISOString(),
    ...how,
  };
}

const WORDS: Record<string, string> = {
  suppressed: "suppressed",
  held: "held",
  error: "could not be checked",
  loop: "stopped as a loop",
  off: "while off",
  paused: "while paused",
  rejected: "refused",
  waiting: "still to be judged",
};

export interface TriggerSum {
  id: string;
  name: string;
  workflow: string;
  judged: number;
  matched: number;
  /** "2 suppressed, 1 held"; empty when all else did not match. */
  other: string;
}

export function byTrigger(answer: Replay, triggers: Trigger[]): TriggerSum[] {
  const ids = [...new Set(answer.results.flatMap((r) => r.trigger_id ?? []))];
  return ids.map((id) => {
    const mine = answer.results.filter((r) => r.trigger_id === id);
    const count = (outcome: string) => mine.filter((r) => r.outcome === outcome).length;
    const known = triggers.find((t) => t.id === id);
    return {
      id,
      name: known?.name ?? id,
      workflow: known?.workflow_name ?? "",
      judged: mine.length,
      matched: count("matched"),
      other: Object.entries(WORDS)
        .filter(([outcome]) => count(outcome) > 0)
        .map(([outcome, word]) => `${formatNumber(count(outcome))} ${word}`)
        .join(", "),
    };
  });
}

/** A replay that is still at work is asked for until it is done. */
export async function whole(answer: Replay, ask: (id: string) => Promise<Replay>): Promise<Replay> {
  let now = answer;
  while (!now.done && now.id) {
    await new Promise((rest) => setTimeout(rest, ASK_EVERY_MS));
    now = await ask(now.id);
  }
  return now;
}
const ASK_EVERY_MS = 300;
