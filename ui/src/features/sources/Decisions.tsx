import { Link } from "@tanstack/react-router";
import type { EventDetail } from "../../api/types";
import { ExplainedTree, LinkButton, Prose, StatusIcon } from "../../components";
import "./decisions.css";

/** Every listening trigger's answer to one event, the conditions of those that said no with expected and actual. */
export function Decisions({ event }: { event: EventDetail }) {
  if (event.rejection) {
    return (
      <p className="decisions-none">
        <StatusIcon status="rejected" label={`Rejected (${event.rejection.code}).`} />{" "}
        <Prose text={event.rejection.title} />
      </p>
    );
  }
  if (event.decisions.length === 0) {
    return (
      <p className="decisions-none">
        <span className="muted">No trigger listens to {event.event_label}.</span>
        <LinkButton
          variant="default"
          to="/triggers/new"
          search={{ source: event.source, type: event.event_type, fromEvent: event.id }}
        >
          New trigger from this
        </LinkButton>
      </p>
    );
  }
  return (
    <ul className="decisions" aria-label="Decisions">
      {event.decisions.map((decision) => (
        <li key={decision.trigger_id} data-testid="source-decision">
          <p>
            <StatusIcon status={decision.outcome} />
            <Link to="/triggers/$id" params={{ id: decision.trigger_id }} search={{ fromEvent: event.id }}>
              {decision.trigger_name}
            </Link>
            {decision.run_id && (
              <Link to="/runs/$id" params={{ id: decision.run_id }}>
                See the run
              </Link>
            )}
          </p>
          {decision.outcome !== "matched" && decision.explanation && (
            <ExplainedTree
              explained={decision.explanation}
              caption={`Conditions of ${decision.trigger_name}`}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
