// The questions from source to workflow, each with its answer, up to the first that stops the trigger.
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { Trigger, TriggerWhy } from "../../api/types";
import { Prose, RelativeTime, StatusIcon } from "../../components";
import { useTriggerActions } from "./listActions";

/** The engine's questions; asked again whenever the source, the trigger or what it holds changes. */
export function useChain({ id, source, active, updated_at, events_ever, runs_24h }: Trigger, held: number) {
  return useQuery({
    queryKey: ["source", source, "chain", id, active, updated_at, events_ever, runs_24h, held],
    queryFn: () => api.get<TriggerWhy>(`/api/triggers/${encodeURIComponent(id)}/why`),
    placeholderData: keepPreviousData,
  });
}

type Answered = TriggerWhy["links"][number];

const LOOK: Record<Answered["state"], { status: string; label: string; text: string }> = {
  ok: { status: "succeeded", label: "yes", text: "muted" },
  partly: { status: "warning", label: "in part", text: "why-partly" },
  bad: { status: "failed", label: "no", text: "why-bad" },
  later: { status: "pending", label: "not reached", text: "muted" },
};

export function Chain({ why, trigger, held }: { why: TriggerWhy; trigger: Trigger; held: number }) {
  const actions = useTriggerActions();
  return (
    <ol className="why-chain" aria-label="From source to workflow">
      {why.links.map((link) => (
        <li key={link.key} className="why-link" data-state={link.state} data-testid="why-link">
          <StatusIcon status={LOOK[link.state].status} label={LOOK[link.state].label} iconOnly />
          <div>
            <p className="why-question">{link.question}</p>
            {link.state === "later" ? null : (
              <p className={LOOK[link.state].text}>
                <Prose text={link.text} />{" "}
                {link.state === "ok" && link.at ? (
                  <span className="faint">
                    <RelativeTime at={link.at} />
                  </span>
                ) : null}
              </p>
            )}
            {link.state === "bad" || link.state === "partly" ? (
              <ChainAction
                link={link}
                trigger={trigger}
                held={held}
                otherId={why.other_id}
                onTurnOn={() => actions.setActive(trigger, true)}
              />
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function ChainAction({
  link,
  trigger,
  held,
  otherId,
  onTurnOn,
}: {
  link: Answered;
  trigger: Trigger;
  held: number;
  otherId: string | undefined;
  onTurnOn: () => void;
}) {
  if (link.key === "trigger") return <Button onClick={onTurnOn}>Turn on</Button>;
  if (link.key === "conditions") return null;
  if (link.key === "options") {
    return (
      <Link to="/events" search={{ outcome: held > 0 ? "held" : "suppressed" }}>
        See what was held back
      </Link>
    );
  }
  if (link.key === "event" && otherId) {
    return (
      <Link to="/events" search={{ source: otherId, outcome: "rejected" }}>
        See those events
      </Link>
    );
  }
  if (link.key === "event") {
    return (
      <Link to="/events" search={{ source: trigger.source }}>
        See all events of this source
      </Link>
    );
  }
  if (link.key === "folder") {
    return (
      <Link to="/sources/$id" params={{ id: trigger.source }} search={{ tab: "config" }}>
        Choose another folder
      </Link>
    );
  }
  return (
    <Link to="/sources/$id" params={{ id: trigger.source }}>
      Open the source
    </Link>
  );
}
