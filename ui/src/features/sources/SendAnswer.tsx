// What became of a test event: each listening trigger's decision, with the way to its run.
import { Link } from "@tanstack/react-router";
import { useEvent } from "../../api/queries";
import type { ProcessAnswer } from "../../api/types";
import { Prose, StatusIcon } from "../../components";
import { plural } from "../../lib/format";
import { Decisions } from "./Decisions";

export function SendAnswer({ answer }: { answer: ProcessAnswer }) {
  const { data: event } = useEvent(answer.event_id);
  return (
    <div className="send-answer" role="status" data-testid="send-answer">
      <p>
        <StatusIcon
          status="succeeded"
          label={
            answer.duplicate
              ? "An event with this key was there already."
              : `Accepted. ${plural(answer.triggers_matched, "trigger")} matched.`
          }
        />
        <Link to="/events/$id" params={{ id: answer.event_id }}>
          See the event
        </Link>
      </p>
      {answer.flag ? (
        <p className="send-flag">
          Flagged: <Prose text={answer.flag.title} />
        </p>
      ) : null}
      {event && <Decisions event={event} />}
    </div>
  );
}
