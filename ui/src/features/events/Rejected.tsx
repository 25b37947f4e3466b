// A refused event: what was wrong, what it means, and the one way to put it right.
import { Button } from "@mantine/core";
import type { EventDetail } from "../../api/types";
import { CopyButton, LinkButton, Prose, StatusIcon } from "../../components";
import { useResend } from "./EventPane";
import { correctedEnvelope } from "./outcome";

export function Rejected({ event }: { event: EventDetail }) {
  const resend = useResend(event.id);
  const { rejection } = event;
  if (!rejection) return <p className="muted">This event was refused. The reason was not kept.</p>;
  const corrected = correctedEnvelope(event);
  const resendAs = rejection.code === "EVT-001" ? rejection.suggestion : undefined;
  return (
    <section className="rejected" aria-label="Why it was rejected" data-testid="event-rejection">
      <p className="rejected-title">
        <StatusIcon status="rejected" iconOnly size={16} />
        <strong>
          <Prose text={rejection.title} />
        </strong>
      </p>
      {rejection.detail !== rejection.title && (
        <p>
          <Prose text={rejection.detail} />
        </p>
      )}
      {rejection.fix && (
        <p>
          <Prose text={rejection.fix} />
        </p>
      )}
      {rejection.errors && rejection.errors.length > 0 && (
        <ul className="rejected-fields">
          {rejection.errors.map((field) => (
            <li key={field.pointer + field.message}>
              <Prose text={field.message} />
              {field.expected && <span className="muted"> Expected {field.expected}.</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="faint">
        <code>{rejection.code}</code>
        {rejection.place && (
          <>
            {" at "}
            <code>{rejection.place}</code>
          </>
        )}
      </p>
      <div className="event-actions">
        {resendAs && (
          <Button variant="default" loading={resend.isPending} onClick={() => resend.mutate(resendAs)}>
            Send again as {resendAs}
          </Button>
        )}
        {corrected && <CopyButton text={JSON.stringify(corrected, null, 2)}>Copy corrected call</CopyButton>}
        {rejection.code === "EVT-001" ? (
          !resendAs && (
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
    </section>
  );
}
