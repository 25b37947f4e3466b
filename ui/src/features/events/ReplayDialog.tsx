// Sending events again: to which triggers, first only checked, on record if that is wanted, then for real.
import { Button, Checkbox, Modal, SegmentedControl, Select } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useTriggers } from "../../api/queries";
import type { EventDetail, Replay, ReplayMode, Trigger } from "../../api/types";
import { CopyButton, Mono, problemToast, toast, useReturnFocus } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { byTrigger, type ReplayScope, replayBody, SCOPES, whole } from "./replay";

interface Props {
  event: EventDetail;
  onClose: () => void;
}

export function ReplayDialog({ event, onClose }: Props) {
  useReturnFocus();
  const listening = (useTriggers({ source: event.source, type: event.event_type }).data?.items ?? []).filter(
    (t) => t.source === event.source && t.event_type === event.event_type,
  );
  const [scope, setScope] = useState<ReplayScope>("this");
  const [left, setLeft] = useState<Set<string>>(new Set());
  const chosen = listening.filter((t) => !left.has(t.id));
  // What is sent for real is what was checked, also when more came in between.
  const [now] = useState(Date.now);
  const [checked, setChecked] = useState<Replay>();
  const [keep, setKeep] = useState(false);
  const starts = checked?.runs ?? 0;
  const send = useMutation({
    mutationFn: async (mode: ReplayMode) =>
      whole(
        await api.post<Replay>(
          "/api/events/replay",
          replayBody({ event, scope, chosen, listening, mode, now, starts }),
        ),
        (id) => api.get<Replay>(`/api/events/replays/${encodeURIComponent(id)}`),
      ),
    onSuccess: (answer, mode) => {
      if (mode !== "real") return setChecked(answer);
      toast(`Sent ${plural(answer.events, "event")} again: ${plural(answer.runs, "run")} started.`);
      onClose();
    },
    onError: problemToast,
  });
  const change = (act: () => void) => {
    act();
    setChecked(undefined);
  };
  return (
    <Modal opened onClose={onClose} title="Send again" size="lg">
      <div className="replay">
        <Select
          label="Which events"
          allowDeselect={false}
          value={scope}
          onChange={(v) => change(() => setScope((v ?? "this") as ReplayScope))}
          data={SCOPES.map((s) => ({
            value: s.value,
            label:
              s.value === "this" ? `Only this one: ${event.subject}` : `${event.event_label}, ${s.label}`,
          }))}
        />
        <fieldset className="replay-triggers">
          <legend>To which triggers</legend>
          {listening.length === 0 ? (
            <p className="muted">
              No trigger listens to {event.event_label} from {event.source_name}.
            </p>
          ) : null}
          <div className="replay-choices">
            {listening.map((t) => (
              <Checkbox
                key={t.id}
                label={t.active ? t.name : `${t.name} (off)`}
                checked={!left.has(t.id)}
                onChange={() =>
                  change(() =>
                    setLeft((was) => {
                      const next = new Set(was);
                      if (!next.delete(t.id)) next.add(t.id);
                      return next;
                    }),
                  )
                }
              />
            ))}
          </div>
        </fieldset>
        {checked ? (
          <Checked answer={checked} triggers={listening} />
        ) : (
          <>
            <Checkbox
              label="Keep the verdicts on record"
              description="A shadow replay: still nothing runs, and the answer can be asked for again."
              checked={keep}
              onChange={(e) => setKeep(e.currentTarget.checked)}
              data-testid="replay-keep"
            />
            <p className="muted">
              Checking first shows what each trigger would do. Nothing runs until you send.
            </p>
          </>
        )}
        <div className="replay-actions">
          <Button variant="subtle" onClick={onClose}>
            Close
          </Button>
          <Button
            variant={checked ? "default" : "filled"}
            loading={send.isPending && send.variables !== "real"}
            disabled={chosen.length === 0}
            onClick={() => send.mutate(keep ? "shadow" : "dry")}
            data-testid="replay-check"
          >
            {checked ? "Check again" : "Check first"}
          </Button>
          {checked ? (
            <Button
              loading={send.isPending && send.variables === "real"}
              disabled={starts === 0}
              onClick={() => send.mutate("real")}
              data-testid="replay-send"
            >
              {starts === 0 ? "Nothing would run" : `Send and start ${plural(starts, "run")}`}
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}

function Checked({ answer, triggers }: { answer: Replay; triggers: Trigger[] }) {
  const [show, setShow] = useState("sums");
  const rows = byTrigger(answer, triggers);
  return (
    <div className="replay-answer" role="status" data-testid="replay-answer">
      <div className="replay-answer-head">
        <strong>
          Checked {plural(answer.events, "event")}
          {answer.truncated ? ", the newest ones" : ""}
        </strong>
        <SegmentedControl
          size="xs"
          aria-label="Shown"
          value={show}
          onChange={setShow}
          data={[
            { value: "sums", label: "Sums" },
            { value: "runs", label: "What would run" },
          ]}
        />
      </div>
      {answer.id ? (
        <p className="replay-record" data-testid="replay-record">
          On record as replay <Mono>{answer.id}</Mono>
          <CopyButton text={answer.id} label="Copy the replay's ID" />
        </p>
      ) : null}
      {show === "sums" ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
        <ul tabIndex={0} aria-label="What each trigger would do">
          {rows.map((row) => (
            <li key={row.id} className="replay-row">
              <span>{row.name}</span>
              <span className="num muted">
                would run for {formatNumber(row.matched)} of {formatNumber(row.judged)}
                {row.other ? `, ${row.other}` : ""}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">
          {rows
            .filter((r) => r.matched > 0)
            .map((r) => `“${r.name}” starts ${plural(r.matched, "run")} of “${r.workflow}”`)
            .join("; ") || "Nothing would run."}
        </p>
      )}
    </div>
  );
}
