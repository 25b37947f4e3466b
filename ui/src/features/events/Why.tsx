// Each listening trigger's decision about this event, with the conditions' expected and actual values.
import { Link, useSearch } from "@tanstack/react-router";
import type { EventDetail, Replay } from "../../api/types";
import { EmptyState, LinkButton } from "../../components";
import { plural } from "../../lib/format";
import { DecisionCard } from "./Decision";
import { checkedText, orderDecisions } from "./outcome";

export function Why({ event, checked }: { event: EventDetail; checked: Replay | undefined }) {
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
              now={checkedText(checked, decision.trigger_id)}
            />
          ))}
        </ul>
      )}
      {event.other_triggers > 0 && (
        <p className="faint">
          <Link to="/triggers">{plural(event.other_triggers, "trigger")}</Link>{" "}
          {event.other_triggers === 1 ? "listens" : "listen"} to other sources or types.
        </p>
      )}
    </div>
  );
}
