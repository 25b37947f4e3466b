// Looks out for a source that is being written: not there yet, found, broken, trusted, running.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sourcesQuery } from "../../api/queries";
import type { Source } from "../../api/types";
import { LinkButton, StatusIcon } from "../../components";
import { plural } from "../../lib/format";
import { lookOf } from "./order";

const LOOK_MS = 1000;

type View = { status: string; text: string; link: string; tab?: string };

function viewOf(source: Source): View {
  const first = source.errors[0];
  if (source.state === "invalid")
    return {
      status: "invalid",
      text: `Found, but plugin.json can't be used${first ? `: line ${first.line}` : ""}.`,
      link: "Show the place",
      tab: "manifest",
    };
  if (source.state === "untrusted")
    return { status: "untrusted", text: "Found. It waits for your trust.", link: "Look at it" };
  if (source.events_total > 0)
    return {
      status: "source_running",
      text: `Running. ${plural(source.events_total, "event")} so far.`,
      link: "See them live",
      tab: "live",
    };
  if (source.state === "running")
    return { status: "source_running", text: "Running. No event yet.", link: "Look at it", tab: "live" };
  return {
    status: lookOf(source),
    text: `Found. ${source.state_detail ?? "It isn't running."}`,
    link: "Read its log",
    tab: "log",
  };
}

export function Lookout({ id }: { id: string }) {
  const { data, dataUpdatedAt } = useQuery({ ...sourcesQuery, refetchInterval: LOOK_MS });
  const [before, setBefore] = useState<ReadonlySet<string> | null>(null);
  if (before === null && data && dataUpdatedAt > 0) setBefore(new Set(data.map((source) => source.id)));
  const shown = (data ?? []).filter((source) => source.id === id || (before && !before.has(source.id)));
  if (!shown.some((source) => source.id === id)) {
    return (
      <>
        <p className="ns-lookout" role="status" data-testid="lookout">
          <StatusIcon status="running" label={`Looking out for "${id}"…`} />
        </p>
        <Found sources={shown} />
      </>
    );
  }
  return <Found sources={shown} />;
}

function Found({ sources }: { sources: Source[] }) {
  return sources.map((source) => {
    const { status, text, link, tab } = viewOf(source);
    return (
      <p key={source.id} className="ns-lookout" role="status" data-testid="lookout">
        <StatusIcon status={status} iconOnly />
        <span>
          <strong>{source.id}</strong>: {text}
        </span>
        <LinkButton variant="default" to="/sources/$id" params={{ id: source.id }} search={{ tab }}>
          {link}
        </LinkButton>
      </p>
    );
  });
}
