import { Button, Tabs } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useEvent } from "../../api/queries";
import type { EventDetail, ProcessAnswer, Replay } from "../../api/types";
import {
  CopyButton,
  ErrorState,
  FileName,
  ForgetFile,
  JsonTree,
  LinkButton,
  Mono,
  problemToast,
  RelativeTime,
  Skeleton,
  StatusIcon,
  toast,
} from "../../components";
import { plural } from "../../lib/format";
import { Chain } from "./Chain";
import { Flagged, Rejected } from "./Rejected";
import { ReplayDialog } from "./ReplayDialog";
import { Why } from "./Why";

const TABS = ["why", "payload", "raw"];

export function useResend(id: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (source?: string) =>
      api.post<ProcessAnswer>(`/api/events/${encodeURIComponent(id)}/resend`, source ? { source } : {}),
    onSuccess: (answer) => {
      toast(`Sent again. ${plural(answer.triggers_matched, "trigger")} matched.`);
      navigate({ to: "/events/$id", params: { id: answer.event_id } });
    },
    onError: problemToast,
  });
}

function Actions({
  event,
  checking,
  onCheck,
  onSend,
}: {
  event: EventDetail;
  checking: boolean;
  onCheck: () => void;
  onSend: () => void;
}) {
  const resend = useResend(event.id);
  if (event.status === "rejected") {
    return (
      <div className="event-actions">
        <Button
          variant="default"
          loading={resend.isPending}
          onClick={() => resend.mutate(undefined)}
          data-testid="event-resend"
        >
          Send again
        </Button>
      </div>
    );
  }
  const path = typeof event.data.file_path === "string" ? event.data.file_path : null;
  return (
    <div className="event-actions">
      {path && (
        <LinkButton variant="default" to="/files" search={{ path }}>
          What happened to the file
        </LinkButton>
      )}
      <LinkButton
        variant="default"
        to="/triggers/new"
        search={{ source: event.source, type: event.event_type, fromEvent: event.id }}
      >
        New trigger from this
      </LinkButton>
      {event.decisions.length > 0 ? (
        <Button variant="default" loading={checking} onClick={onCheck} data-testid="event-check">
          Check again
        </Button>
      ) : null}
      <Button variant="default" onClick={onSend} data-testid="event-resend">
        Send again…
      </Button>
      {path ? <ForgetFile path={path} label="Forget this file" variant="subtle" /> : null}
    </div>
  );
}

/** Where an event that is itself a repetition came from, and those that repeat it. */
function Replays({ event }: { event: EventDetail }) {
  const again = event.replays ?? [];
  if (!event.replay_of && again.length === 0) return null;
  return (
    <p className="event-replays">
      {event.replay_of ? (
        <span>
          <strong>Replayed</strong>: a repetition of{" "}
          <Link to="/events/$id" params={{ id: event.replay_of }}>
            an earlier event
          </Link>
          .{" "}
        </span>
      ) : null}
      {again.length > 0 ? (
        <span>
          Sent again {again.length === 1 ? "once" : `${again.length} times`}:{" "}
          {again.slice(0, 5).map((id, i) => (
            <span key={id}>
              {i > 0 ? ", " : ""}
              <Link to="/events/$id" params={{ id }}>
                {again.length === 1 ? "see it" : i + 1}
              </Link>
            </span>
          ))}
        </span>
      ) : null}
    </p>
  );
}

export function EventPane({ id }: { id: string }) {
  const { data: event, error, refetch } = useEvent(id);
  const { tab } = useSearch({ from: "/events" });
  const navigate = useNavigate();
  const [sending, setSending] = useState(false);
  const check = useMutation({
    mutationFn: () => api.post<Replay>("/api/events/replay", { event_ids: [id], mode: "dry" }),
    onError: problemToast,
  });
  if (error && !event) return <ErrorState error={error} retry={() => refetch()} />;
  if (!event) return <Skeleton />;
  const current = tab && TABS.includes(tab) ? tab : "why";
  const raw = {
    id: event.id,
    event_type: event.event_type,
    source: event.source,
    ...(event.key ? { key: event.key } : {}),
    data: event.data,
    metadata: event.metadata,
  };
  return (
    <div className="event-pane" data-testid="event-detail">
      <header className="event-head">
        <h2 className="event-subject">
          <FileName name={event.subject} />
        </h2>
        <p className="event-facts">
          <StatusIcon status={event.outcome} />
          <span>{event.event_label}</span>
          <span className="muted">
            from {event.source_name !== event.source && `${event.source_name} `}
            <Mono>{event.source}</Mono>
          </span>
          <RelativeTime at={event.received_at} />
          <CopyButton text={event.id} label="Copy event ID" />
        </p>
        <Replays event={event} />
        <Chain event={event} />
        <Actions
          event={event}
          checking={check.isPending}
          onCheck={() => check.mutate()}
          onSend={() => setSending(true)}
        />
        {sending ? <ReplayDialog event={event} onClose={() => setSending(false)} /> : null}
      </header>
      <Tabs
        value={current}
        keepMounted={false}
        className="event-tabs"
        onChange={(next) =>
          navigate({
            to: "/events/$id",
            params: { id },
            search: (before) => ({ ...before, tab: next === "why" ? undefined : (next ?? undefined) }),
            replace: true,
          })
        }
      >
        <Tabs.List aria-label="Event details">
          <Tabs.Tab value="why">Why</Tabs.Tab>
          <Tabs.Tab value="payload">Payload</Tabs.Tab>
          <Tabs.Tab value="raw">Raw</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="why">
          {event.status === "rejected" ? (
            <Rejected event={event} />
          ) : (
            <>
              {event.flag ? <Flagged event={event} flag={event.flag} /> : null}
              <Why event={event} checked={check.data} />
            </>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="payload">
          <JsonTree value={event.data} label="Payload" depth={3} />
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          <CopyButton text={JSON.stringify(raw, null, 2)}>Copy</CopyButton>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <pre className="raw" tabIndex={0} aria-label="Raw event">
            {JSON.stringify(raw, null, 2)}
          </pre>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
