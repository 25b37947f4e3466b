// Each listening trigger's decision about this event: the conditions with expected and actual values.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { Decision, EventDetail, Trigger } from "../../api/types";
import { EmptyState, ExplainedTree, LinkButton, problemToast, StatusIcon, undoToast } from "../../components";
import { plural } from "../../lib/format";
import { decisionText, nowText, orderDecisions } from "./outcome";

function TurnOn({ decision, eventId }: { decision: Decision; eventId: string }) {
  const client = useQueryClient();
  const path = `/api/triggers/${encodeURIComponent(decision.trigger_id)}`;
  const refresh = () => {
    client.invalidateQueries({ queryKey: ["triggers"] });
    client.invalidateQueries({ queryKey: ["event", eventId] });
  };
  const enable = useMutation({
    mutationFn: () => api.post<Trigger>(`${path}/enable`),
    onSuccess: () => {
      refresh();
      undoToast(`"${decision.trigger_name}" is on.`, () => api.post(`${path}/disable`).then(refresh));
    },
    onError: problemToast,
  });
  return (
    <Button variant="default" loading={enable.isPending} onClick={() => enable.mutate()}>
      Turn on
    </Button>
  );
}

function DecisionCard({
  decision,
  event,
  chosen,
}: {
  decision: Decision;
  event: EventDetail;
  chosen: boolean;
}) {
  const now = nowText(decision);
  return (
    <li className="decision" data-chosen={chosen} data-testid="decision-row">
      <div className="decision-head">
        <StatusIcon status={decision.outcome} iconOnly />
        <Link
          to="/triggers/$id"
          params={{ id: decision.trigger_id }}
          search={{ fromEvent: event.id }}
          className="decision-name"
        >
          {decision.trigger_name}
        </Link>
        <span className="muted">{decisionText(decision)}</span>
        <span className="faint">revision {decision.trigger_revision}</span>
        <span className="decision-actions">
          {decision.run_id && (
            <LinkButton variant="default" to="/runs/$id" params={{ id: decision.run_id }}>
              See the run
            </LinkButton>
          )}
          {decision.outcome === "off" && <TurnOn decision={decision} eventId={event.id} />}
        </span>
      </div>
      {now && <p className="decision-now">{now}</p>}
      {decision.explanation && (
        <ExplainedTree explained={decision.explanation} caption={`Conditions of ${decision.trigger_name}`} />
      )}
    </li>
  );
}

export function Why({ event }: { event: EventDetail }) {
  const { trigger } = useSearch({ from: "/events" });
  const decisions = orderDecisions(event.decisions, trigger);
  return (
    <div className="why">
      {decisions.length === 0 ? (
        <EmptyState
          sentence={`No trigger listens to ${event.event_label} from ${event.source_name}, so nothing was run.`}
          action={
            <LinkButton
              to="/triggers/new"
              search={{ source: event.source, type: event.event_type, fromEvent: event.id }}
            >
              New trigger from this
            </LinkButton>
          }
        />
      ) : (
        <ul>
          {decisions.map((decision) => (
            <DecisionCard
              key={decision.trigger_id}
              decision={decision}
              event={event}
              chosen={decision.trigger_id === trigger}
            />
          ))}
        </ul>
      )}
      {event.other_triggers > 0 && (
        <p className="faint">
          {plural(event.other_triggers, "trigger")} {event.other_triggers === 1 ? "listens" : "listen"} to
          other sources or types.
        </p>
      )}
    </div>
  );
}
