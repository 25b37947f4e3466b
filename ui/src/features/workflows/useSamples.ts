// Real values for the mapping: a past event of the kind that starts this workflow, and the outputs of its last run or test.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { eventQuery, eventsQuery, fieldsQuery, runQuery, triggersQuery } from "../../api/queries";
import type { EventSummary, Field, Workflow } from "../../api/types";

export interface Samples {
  fields: Field[];
  events: EventSummary[];
  eventId: string | null;
  event: Record<string, unknown> | undefined;
  /** Still being asked for the first time. */
  pending: boolean;
  /** Outputs by step id, of the last run. */
  outputs: Record<string, Record<string, unknown>>;
  /** Where the outputs come from. */
  runSubject: string | null;
}

export function useSamples(live: Workflow | null, chosenEvent: string | undefined): Samples {
  const triggers = useQuery({ ...triggersQuery({ workflow: live?.id }), enabled: live !== null });
  const trigger = triggers.data?.items.find((t) => t.workflow_id === live?.id);
  // Without a trigger, any recent event may serve as the sample; those of the app itself come last.
  const known = live === null || triggers.isSuccess;
  const events = useQuery({
    ...eventsQuery(trigger ? { source: trigger.source, type: trigger.event_type, limit: 20 } : { limit: 20 }),
    enabled: known,
  });
  const run = useQuery({ ...runQuery(live?.last_run?.id ?? ""), enabled: live?.last_run !== undefined });
  const latest = useMemo(() => foreignFirst(events.data?.items ?? []), [events.data]);
  const eventId = chosenEvent ?? live?.last_run?.event_id ?? latest[0]?.id ?? null;
  const event = useQuery({ ...eventQuery(eventId ?? ""), enabled: eventId !== null });
  // The one in use can be chosen even when it is older than the latest.
  const older = event.data && !latest.some((e) => e.id === event.data.id) ? [event.data] : [];
  const list = [...latest, ...older];
  const source = trigger?.source ?? event.data?.source ?? "";
  const eventType = trigger?.event_type ?? event.data?.event_type ?? "";
  const fields = useQuery({ ...fieldsQuery(source, eventType), enabled: source !== "" && eventType !== "" });
  const outputs = useMemo(() => {
    const byStep: Record<string, Record<string, unknown>> = {};
    for (const step of run.data?.steps ?? []) if (step.output) byStep[step.id] = step.output;
    return byStep;
  }, [run.data]);
  return {
    fields: fields.data ?? [],
    events: list,
    eventId,
    event: event.data?.data,
    pending: [triggers, events, event, fields, run].some((query) => query.isLoading),
    outputs,
    runSubject: run.data?.subject ?? null,
  };
}

function foreignFirst(events: EventSummary[]): EventSummary[] {
  const usable = events.filter((e) => e.status === "accepted");
  return [...usable.filter((e) => e.source !== "system"), ...usable.filter((e) => e.source === "system")];
}
