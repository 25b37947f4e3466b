// What a step can use, with sample values; choosing an item puts its reference into the field last used.
import { Select } from "@mantine/core";
import { type Ref, useState } from "react";
import { FilterField, Skeleton } from "../../components";
import { formatRelative, formatValue } from "../../lib/format";
import { type DataGroup, typeWord } from "./mapping";
import type { Samples } from "./useSamples";

interface Props {
  ref?: Ref<HTMLInputElement>;
  groups: DataGroup[];
  samples: Samples;
  onInsert: (expression: string) => void;
  onEvent: (id: string | null) => void;
}

export function DataPane({ ref, groups, samples, onInsert, onEvent }: Props) {
  const [query, setQuery] = useState("");
  const words = query.toLowerCase();
  const shown = groups
    .map((g) => ({
      ...g,
      items: g.items.filter((i) => `${g.title} ${i.name}`.toLowerCase().includes(words)),
    }))
    .filter((g) => g.items.length > 0 || (words === "" && g.id !== "run"));
  return (
    <div className="dp">
      <div className="dp-head">
        <span className="overline">Data</span>
        <FilterField
          ref={ref}
          label="Search data"
          placeholder="Search data"
          value={query}
          onChange={setQuery}
          onKeyDown={(e) => {
            const first = shown[0]?.items[0];
            if (e.key === "Enter" && first) {
              e.preventDefault();
              onInsert(first.expression);
              setQuery("");
            }
          }}
        />
      </div>
      {samples.pending || samples.events.length > 0 ? (
        <Select
          className="dp-event"
          label="Sample values from"
          value={samples.eventId}
          allowDeselect={false}
          onChange={onEvent}
          data={samples.events.map((e) => ({
            value: e.id,
            label: `${e.subject}, ${formatRelative(e.time, Date.now())}`,
          }))}
        />
      ) : null}
      {samples.pending && <Skeleton rows={6} label="Loading sample values" />}
      {(samples.pending ? [] : shown).map((group) => (
        <section key={group.id} className="dp-group" aria-label={group.title}>
          <h2 className="dp-title">{group.title}</h2>
          {group.items.length === 0 ? (
            <p className="dp-none">
              {group.id === "event"
                ? "No event has come in yet, so there are no fields to choose from."
                : "This step declares no outputs; test it to see them."}
            </p>
          ) : null}
          <ul>
            {group.items.map((item) => (
              <li key={item.expression}>
                <button
                  type="button"
                  className="dp-item"
                  data-testid="data-item"
                  title={`Insert ${item.expression}`}
                  onClick={() => onInsert(item.expression)}
                >
                  <span className="dp-name truncate">{item.name}</span>
                  {item.sample === undefined ? (
                    <span className="dp-type truncate">{typeWord(item.type)}</span>
                  ) : (
                    <span className="dp-sample truncate">{formatValue(item.sample).slice(0, 120)}</span>
                  )}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {shown.length === 0 && !samples.pending ? <p className="dp-none">Nothing fits “{query}”.</p> : null}
    </div>
  );
}
