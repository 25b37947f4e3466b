// The stand-in's answers about revisions, shadows, held matches, replays and bulk changes of triggers.
import type { Replay, Revision, Shadow, Trigger, TriggerInput } from "../api/types";
import { explain } from "./fake-judge";
import type { Around, FakeState, Route } from "./fake-routes";

export function triggerRoutes(
  { state, changed, notFound }: Around,
  save: (input: TriggerInput, id: string) => Trigger,
): Route[] {
  const find = (id: string) => state.triggers.find((t) => t.id === id);
  const known =
    (act: (trigger: Trigger, match: string[], body: unknown) => unknown): Route[2] =>
    (match, _query, body) => {
      const trigger = find(match[0] ?? "");
      return trigger ? act(trigger, match, body) : notFound("trigger", match[0] ?? "");
    };
  return [
    [
      "POST",
      /^\/api\/triggers\/bulk$/,
      (_match, _query, body) => {
        const { ids, action } = body as { ids: string[]; action: string };
        for (const id of ids) {
          const trigger = find(id);
          if (!trigger) continue;
          if (action === "delete") state.triggers = state.triggers.filter((t) => t.id !== id);
          else if (action === "duplicate") save({ ...trigger, name: `${trigger.name} copy` }, `${id}-copy`);
          else trigger.active = action !== "disable";
          changed("trigger", id);
        }
        return { done: ids, failed: [] };
      },
    ],
    ["GET", /^\/api\/triggers\/([^/]+)\/revisions$/, known((t) => ({ revisions: revisionsOf(t) }))],
    ["GET", /^\/api\/triggers\/([^/]+)\/revisions\/(\d+)$/, known((t) => t)],
    [
      "POST",
      /^\/api\/triggers\/([^/]+)\/revisions\/(\d+)\/restore$/,
      known((t) => save({ ...t, conditions: t.conditions }, t.id)),
    ],
    [
      "GET",
      /^\/api\/triggers\/([^/]+)\/shadow$/,
      known((t) => state.shadows.get(t.id) ?? notFound("shadow", t.id)),
    ],
    [
      "PUT",
      /^\/api\/triggers\/([^/]+)\/shadow$/,
      known((t, _match, body) => {
        const shadow = shadowOf(state, t, body as TriggerInput);
        state.shadows.set(t.id, shadow);
        changed("trigger", t.id);
        return shadow;
      }),
    ],
    [
      "DELETE",
      /^\/api\/triggers\/([^/]+)\/shadow$/,
      known((t) => {
        state.shadows.delete(t.id);
        changed("trigger", t.id);
        return { status: 204, body: null };
      }),
    ],
    [
      "POST",
      /^\/api\/triggers\/([^/]+)\/shadow\/promote$/,
      known((t) => {
        const shadow = state.shadows.get(t.id);
        state.shadows.delete(t.id);
        return shadow ? save({ ...shadow.draft, active: t.active }, t.id) : notFound("shadow", t.id);
      }),
    ],
    [
      "GET",
      /^\/api\/triggers\/([^/]+)\/never-matched$/,
      known((t) => ({
        total: state.events.length,
        matched: 0,
        said: { title: `On for 6 days, ${t.events_ever} events, 0 matches.`, detail: "" },
      })),
    ],
    [
      "GET",
      /^\/api\/triggers\/([^/]+)\/why$/,
      known((t) => ({
        links: [
          { key: "trigger", question: "Is the trigger on?", state: t.active ? "ok" : "bad", text: "On." },
          { key: "source", question: "Is the source running?", state: "ok", text: "PDF Monitor is running." },
        ],
      })),
    ],
    [
      "GET",
      /^\/api\/events\/([^/]+)\/chain$/,
      ([id]) => ({ links: [], event: state.events.find((e) => e.id === id), led_to: [] }),
    ],
    ["GET", /^\/api\/held$/, () => ({ groups: state.held })],
    [
      "POST",
      /^\/api\/held\/([^/]+)\/(run|dismiss)$/,
      ([id], _query, body) => {
        const ids = (body as { event_ids?: string[] } | undefined)?.event_ids;
        const group = state.held.find((g) => g.trigger_id === id);
        if (!group) return notFound("held group", id ?? "");
        const count = ids?.length ?? group.count;
        group.events = ids ? group.events.filter((e) => !ids.includes(e.event_id)) : [];
        group.count -= count;
        state.held = state.held.filter((g) => g.count > 0);
        changed("event", "held");
        return { count };
      },
    ],
    ["POST", /^\/api\/events\/replay$/, (_match, _query, body) => replay(state, body as ReplayAsked)],
  ];
}

function revisionsOf(t: Trigger): Revision[] {
  const hour = 3_600_000;
  const at = (n: number) => new Date(Date.parse(t.updated_at) - n * 30 * hour).toISOString();
  return [
    {
      revision: 3,
      created_at: at(0),
      summary: "file_size < 10 MB → < 20 MB",
      changes: [
        {
          path: "/conditions/all/1/value",
          kind: "changed",
          before: 10_000_000,
          after: 20_000_000,
          text: "file_size < 10 MB became file_size < 20 MB",
        },
      ],
    },
    {
      revision: 2,
      created_at: at(1),
      summary: "Added file_size < 10 MB",
      changes: [{ path: "/conditions/all/1", kind: "added", text: "file_size < 10 MB" }],
    },
    { revision: 1, created_at: at(4), summary: "Made", changes: [] },
  ].filter((r) => r.revision <= t.revision) as Revision[];
}

function shadowOf(state: FakeState, t: Trigger, draft: TriggerInput): Shadow {
  const mine = state.events.filter((e) => e.event_type === t.event_type && e.status === "accepted");
  const judge = (conditions: TriggerInput["conditions"], data: Record<string, unknown>) =>
    !conditions || explain(conditions, data).passed ? ("matched" as const) : ("no_match" as const);
  const differences = mine
    .map((e) => ({
      event_id: e.id,
      subject: e.subject,
      time: e.time,
      live: judge(t.conditions, e.data),
      shadow: judge(draft.conditions, e.data),
    }))
    .filter((d) => d.live !== d.shadow);
  return {
    draft,
    sentence: `When ${t.source_name} reports ${t.event_label}, run ${t.workflow_name}.`,
    changes: [{ path: "/conditions", kind: "changed", text: "The conditions became others" }],
    since: new Date(Date.now() - 7_200_000).toISOString(),
    judged: mine.length,
    differed: differences.length,
    differences,
  };
}

type ReplayAsked = { event_ids?: string[]; triggers?: string[]; mode?: string };

function replay(state: FakeState, asked: ReplayAsked): Replay {
  const events = state.events.filter((e) => !asked.event_ids || asked.event_ids.includes(e.id));
  const triggers = state.triggers.filter((t) => !asked.triggers || asked.triggers.includes(t.id));
  const results = events.flatMap((e) =>
    triggers
      .filter((t) => t.source === e.source && t.event_type === e.event_type)
      .map((t) => ({
        event_id: e.id,
        trigger_id: t.id,
        outcome:
          !t.conditions || explain(t.conditions, e.data).passed
            ? ("matched" as const)
            : ("no_match" as const),
      })),
  );
  const runs = results.filter((r) => r.outcome === "matched").length;
  const id = asked.mode === "dry" ? {} : { id: crypto.randomUUID() };
  return { ...id, events: events.length, runs, truncated: false, done: true, results };
}
