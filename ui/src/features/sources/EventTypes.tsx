import { Button, SegmentedControl, Switch } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useFields } from "../../api/queries";
import { sourceCalls, useSourceCall } from "../../api/sources";
import type { EventType, Source } from "../../api/types";
import { CopyButton, JsonTree, LinkButton, Mono, Prose, problemToast, RelativeTime } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { SchemaTable } from "./SchemaTable";
import "./types.css";

const SendTest = lazy(() => import("./SendTest"));

function TypeBody({ source, type, onTest }: { source: Source; type: EventType; onTest: () => void }) {
  const [view, setView] = useState("table");
  const { data } = useFields(source.id, type.type);
  return (
    <div className="type-body">
      {type.description && (
        <p className="muted">
          <Prose text={type.description} />
        </p>
      )}
      <div className="type-actions">
        {type.schema && (
          <SegmentedControl
            aria-label="Show the schema as"
            value={view}
            onChange={setView}
            data={[
              { value: "table", label: "Table" },
              { value: "json", label: "JSON" },
            ]}
          />
        )}
        {type.schema && <CopyButton text={JSON.stringify(type.schema, null, 2)}>Copy schema</CopyButton>}
        <span className="type-space" />
        <LinkButton variant="default" to="/triggers/new" search={{ source: source.id, type: type.type }}>
          New trigger
        </LinkButton>
        {source.state !== "untrusted" && (
          <Button variant="default" onClick={onTest} data-testid="send-test">
            Send test event…
          </Button>
        )}
      </div>
      {view === "json" ? (
        <JsonTree value={type.schema} depth={4} label="Schema" />
      ) : (
        <SchemaTable fields={data ?? type.fields} inferred={type.fields_inferred} />
      )}
    </div>
  );
}

function Counts({ type }: { type: EventType }) {
  return (
    <span className="faint num type-counts">
      {plural(type.triggers, "trigger")} · {formatNumber(type.events_24h)} in 24 h
      {type.last_event_at && (
        <>
          {" · last "}
          <RelativeTime at={type.last_event_at} />
        </>
      )}
    </span>
  );
}

/** What becomes of events whose data does not fit these types. */
function Unfit({ source }: { source: Source }) {
  const change = useSourceCall((accept: boolean) => sourceCalls.acceptUnfit(source.id, accept));
  return (
    <Switch
      className="types-unfit"
      label="Accept events that don't fit these types, flagged"
      description={
        source.accept_unfit
          ? "A missing or wrong field is shown with the event. A condition on it is unknown, not met."
          : "Off: they are set aside and start nothing."
      }
      checked={source.accept_unfit}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.currentTarget.checked, { onError: problemToast })}
    />
  );
}

export default function EventTypes({ source }: { source: Source }) {
  const [open, setOpen] = useState<string | null>(source.eventTypes[0]?.type ?? null);
  const [testing, setTesting] = useState<EventType | null>(null);
  if (source.eventTypes.length === 0)
    return <p className="muted pane-text">This source declares no event types.</p>;
  return (
    <>
      <Unfit source={source} />
      <ul className="types">
        {source.eventTypes.map((type) => {
          const isOpen = open === type.type;
          const Icon = isOpen ? ChevronDown : ChevronRight;
          return (
            <li key={type.type} data-testid="event-type-row">
              <div className="type-head">
                <h3>
                  <button
                    type="button"
                    className="type-toggle"
                    aria-expanded={isOpen}
                    onClick={() => setOpen(isOpen ? null : type.type)}
                  >
                    <Icon size={14} aria-hidden="true" />
                    {type.label}
                  </button>
                </h3>
                <Mono copy>{type.type}</Mono>
                <Counts type={type} />
              </div>
              {isOpen && <TypeBody source={source} type={type} onTest={() => setTesting(type)} />}
            </li>
          );
        })}
      </ul>
      <Suspense fallback={null}>
        {testing && <SendTest source={source} type={testing} onClose={() => setTesting(null)} />}
      </Suspense>
    </>
  );
}
