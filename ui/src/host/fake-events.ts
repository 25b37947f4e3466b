// The stand-in's answers about events: the list, one of them, sending.
import { type Around, list, type Route } from "./fake-routes";

export function eventRoutes({ state, notFound }: Around): Route[] {
  return [
    [
      "GET",
      /^\/api\/events$/,
      (_match, query) => {
        const q = query.get("q")?.toLowerCase() ?? "";
        return list(
          state.events.filter(
            (event) =>
              (!q || event.subject.toLowerCase().includes(q)) &&
              (!query.get("source") || event.source === query.get("source")) &&
              (!query.get("type") || event.event_type === query.get("type")) &&
              (!query.get("outcome") || event.outcome === query.get("outcome")) &&
              event.received_at >= (query.get("from") ?? "") &&
              (!query.get("to") || event.received_at < (query.get("to") ?? "")),
          ),
        );
      },
    ],
    [
      "POST",
      /^\/api\/events\/process$/,
      () => ({ success: true, event_id: "ev-1", duplicate: false, triggers_matched: 1, runs: [] }),
    ],
    [
      "GET",
      /^\/api\/events\/([^/]+)$/,
      ([id = ""]) => {
        const event = state.events.find((item) => item.id === id);
        return event
          ? { ...event, runs: state.runs.filter((run) => run.event_id === id) }
          : notFound("event", id);
      },
    ],
    [
      "POST",
      /^\/api\/events\/([^/]+)\/resend$/,
      ([id]) => ({ success: true, event_id: id, duplicate: false, triggers_matched: 1, runs: [] }),
    ],
  ];
}
