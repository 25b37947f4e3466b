// A real run of the chosen workflow with the event on screen; it says what it does before it starts, and is tagged Test.
import { Button, Popover } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useSteps } from "../../api/queries";
import type { Workflow } from "../../api/types";
import { FileName, problemToast } from "../../components";
import { effectsOf } from "../../lib/touches";
import { listed, type Tested } from "./tested";

export function RunNow({ workflow, tested }: { workflow: Workflow | undefined; tested: Tested | null }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const types = useSteps().data ?? [];
  const data = tested?.data;
  const start = async () => {
    if (!workflow || !tested || !data) return;
    setBusy(true);
    try {
      const answer = await api.post<{ run_id: string }>(
        `/api/workflows/${encodeURIComponent(workflow.id)}/run`,
        tested.eventId ? { event_id: tested.eventId } : { data },
      );
      navigate({ to: "/runs/$id", params: { id: answer.run_id } });
    } catch (error) {
      problemToast(error);
    } finally {
      setBusy(false);
      setOpen(false);
    }
  };
  const effects = workflow ? effectsOf(workflow, types) : [];
  const missing = !workflow
    ? "Choose the workflow to run first"
    : !data
      ? "There is no event to run it with"
      : null;
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" trapFocus returnFocus width={320}>
      <Popover.Target>
        <Button
          variant="default"
          className="tt-run"
          disabled={missing !== null}
          title={missing ?? undefined}
          onClick={() => setOpen((o) => !o)}
          data-testid="test-run"
        >
          <span className="tt-run-long">Run workflow with this event…</span>
          <span className="tt-run-short">Run with it…</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="tt-run-box">
        <p>
          This really runs “{workflow?.name}” once, with{" "}
          {tested?.subject ? <FileName name={tested.subject} /> : "this event"}. The run is tagged Test.
        </p>
        <p className={effects.length > 0 ? "tt-run-effects" : "muted"} data-testid="test-run-effects">
          {effects.length > 0 ? `It ${listed(effects)}.` : "It changes nothing outside the app."}
        </p>
        <p className="muted">Conditions and options are not asked. Your draft stays.</p>
        <Button onClick={start} loading={busy} data-testid="test-run-start">
          Run once
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
