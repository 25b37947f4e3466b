// Starts the saved workflow by hand with event data that is shown first.
import { Button, Group, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import { eventQuery } from "../../api/queries";
import type { Workflow } from "../../api/types";
import { problemToast, useReturnFocus } from "../../components";
import { formatRelative } from "../../lib/format";
import { parseObject } from "../../lib/json";
import { useSamples } from "./useSamples";

export function RunWithDialog({
  workflow,
  dirty,
  onClose,
}: {
  workflow: Workflow;
  dirty: boolean;
  onClose: () => void;
}) {
  useReturnFocus();
  const navigate = useNavigate();
  const [eventId, setEventId] = useState<string | null>(null);
  const samples = useSamples(workflow, eventId ?? undefined);
  const event = useQuery({ ...eventQuery(samples.eventId ?? ""), enabled: samples.eventId !== null });
  const [text, setText] = useState("{}");
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const data = event.data?.data;
  useEffect(() => {
    if (data && !touched) setText(JSON.stringify(data, null, 2));
  }, [data, touched]);
  const parsed = parseObject(text);
  const run = async () => {
    if (!parsed.value) return;
    setBusy(true);
    try {
      const answer = await api.post<{ run_id: string }>(
        `/api/workflows/${encodeURIComponent(workflow.id)}/run`,
        { data: parsed.value },
      );
      onClose();
      navigate({ to: "/runs/$id", params: { id: answer.run_id } });
    } catch (error) {
      problemToast(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={`Run “${workflow.name}” now`} size="lg">
      {samples.events.length > 0 ? (
        <Select
          label="Event data from"
          mb={12}
          value={samples.eventId}
          allowDeselect={false}
          onChange={(id) => {
            setTouched(false);
            setEventId(id);
          }}
          data={samples.events.map((e) => ({
            value: e.id,
            label: `${e.subject}, ${formatRelative(e.time, Date.now())}`,
          }))}
        />
      ) : (
        <TextInput label="Event data from" mb={12} value="No past event; written by hand below" readOnly />
      )}
      <Textarea
        label="Event data"
        autosize
        minRows={6}
        maxRows={16}
        value={text}
        error={parsed.error}
        spellCheck={false}
        data-autofocus
        onChange={(e) => {
          setTouched(true);
          setText(e.currentTarget.value);
        }}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--t-mono)" } }}
      />
      <p className="muted" style={{ marginBlockStart: 8 }}>
        Runs version {workflow.revision} for real{dirty ? "; your draft is not part of it" : ""}.
      </p>
      <Group justify="flex-end" mt={16}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button onClick={run} loading={busy} disabled={!parsed.value}>
          Run once
        </Button>
      </Group>
    </Modal>
  );
}
