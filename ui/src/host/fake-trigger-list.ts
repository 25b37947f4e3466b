// The stand-in's answers about triggers themselves: the list, saving, trying a draft on past events.
import type { Trigger, TriggerInput } from "../api/types";
import { evaluate, judge, propose } from "./fake-judge";
import { type Around, list, type Route } from "./fake-routes";
import { triggerRoutes } from "./fake-triggers";

export function triggerListRoutes(around: Around): Route[] {
  const { state, changed, notFound } = around;
  const saveTrigger = (input: TriggerInput, id: string): Trigger => {
    const before = state.triggers.find((item) => item.id === id);
    const source = state.sources.find((item) => item.id === input.source);
    const now = new Date().toISOString();
    const trigger: Trigger = {
      source_name: source?.name ?? input.source,
      event_label:
        source?.eventTypes.find((item) => item.type === input.event_type)?.label ?? input.event_type,
      workflow_name: state.workflows.find((item) => item.id === input.workflow_id)?.name ?? input.workflow_id,
      created_at: now,
      sentence: `When ${source?.name ?? input.source} reports ${input.event_type}, run ${input.workflow_id}.`,
      waiting_for_source: false,
      events_24h: 0,
      matched_24h: 0,
      runs_24h: 0,
      failed_24h: 0,
      last_fired_at: null,
      events_ever: 0,
      matched_ever: 0,
      problems: [],
      ...before,
      ...input,
      conditions: input.conditions ?? null,
      id,
      updated_at: now,
      revision: (before?.revision ?? 0) + 1,
      etag: `"${(before?.revision ?? 0) + 1}-${input.active ? "on" : "off"}"`,
    };
    state.triggers = [...state.triggers.filter((item) => item.id !== id), trigger];
    changed("trigger", id);
    return trigger;
  };
  const listed = triggerRoutes(around, saveTrigger);
  return [
    [
      "GET",
      /^\/api\/triggers$/,
      (_match, query) =>
        list(
          state.triggers.filter(
            (item) =>
              (!query.get("source") || item.source === query.get("source")) &&
              (!query.get("workflow") || item.workflow_id === query.get("workflow")),
          ),
        ),
    ],
    [
      "POST",
      /^\/api\/triggers\/evaluate$/,
      (_match, _query, body) => evaluate(state.events, (body as { draft: TriggerInput }).draft),
    ],
    [
      "POST",
      /^\/api\/triggers\/propose$/,
      (_match, _query, body) => {
        const id = (body as { event_id: string }).event_id;
        const event = state.events.find((item) => item.id === id);
        return event ? propose(state.events, event) : notFound("event", id);
      },
    ],
    [
      "POST",
      /^\/api\/triggers\/judge$/,
      (_match, _query, body) => judge(body as Parameters<typeof judge>[0]),
    ],
    ["GET", /^\/api\/triggers\/overlaps$/, () => ({ items: [] })],
    ...listed,
    [
      "POST",
      /^\/api\/triggers$/,
      (_match, _query, body) => ({
        status: 201,
        body: saveTrigger(body as TriggerInput, `t-${Date.now().toString(36)}`),
      }),
    ],
    [
      "GET",
      /^\/api\/triggers\/([^/]+)$/,
      ([id = ""]) => state.triggers.find((item) => item.id === id) ?? notFound("trigger", id),
    ],
    ["PUT", /^\/api\/triggers\/([^/]+)$/, ([id = ""], _query, body) => saveTrigger(body as TriggerInput, id)],
    [
      "DELETE",
      /^\/api\/triggers\/([^/]+)$/,
      ([id = ""]) => {
        state.triggers = state.triggers.filter((item) => item.id !== id);
        changed("trigger", id);
        return { status: 204, body: null };
      },
    ],
    [
      "POST",
      /^\/api\/triggers\/([^/]+)\/(enable|disable|restore)$/,
      ([id = "", action]) => {
        const item = state.triggers.find((one) => one.id === id);
        if (!item) return notFound("trigger", id);
        item.active = action !== "disable";
        changed("trigger", id);
        return { ...item };
      },
    ],
  ];
}
