// Sends a hand-written event through the same door as every other one, and shows the engine's own answer.
import { Button, Modal, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { EventType, ProcessAnswer, Source } from "../../api/types";
import { ErrorState, exampleFor, type Schema, StatusIcon } from "../../components";
import { plural } from "../../lib/format";

function exampleData(type: EventType): Record<string, unknown> {
  const properties = (type.schema as Schema | undefined)?.properties ?? {};
  const data: Record<string, unknown> = {};
  for (const field of type.fields) {
    if (!field.path.includes(".")) data[field.path] = exampleFor(properties[field.path], field.sample);
  }
  for (const [name, schema] of Object.entries(properties)) data[name] ??= exampleFor(schema);
  return data;
}

function parse(text: string): { data?: Record<string, unknown>; problem?: string } {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null || Array.isArray(data))
      return { problem: "The payload must be an object: { … }" };
    return { data: data as Record<string, unknown> };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "Not valid JSON" };
  }
}

export function SendTest({
  source,
  type,
  onClose,
}: {
  source: Source;
  type: EventType | null;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const send = useMutation({
    mutationFn: (data: Record<string, unknown>) =>
      api.post<ProcessAnswer>("/api/events/process", { event_type: type?.type, source: source.id, data }),
  });
  const { reset } = send;
  useEffect(() => {
    if (type) setText(JSON.stringify(exampleData(type), null, 2));
    reset();
  }, [type, reset]);
  const { data, problem } = parse(text);
  return (
    <Modal
      opened={type !== null}
      onClose={onClose}
      title={`Send a test event: ${type?.label ?? ""}`}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className="send-test"
        onSubmit={(event) => {
          event.preventDefault();
          if (data) send.mutate(data);
        }}
      >
        <p className="muted">This is a real event: triggers that match it start their workflows.</p>
        <Textarea
          label="Payload"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={text ? problem : undefined}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          classNames={{ input: "json-input" }}
          data-testid="send-test-payload"
        />
        {send.error && <ErrorState error={send.error} />}
        {send.data && (
          <p role="status" className="send-answer">
            <StatusIcon
              status="succeeded"
              label={`Accepted. ${plural(send.data.triggers_matched, "trigger")} matched.`}
            />
            <Link to="/events/$id" params={{ id: send.data.event_id }}>
              See what happened
            </Link>
          </p>
        )}
        <div className="send-foot">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={send.isPending} disabled={!data} data-testid="send-test-send">
            Send event
          </Button>
        </div>
      </form>
    </Modal>
  );
}
