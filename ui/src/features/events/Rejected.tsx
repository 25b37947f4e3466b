// What is wrong with an event that was refused or flagged, what it means, and the ways to put it right. The sentences are the
// engine's.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Flag } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client";
import { useSources } from "../../api/queries";
import { sourceCalls, useSourceCall } from "../../api/sources";
import type { EventDetail, Problem, SentAs } from "../../api/types";
import { CopyButton, LinkButton, Prose, problemToast, StatusIcon, toast, undoToast } from "../../components";
import { formatNumber } from "../../lib/format";
import { useResend } from "./EventPane";

export function Rejected({ event }: { event: EventDetail }) {
  const { rejection } = event;
  if (!rejection) return <p className="muted">This event was refused. The reason was not kept.</p>;
  return (
    <section className="rejected" aria-label="Why it was rejected" data-testid="event-rejection">
      <Fault problem={rejection} icon={<StatusIcon status="rejected" iconOnly size={16} />} />
      <Ways event={event} code={rejection.code} suggestion={rejection.suggestion} />
    </section>
  );
}

/** An accepted event that does not fit what its source declares. */
export function Flagged({ event, flag }: { event: EventDetail; flag: Problem }) {
  const accept = useAcceptUnfit(event);
  return (
    <section className="rejected flagged" aria-label="Why it is flagged" data-testid="event-flag">
      <Fault problem={flag} icon={<Flag size={16} aria-hidden="true" className="flagged-icon" />} />
      <div className="event-actions">
        {event.corrected_call ? (
          <CopyButton text={JSON.stringify(event.corrected_call, null, 2)}>Copy corrected call</CopyButton>
        ) : null}
        {accept.on ? (
          <Button variant="default" loading={accept.isPending} onClick={() => accept.change(false)}>
            Set such events aside again
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Fault({ problem, icon }: { problem: Problem; icon: React.ReactNode }) {
  const all = problem.errors ?? [];
  // A single one is what the title says.
  const errors = all.length > 1 ? all.filter((field) => field.message !== problem.title) : [];
  return (
    <>
      <p className="rejected-title">
        {icon}
        <strong>
          <Prose text={problem.title} />
        </strong>
      </p>
      {problem.detail !== problem.title && (
        <p>
          <Prose text={problem.detail} />
        </p>
      )}
      {problem.fix && (
        <p>
          <Prose text={problem.fix} />
        </p>
      )}
      {errors.length > 0 && (
        <ul className="rejected-fields">
          {errors.map((field) => (
            <li key={field.pointer + field.message}>
              <Prose text={field.message} />
              {field.expected && <span className="muted"> Expected {field.expected}.</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="faint">
        <code>{problem.code}</code>
        {problem.place && (
          <>
            {" at "}
            <code>{problem.place}</code>
          </>
        )}
      </p>
    </>
  );
}

/** Says for the event's source whether such events are let in; with a way back. */
function useAcceptUnfit(event: EventDetail) {
  const { source, source_name: name } = event;
  const on = useSources().data?.find(({ id }) => id === source)?.accept_unfit === true;
  const call = useSourceCall((accept: boolean) => sourceCalls.acceptUnfit(source, accept));
  const change = (accept: boolean) =>
    call.mutate(accept, {
      onSuccess: () =>
        undoToast(
          accept
            ? `${name} accepts such events from now on, flagged.`
            : `${name} sets such events aside again.`,
          () => call.mutateAsync(!accept),
        ),
      onError: problemToast,
    });
  return { ...call, on, change };
}

interface WaysProps {
  event: EventDetail;
  code: string;
  suggestion: string | undefined;
}

function Ways({ event, code, suggestion }: WaysProps) {
  const [declaring, setDeclaring] = useState(false);
  const accept = useAcceptUnfit(event);
  const { corrected_call: corrected, declaration } = event;
  const unknownSource = code === "EVT-001";
  const ofData = code === "EVT-003" || code === "EVT-004";
  return (
    <>
      <div className="event-actions">
        {unknownSource && suggestion ? <SendAs event={event} source={suggestion} /> : null}
        {declaration ? (
          <Button variant="default" aria-expanded={declaring} onClick={() => setDeclaring((on) => !on)}>
            Show how to add it to plugin.json
          </Button>
        ) : null}
        {corrected ? (
          <CopyButton text={JSON.stringify(corrected, null, 2)}>
            {unknownSource ? "Copy fix" : "Copy corrected call"}
          </CopyButton>
        ) : null}
        {ofData ? (
          <LinkButton
            variant="default"
            to="/events/$id"
            params={{ id: event.id }}
            search={{ tab: "payload" }}
          >
            Payload
          </LinkButton>
        ) : null}
        {code === "EVT-003" && !accept.on ? (
          <Button variant="default" loading={accept.isPending} onClick={() => accept.change(true)}>
            Accept such events from this source, flagged
          </Button>
        ) : null}
        {unknownSource ? (
          !suggestion && (
            <LinkButton variant="default" to="/sources">
              See sources
            </LinkButton>
          )
        ) : (
          <LinkButton
            variant="default"
            to="/sources/$id"
            params={{ id: event.source }}
            search={{ tab: "types" }}
          >
            See what {event.source_name} declares
          </LinkButton>
        )}
      </div>
      {ofData && accept.on ? (
        <p className="muted">{event.source_name} accepts such events now, flagged. Send it again.</p>
      ) : null}
      {declaration && declaring ? <Declaration entry={declaration} /> : null}
    </>
  );
}

/** This event, or all that named the same id, go to the source that they were meant for. */
function SendAs({ event, source }: { event: EventDetail; source: string }) {
  const navigate = useNavigate();
  const one = useResend(event.id);
  const all = useMutation({
    mutationFn: () => api.post<SentAs>("/api/events/set-aside/resend", { source: event.source, as: source }),
    onSuccess: ({ accepted, refused, left }) => {
      const again = refused > 0 ? ` ${formatNumber(refused)} set aside again.` : "";
      const rest = left > 0 ? ` ${formatNumber(left)} still to be sent.` : "";
      toast(`${formatNumber(accepted)} sent again as ${source}.${again}${rest}`);
      navigate({ to: "/events", search: { source } });
    },
    onError: problemToast,
  });
  const alike = event.set_aside_alike ?? 0;
  const many = alike > 1;
  return (
    <Button
      variant="default"
      loading={one.isPending || all.isPending}
      onClick={() => (many ? all.mutate() : one.mutate(source))}
    >
      {many ? `Send these ${formatNumber(alike)} again as` : "Send again as"}&nbsp;<code>{source}</code>
    </Button>
  );
}

/** What the source's author pastes. */
function Declaration({ entry }: { entry: Record<string, unknown> }) {
  const text = JSON.stringify(entry, null, 2);
  return (
    <div className="rejected-declare" data-testid="declaration">
      <p>
        Add this to <code>eventTypes</code>: <CopyButton text={text}>Copy</CopyButton>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <pre className="raw" tabIndex={0} aria-label="Entry for plugin.json">
        {text}
      </pre>
    </div>
  );
}
