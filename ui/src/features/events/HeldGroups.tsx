// Matches that wait for an OK, by trigger and reason: run all, choose some, or dismiss them.
import { Button, Checkbox, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useHeld } from "../../api/queries";
import type { HeldGroup } from "../../api/types";
import {
  FileName,
  Prose,
  problemToast,
  RelativeTime,
  StatusIcon,
  toast,
  useReturnFocus,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";

/** Starting more at once than this is asked about first. */
const ASK_OVER = 20;

/** Beside the page's title, so that a flood moves nothing on the page. */
export function HeldNote({ onReview }: { onReview: () => void }) {
  const count = (useHeld().data ?? []).reduce((sum, g) => sum + g.count, 0);
  if (count === 0) return null;
  return (
    <button type="button" className="held-note" onClick={onReview}>
      <StatusIcon status="held" label={`${formatNumber(count)} held`} />
      <span className="held-more">: review</span>
    </button>
  );
}

export function HeldGroups() {
  const groups = useHeld().data ?? [];
  if (groups.length === 0) return null;
  return (
    <ul className="held" aria-label="Held matches">
      {groups.map((group) => (
        <Group key={`${group.trigger_id} ${group.reason.code}`} group={group} />
      ))}
    </ul>
  );
}

type Answer = { action: "run" | "dismiss"; ids?: string[] };

function useHeldAnswer(group: HeldGroup) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ action, ids }: Answer) =>
      api.post<{ count: number }>(
        `/api/held/${encodeURIComponent(group.trigger_id)}/${action}`,
        ids ? { event_ids: ids } : {},
      ),
    onSuccess: ({ count }, { action }) => {
      for (const key of ["held", "events", "event", "triggers"])
        client.invalidateQueries({ queryKey: [key] });
      toast(
        action === "run"
          ? `${plural(count, "run")} of “${group.trigger_name}” started.`
          : `${plural(count, "match", "matches")} of “${group.trigger_name}” dismissed; the events stay listed.`,
      );
    },
    onError: problemToast,
  });
}

function Group({ group }: { group: HeldGroup }) {
  const answer = useHeldAnswer(group);
  const [asking, setAsking] = useState<Answer | null>(null);
  const [choosing, setChoosing] = useState(false);
  const runAll: Answer = { action: "run" };
  const start = (what: Answer, count: number) => {
    if (what.action === "run" && count > ASK_OVER) setAsking(what);
    else answer.mutate(what);
  };
  return (
    <li className="held-group" data-testid="held-group">
      <StatusIcon status="held" iconOnly size={16} />
      <div className="held-text">
        <p>
          <Link to="/triggers/$id" params={{ id: group.trigger_id }} className="decision-name">
            {group.trigger_name}
          </Link>{" "}
          <span className="num">{formatNumber(group.count)} held</span>{" "}
          <span className="faint">
            since <RelativeTime at={group.since} />
          </span>
        </p>
        <p>
          <Prose text={group.reason.text} />
        </p>
      </div>
      <div className="held-actions">
        <Button loading={answer.isPending} onClick={() => start(runAll, group.count)}>
          Run all
        </Button>
        <Button variant="default" onClick={() => setChoosing(true)}>
          Choose
        </Button>
        <Button variant="subtle" onClick={() => start({ action: "dismiss" }, group.count)}>
          Dismiss
        </Button>
      </div>
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={`Start ${formatNumber(group.count)} runs at once`}
      >
        <p>
          “{group.trigger_name}” runs its workflow once for each of the {formatNumber(group.count)} held
          events. Steps that write, move or send something do so each time.
        </p>
        <div className="replay-actions">
          <Button variant="default" data-autofocus onClick={() => setAsking(null)}>
            Not now
          </Button>
          <Button
            onClick={() => {
              answer.mutate(runAll);
              setAsking(null);
            }}
          >
            Start {formatNumber(group.count)}
          </Button>
        </div>
      </Modal>
      {choosing ? (
        <Chooser
          group={group}
          onClose={() => setChoosing(false)}
          onAnswer={(what) => {
            answer.mutate(what);
            setChoosing(false);
          }}
        />
      ) : null}
    </li>
  );
}

interface ChooserProps {
  group: HeldGroup;
  onClose: () => void;
  onAnswer: (answer: Answer) => void;
}

function Chooser({ group, onClose, onAnswer }: ChooserProps) {
  useReturnFocus();
  const [picked, setPicked] = useState<Set<string>>(new Set());
  const toggle = (id: string) =>
    setPicked((was) => {
      const next = new Set(was);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const ids = [...picked];
  const rest = group.count - group.events.length;
  return (
    <Modal opened onClose={onClose} title={`Held for “${group.trigger_name}”`} size="lg">
      <ul className="held-list">
        {group.events.map((event) => (
          <li key={event.event_id} className="held-event">
            <Checkbox
              checked={picked.has(event.event_id)}
              onChange={() => toggle(event.event_id)}
              label={<FileName name={event.subject} />}
            />
            <RelativeTime at={event.time} />
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <p className="muted">
          The newest {formatNumber(group.events.length)}; {plural(rest, "older one")} come up when these are
          answered.
        </p>
      ) : null}
      <div className="replay-actions">
        <Button
          variant="subtle"
          onClick={() => setPicked(new Set(group.events.map((event) => event.event_id)))}
        >
          Select all {formatNumber(group.events.length)}
        </Button>
        <Button
          variant="default"
          disabled={ids.length === 0}
          onClick={() => onAnswer({ action: "dismiss", ids })}
        >
          Dismiss {formatNumber(ids.length)}
        </Button>
        <Button disabled={ids.length === 0} onClick={() => onAnswer({ action: "run", ids })}>
          Run {formatNumber(ids.length)}
        </Button>
      </div>
    </Modal>
  );
}
