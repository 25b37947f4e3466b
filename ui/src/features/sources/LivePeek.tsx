// One event of the live view: its payload and why it did or didn't start anything.
import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import { useEvent } from "../../api/queries";
import {
  ErrorState,
  FileName,
  JsonTree,
  LinkButton,
  RelativeTime,
  Skeleton,
  StatusIcon,
} from "../../components";
import { Decisions } from "./Decisions";

export function LivePeek({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: event, error, refetch } = useEvent(id);
  return (
    <section className="live-peek" aria-label="Event" data-testid="live-peek">
      {error && !event ? (
        <ErrorState error={error} retry={() => refetch()} />
      ) : !event ? (
        <Skeleton rows={4} />
      ) : (
        <>
          <header>
            <h3>
              <FileName name={event.subject} />
            </h3>
            <ActionIcon variant="subtle" aria-label="Close event" onClick={onClose}>
              <X size={14} aria-hidden="true" />
            </ActionIcon>
          </header>
          <p className="live-facts">
            <StatusIcon status={event.outcome} />
            <span className="muted">{event.event_label}</span>
            <span className="faint">
              <RelativeTime at={event.received_at} />
            </span>
          </p>
          <h4 className="overline">Why</h4>
          <Decisions event={event} />
          <h4 className="overline">Payload</h4>
          <JsonTree value={event.data} label="Payload" depth={2} />
          <LinkButton variant="default" to="/events/$id" params={{ id }}>
            Open the event
          </LinkButton>
        </>
      )}
    </section>
  );
}
