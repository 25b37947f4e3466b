// The chain from "source running" to "workflow started"; it stops at its first broken link.
import type { Fix, Leaf, NeverMatched, Source, Trigger } from "../../api/types";
import { formatNumber, plural } from "../../lib/format";
import { operatorInfo, valueText } from "./operators";

export interface ChainLink {
  key: "trigger" | "source" | "folder" | "type" | "event" | "conditions" | "options" | "workflow";
  question: string;
  state: "ok" | "bad" | "later";
  text: string;
  /** When it was last true. */
  at?: string | null;
}

const STOPPED: Partial<Record<Source["state"], string>> = {
  off: "The source is off.",
  starting: "The source is starting.",
  backing_off: "The source ended by itself and is being started again.",
  crash_loop: "The source keeps crashing, so no events come from it.",
  invalid: "The source's plugin.json has errors, so it can't run.",
  untrusted: "The source is not trusted yet, so it does not run.",
};

export function chain(trigger: Trigger, source: Source | undefined, held = 0): ChainLink[] {
  const links: ChainLink[] = [];
  const type = source?.eventTypes.find((t) => t.type === trigger.event_type);
  const add = (link: Omit<ChainLink, "state">, ok: boolean) => {
    const broken = links.some((l) => l.state === "bad");
    links.push({ ...link, state: broken ? "later" : ok ? "ok" : "bad" });
  };
  add(
    {
      key: "trigger",
      question: "Is the trigger on?",
      text: trigger.active ? "On." : "It is off, so it runs nothing.",
      at: trigger.updated_at,
    },
    trigger.active,
  );
  const stopped = source ? STOPPED[source.state] : undefined;
  add(
    {
      key: "source",
      question: "Is the source running?",
      text: !source
        ? `No source has the id “${trigger.source}”. Ids must match exactly, including capitals.`
        : stopped
          ? `${stopped}${source.state_detail ? ` ${source.state_detail}` : ""}`
          : `${source.name} is running.`,
      at: source?.state_since ?? null,
    },
    source !== undefined && stopped === undefined,
  );
  const bad = source?.folders.filter((f) => f.state === "missing" || f.state === "no_permission") ?? [];
  if (source && source.folders.length > 0) {
    const first = bad[0];
    add(
      {
        key: "folder",
        question: "Can its folders be read?",
        text: first
          ? `${first.path} ${first.state === "missing" ? "can't be found" : "can't be read"}.${bad.length < source.folders.length ? ` ${source.folders.length - bad.length} of ${source.folders.length} folders can.` : ""}`
          : `${formatNumber(source.folders.length)} ${source.folders.length === 1 ? "folder is" : "folders are"} watched.`,
      },
      bad.length < source.folders.length,
    );
  }
  add(
    {
      key: "type",
      question: "Does the source declare this event?",
      text: type
        ? `“${type.label}” is declared.`
        : `“${trigger.event_type}” isn't an event type of ${source?.name ?? trigger.source}.`,
    },
    type !== undefined,
  );
  const seen = trigger.events_ever > 0;
  add(
    {
      key: "event",
      question: "Has such an event come in?",
      text: seen
        ? `${formatNumber(trigger.events_24h)} in the last 24 hours, ${formatNumber(trigger.events_ever)} since this trigger exists.`
        : (type?.events_24h ?? 0) > 0
          ? "None has come in since this trigger exists; those below are from before."
          : "None has come in since this trigger exists.",
      at: type?.last_event_at ?? null,
    },
    seen,
  );
  const never = trigger.events_ever > 0 && trigger.matched_ever === 0;
  add(
    {
      key: "conditions",
      question: "Did the conditions let one through?",
      text: never
        ? `${formatNumber(trigger.events_ever)} events, 0 matches. The events below show which condition stopped them.`
        : `${formatNumber(trigger.matched_24h)} of ${formatNumber(trigger.events_24h)} in the last 24 hours.`,
      at: trigger.last_fired_at,
    },
    trigger.matched_ever > 0 && (trigger.matched_24h > 0 || trigger.events_24h === 0),
  );
  const heldBack = held > 0 || (trigger.matched_24h > 0 && trigger.runs_24h === 0);
  add(
    {
      key: "options",
      question: "Did its options let it run?",
      text:
        held > 0
          ? `${formatNumber(held)} held, waiting for your OK.`
          : heldBack
            ? `${plural(trigger.matched_24h, "match", "matches")} in the last 24 hours, none ran. The events say what held each back.`
            : Object.keys(trigger.options ?? {}).length === 0
              ? "It has none: every match runs."
              : "Nothing is held back.",
    },
    !heldBack,
  );
  add(
    {
      key: "workflow",
      question: "Did the workflow start?",
      text: `${formatNumber(trigger.runs_24h)} ${trigger.runs_24h === 1 ? "run" : "runs"} in the last 24 hours${trigger.failed_24h > 0 ? `, ${formatNumber(trigger.failed_24h)} failed` : ""}.`,
      at: trigger.last_fired_at,
    },
    trigger.runs_24h > 0 || trigger.last_fired_at !== null,
  );
  return links;
}

export interface NeverText {
  text: string;
  fix?: { fix: Fix; label: string };
}

/** Whether a trigger is on and saw events, but none ever matched. */
export const neverMatched = (t: Trigger) => t.active && t.events_ever > 0 && t.matched_ever === 0;

/** Since when, the condition that let nothing through, and the nearest real value with what it would match. */
export function neverText(trigger: Trigger, answer: NeverMatched | undefined, nowMs: number): NeverText {
  const parts = [
    `On for ${spanSince(trigger.updated_at, nowMs)}, ${plural(trigger.events_ever, "event")}, 0 matches.`,
  ];
  const blocker = answer?.blocker;
  if (!blocker) return { text: parts.join(" ") };
  const words = blocker.field ? plainLeaf(blocker as Leaf) : blocker.text;
  parts.push(`Every one failed "${words}".`);
  const { nearest } = blocker;
  if (!nearest) return { text: parts.join(" ") };
  const value = typeof nearest.value === "string" ? `"${nearest.value}"` : String(nearest.value);
  parts.push(`Nearest past value: ${value}.`);
  const matches = plural(nearest.fix.new_matched, "match", "matches");
  return { text: parts.join(" "), fix: { fix: nearest.fix, label: `Use ${value}: ${matches}` } };
}

const plainLeaf = (leaf: Leaf) =>
  [leaf.field, operatorInfo(leaf.op).label, valueText(leaf).replaceAll('"', "")].filter(Boolean).join(" ");

function spanSince(since: string, nowMs: number): string {
  const hours = Math.max(0, (nowMs - Date.parse(since)) / 3_600_000);
  if (hours < 1) return "less than an hour";
  return hours < 48 ? plural(Math.floor(hours), "hour") : plural(Math.floor(hours / 24), "day");
}
