// What led to an event inside the app, and what its runs led to in turn.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { EventChain, EventDetail } from "../../api/types";
import { FileName } from "../../components";
import { plural } from "../../lib/format";

export function Chain({ event }: { event: EventDetail }) {
  const linked = event.caused_by !== undefined || event.runs_total > 0;
  const { data } = useQuery({
    queryKey: ["event", event.id, "chain"],
    queryFn: () => api.get<EventChain>(`/api/events/${encodeURIComponent(event.id)}/chain`),
    enabled: linked,
  });
  if (!data || (data.links.length === 0 && data.led_to.length === 0)) return null;
  return (
    <div className="chain" data-testid="event-chain">
      {data.links.length > 0 ? (
        <>
          <span className="overline">Caused by</span>
          <ol className="chain-links">
            {data.links.map((link) => (
              <li key={link.run_id}>
                <Link to="/events/$id" params={{ id: link.event_id }}>
                  <FileName name={link.subject} />
                </Link>
                <span className="faint">
                  {link.trigger_name ? `“${link.trigger_name}” ran` : "someone ran"}
                </span>
                <Link to="/runs/$id" params={{ id: link.run_id }}>
                  {link.workflow_name}
                </Link>
              </li>
            ))}
            <li>this event</li>
          </ol>
        </>
      ) : null}
      {data.led_to.length > 0 ? (
        <p>
          <span className="overline">Led to</span> {plural(data.led_to.length, "event")}:{" "}
          {data.led_to.slice(0, LISTED).map((next, i) => (
            <span key={next.id}>
              {i > 0 ? ", " : ""}
              <Link to="/events/$id" params={{ id: next.id }}>
                {next.event_label}
              </Link>
            </span>
          ))}
          {data.led_to.length > LISTED ? ", …" : ""}
        </p>
      ) : null}
    </div>
  );
}

const LISTED = 4;
