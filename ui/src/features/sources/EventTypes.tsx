import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useFields } from "../../api/queries";
import type { EventType, Source } from "../../api/types";
import { CopyButton, JsonTree, LinkButton, Mono, RelativeTime } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { FieldTable } from "./FieldTable";
import { SendTest } from "./SendTest";

function TypeBody({ source, type }: { source: Source; type: EventType }) {
  const [view, setView] = useState("table");
  const { data } = useFields(source.id, type.type);
  const fields = data ?? type.fields;
  return (
    <div className="type-body">
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
      {view === "json" ? (
        <JsonTree value={type.schema} depth={4} label="Schema" />
      ) : (
        <FieldTable fields={fields} inferred={type.fields_inferred} />
      )}
    </div>
  );
}

export function EventTypes({ source }: { source: Source }) {
  const [open, setOpen] = useState<string | null>(source.eventTypes[0]?.type ?? null);
  const [testing, setTesting] = useState<EventType | null>(null);
  if (source.eventTypes.length === 0)
    return <p className="muted pane-text">This source declares no event types.</p>;
  return (
    <ul className="types">
      {source.eventTypes.map((type) => (
        <li key={type.type} data-testid="event-type-row">
          <div className="type-head">
            <button
              type="button"
              className="type-toggle"
              aria-expanded={open === type.type}
              onClick={() => setOpen(open === type.type ? null : type.type)}
            >
              <strong>{type.label}</strong>
            </button>
            <Mono copy>{type.type}</Mono>
            <span className="faint num type-counts">
              {plural(type.triggers, "trigger")} · {formatNumber(type.events_24h)} in 24 h
              {type.last_event_at && (
                <>
                  {" · last "}
                  <RelativeTime at={type.last_event_at} />
                </>
              )}
            </span>
          </div>
          {open === type.type && (
            <>
              <p className="muted type-description">{type.description}</p>
              <TypeBody source={source} type={type} />
              <div className="type-actions">
                <LinkButton
                  variant="default"
                  to="/triggers/new"
                  search={{ source: source.id, type: type.type }}
                >
                  New trigger
                </LinkButton>
                <Button variant="default" onClick={() => setTesting(type)}>
                  Send test event…
                </Button>
                {type.schema && (
                  <CopyButton text={JSON.stringify(type.schema, null, 2)}>Copy schema</CopyButton>
                )}
              </div>
            </>
          )}
        </li>
      ))}
      <SendTest source={source} type={testing} onClose={() => setTesting(null)} />
    </ul>
  );
}
