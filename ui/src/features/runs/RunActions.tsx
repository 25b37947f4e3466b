// What can be done with one run; the one that most likely helps comes first.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Link2 } from "lucide-react";
import { useState } from "react";
import type { RunDetail } from "../../api/types";
import { toast, useHotkey } from "../../components";
import { useRunActions } from "./actions";
import { RerunDialog } from "./RerunDialog";

export function RunActions({ run }: { run: RunDetail }) {
  const navigate = useNavigate();
  const actions = useRunActions(run.id);
  const [editing, setEditing] = useState(false);
  const active = run.status === "queued" || run.status === "running" || run.status === "waiting";
  const failedAt =
    run.steps.find((s) => s.status === "failed") ?? run.steps.find((s) => s.id === run.error?.step_id);

  const rerun = async (data?: Record<string, unknown>) => {
    const answer = await actions.rerun(data);
    if (!answer) return false;
    toast(`Started again with ${data ? "your" : "the same"} input and the newest version of the workflow.`);
    navigate({ to: "/runs/$id", params: { id: answer.run_id } });
    return true;
  };
  const copyLink = async () => {
    await navigator.clipboard?.writeText(`${window.location.origin}/runs/${encodeURIComponent(run.id)}`);
    toast("Link copied.");
  };
  useHotkey("r", () => void rerun(), { label: "Re-run with the same input", group: "Run" });
  useHotkey("shift+r", () => setEditing(true), { label: "Re-run with edited input", group: "Run" });
  useHotkey("c", () => void actions.cancel(), { label: "Cancel the run", group: "Run", enabled: active });
  useHotkey("p", () => navigate({ to: "/events/$id", params: { id: run.event_id } }), {
    label: "Open its event",
    group: "Run",
  });
  useHotkey("y", () => void copyLink(), { label: "Copy link", group: "Run" });

  return (
    <>
      {active ? (
        <Button variant="default" loading={actions.busy === "cancel"} onClick={() => actions.cancel()}>
          {actions.busy === "cancel" ? "Cancelling…" : "Cancel"}
        </Button>
      ) : null}
      {run.status === "failed" || run.status === "cancelled" ? (
        <Button
          loading={actions.busy === "retry"}
          onClick={() => actions.retry()}
          title="Goes on from this step; what the earlier steps did is kept"
        >
          {failedAt ? `Retry from step ${failedAt.index + 1}` : "Retry"}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<ChevronDown size={14} aria-hidden />}
            loading={actions.busy === "rerun"}
          >
            Re-run
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => rerun()}>With the same input</Menu.Item>
          <Menu.Item onClick={() => setEditing(true)}>With edited input…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon aria-label="Copy link" title="Copy link (y)" onClick={copyLink}>
        <Link2 size={16} aria-hidden />
      </ActionIcon>
      {editing ? <RerunDialog run={run} onClose={() => setEditing(false)} onStart={rerun} /> : null}
    </>
  );
}
