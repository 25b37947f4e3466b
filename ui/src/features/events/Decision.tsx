// One trigger's decision about an event: what, why, expected and actual, and what can be done about it.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { Decision, EventDetail, Reason, Trigger } from "../../api/types";
import {
  ExplainedTree,
  LinkButton,
  Prose,
  problemToast,
  RelativeTime,
  StatusIcon,
  toast,
  undoToast,
} from "../../components";
import { decisionText, nowText } from "./outcome";

interface Props {
  decision: Decision;
  event: EventDetail;
  chosen: boolean;
  /** What a check just now said about this trigger and event. */
  now: string | undefined;
}

export function DecisionCard({ decision, event, chosen, now }: Props) {
  const then = now ? null : nowText(decision);
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
          <Actions decision={decision} event={event} />
        </span>
      </div>
      {decision.reason ? <ReasonLine reason={decision.reason} /> : null}
      {now || then ? (
        <p className="decision-now" data-testid="decision-now">
          {now ?? then}
        </p>
      ) : null}
      {decision.outcome === "matched" && decision.total === 0 ? null : (
        <ExplainedTree explained={decision.explanation} caption={`Conditions of ${decision.trigger_name}`} />
      )}
    </li>
  );
}

/** "Already handled at 10:12 (same content)." with the run and the event that stand for this one. */
function ReasonLine({ reason }: { reason: Reason }) {
  const chain = reason.chain ?? [];
  return (
    <div className="decision-reason">
      <p data-testid="decision-reason">
        <Prose text={reason.text} />{" "}
        {reason.twin_run_id ? (
          <Link to="/runs/$id" params={{ id: reason.twin_run_id }}>
            See that run
          </Link>
        ) : null}{" "}
        {reason.twin_event_id ? (
          <Link to="/events/$id" params={{ id: reason.twin_event_id }}>
            See that event
          </Link>
        ) : null}
        {reason.until ? (
          <span className="muted">
            {" "}
            Goes on <RelativeTime at={reason.until} />.
          </span>
        ) : null}
      </p>
      {chain.length > 0 ? (
        <ol className="decision-chain" aria-label="What led to it">
          {chain.map((step, i) => (
            <li key={i}>
              <Prose text={step} />
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

function Actions({ decision, event }: { decision: Decision; event: EventDetail }) {
  return (
    <>
      {decision.run_id ? (
        <LinkButton variant="default" to="/runs/$id" params={{ id: decision.run_id }}>
          See the run
        </LinkButton>
      ) : null}
      {decision.reason?.folder ? (
        <LinkButton
          variant="default"
          to="/triggers/$id"
          params={{ id: decision.trigger_id }}
          search={{ exclude: decision.reason.folder }}
        >
          Exclude its output folder
        </LinkButton>
      ) : null}
      {decision.outcome === "off" ? <TurnOn decision={decision} eventId={event.id} /> : null}
      {decision.outcome === "paused" ? (
        <LinkButton variant="default" to="/sources/$id" params={{ id: event.source }}>
          See {event.source_name}
        </LinkButton>
      ) : null}
      {decision.outcome === "held" || decision.outcome === "suppressed" ? (
        <RunAnyway decision={decision} eventId={event.id} />
      ) : null}
      <LinkButton
        variant="subtle"
        to="/triggers/$id"
        params={{ id: decision.trigger_id }}
        search={{ fromEvent: event.id }}
      >
        Edit with this event
      </LinkButton>
    </>
  );
}

function useRefresh(eventId: string) {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [["triggers"], ["event", eventId], ["events"], ["held"]])
      client.invalidateQueries({ queryKey });
  };
}

function TurnOn({ decision, eventId }: { decision: Decision; eventId: string }) {
  const path = `/api/triggers/${encodeURIComponent(decision.trigger_id)}`;
  const refresh = useRefresh(eventId);
  const enable = useMutation({
    mutationFn: () => api.post<Trigger>(`${path}/enable`),
    onSuccess: () => {
      refresh();
      undoToast(`“${decision.trigger_name}” is on.`, () => api.post(`${path}/disable`).then(refresh));
    },
    onError: problemToast,
  });
  return (
    <Button variant="default" loading={enable.isPending} onClick={() => enable.mutate()}>
      Turn on
    </Button>
  );
}

/** A held match runs or is let go; a suppressed one can still be run, this once. */
function RunAnyway({ decision, eventId }: { decision: Decision; eventId: string }) {
  const refresh = useRefresh(eventId);
  const held = decision.outcome === "held";
  const answer = useMutation({
    mutationFn: (action: "run" | "dismiss") =>
      api.post(`/api/held/${encodeURIComponent(decision.trigger_id)}/${action}`, { event_ids: [eventId] }),
    onSuccess: (_answer, action) => {
      refresh();
      toast(action === "run" ? "Started." : "Dismissed; the event stays listed.");
    },
    onError: problemToast,
  });
  return (
    <>
      <Button variant="default" loading={answer.isPending} onClick={() => answer.mutate("run")}>
        {held ? "Run it" : "Run anyway"}
      </Button>
      {held ? (
        <Button variant="subtle" disabled={answer.isPending} onClick={() => answer.mutate("dismiss")}>
          Dismiss
        </Button>
      ) : null}
    </>
  );
}
