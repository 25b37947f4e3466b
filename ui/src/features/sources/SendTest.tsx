// Sends a hand-written event through the same door as every other one, and shows the engine's own answer.
import { Button, Modal, SegmentedControl, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { EventDetail, EventSummary, EventType, List, ProcessAnswer, Source } from "../../api/types";
import { ErrorState, RelativeTime, type Schema, Skeleton } from "../../components";
import { ConfigForm, problemsOf } from "../../components/config-form";
import { parseObject } from "../../lib/json";
import { exampleData } from "./example";
import { SendAnswer } from "./SendAnswer";
import "./send.css";

/** The newest accepted event of the type, asked for once: what is being typed must not change underneath. */
function useLastEvent(source: string, type: string) {
  return useQuery({
    queryKey: ["test-event", source, type],
    queryFn: async () => {
      const { items } = await api.get<List<EventSummary>>("/api/events", { source, type, limit: 10 });
      const id = items.find((event) => event.status === "accepted")?.id;
      return id === undefined ? null : api.get<EventDetail>(`/api/events/${encodeURIComponent(id)}`);
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

type Props = { source: Source; type: EventType; onClose: () => void };
type From = "last" | "schema";

function Editor({ source, type, onClose, last }: Props & { last: { data: object; at: string } | null }) {
  const schema = type.schema as Schema | undefined;
  const text = (from: From) =>
    JSON.stringify(from === "last" && last ? last.data : exampleData(type), null, 2);
  const [from, setFrom] = useState<From>(last ? "last" : "schema");
  const [typed, setTyped] = useState(() => text(last ? "last" : "schema"));
  const hasForm = Object.keys(schema?.properties ?? {}).length > 0;
  const [view, setView] = useState(hasForm ? "form" : "json");
  const send = useMutation({
    mutationFn: (data: Record<string, unknown>) =>
      api.post<ProcessAnswer>("/api/events/process", { event_type: type.type, source: source.id, data }),
  });
  const { value: data, error: problem } = parseObject(typed);
  const problems = data && schema ? problemsOf(schema, data) : [];
  const write = (next: string) => {
    setTyped(next);
    send.reset();
  };
  return (
    <form
      className="send-test"
      onSubmit={(event) => {
        event.preventDefault();
        if (data) send.mutate(data);
      }}
    >
      <p className="muted">This is a real event: triggers that match it start their workflows.</p>
      <div className="send-bar">
        {hasForm && (
          <SegmentedControl
            aria-label="Write it as"
            value={view}
            onChange={setView}
            disabled={!data}
            data={[
              { value: "form", label: "Form" },
              { value: "json", label: "JSON" },
            ]}
          />
        )}
        {last && (
          <SegmentedControl
            aria-label="Start from"
            value={from}
            onChange={(next) => {
              setFrom(next as From);
              write(text(next as From));
            }}
            data={[
              { value: "last", label: "Last event" },
              { value: "schema", label: "Example" },
            ]}
          />
        )}
        {last && from === "last" && (
          <span className="faint">
            received <RelativeTime at={last.at} />
          </span>
        )}
      </div>
      {view === "form" && data && schema ? (
        <ConfigForm
          schema={schema}
          value={data}
          initial={data}
          showAll
          problems={[]}
          onChange={(next) => write(JSON.stringify(next, null, 2))}
        />
      ) : (
        <Textarea
          label="Payload"
          value={typed}
          onChange={(event) => write(event.currentTarget.value)}
          error={problem}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          classNames={{ input: "json-input" }}
          data-testid="send-test-payload"
        />
      )}
      {data && problems.length > 0 && (
        <div className="send-problems" role="status" data-testid="send-problems">
          <ul>
            {problems.map((item) => (
              <li key={item.pointer + item.message}>
                <code>{item.pointer.slice(1).replaceAll("/", ".") || "payload"}</code>: {item.message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {send.error && <ErrorState error={send.error} />}
      {send.data && <SendAnswer answer={send.data} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button type="submit" loading={send.isPending} disabled={!data} data-testid="send-test-send">
          {problems.length > 0 ? "Send anyway" : send.data ? "Send again" : "Send event"}
        </Button>
      </div>
    </form>
  );
}

export default function SendTest(props: Props) {
  const { source, type, onClose } = props;
  const { isPending, data: event } = useLastEvent(source.id, type.type);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Send a test event: ${type.label}`}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isPending ? (
        <Skeleton rows={5} />
      ) : (
        <Editor {...props} last={event ? { data: event.data, at: event.received_at } : null} />
      )}
    </Modal>
  );
}
