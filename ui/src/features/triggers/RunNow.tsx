// A real run of the chosen workflow with one past event's data; it says so before it starts.
import { Button, Popover } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import type { Workflow } from "../../api/types";
import { problemToast } from "../../components";

export function RunNow({ workflow, data }: { workflow: Workflow; data: Record<string, unknown> }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      const answer = await api.post<{ run_id: string }>(
        `/api/workflows/${encodeURIComponent(workflow.id)}/run`,
        { data },
      );
      navigate({ to: "/runs/$id", params: { id: answer.run_id } });
    } catch (error) {
      problemToast(error);
    } finally {
      setBusy(false);
      setOpen(false);
    }
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" trapFocus width={280}>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen((o) => !o)}>
          Run with it…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p style={{ marginBlockEnd: 8 }}>
          This really runs “{workflow.name}” once with this event's data: files it moves or writes are moved
          and written. Your draft stays.
        </p>
        <Button onClick={start} loading={busy}>
          Run once
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
