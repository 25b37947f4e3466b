// Block 1: source and event type in one searchable list; what can't start anything is listed with the reason.
import type { Source, SourceState } from "../../api/types";
import { RelativeTime, StatusIcon } from "../../components";
import { Picker, type PickerGroup } from "../../components/Picker";

const REASONS: Partial<Record<SourceState, string>> = {
  off: "This source is off. Turn it on under Sources.",
  invalid: "This source's plugin.json has errors. See Sources.",
  untrusted: "This source is not trusted yet. See Sources.",
  crash_loop: "This source keeps crashing. See its log under Sources.",
};

const SEPARATOR = "\u0001";
export const whenId = (source: string, type: string) => `${source}${SEPARATOR}${type}`;

export function whenGroups(sources: Source[]): PickerGroup[] {
  const rank = (s: Source) => (REASONS[s.state] ? 1 : 0);
  return [...sources]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((source) => ({
      label: source.name,
      items:
        source.eventTypes.length > 0
          ? source.eventTypes.map((type) => ({
              id: whenId(source.id, type.type),
              label: `${source.name} › ${type.label}`,
              shortLabel: type.label,
              hint: type.description,
              keywords: `${source.id} ${type.type}`,
              disabledReason: REASONS[source.state],
            }))
          : [
              {
                id: whenId(source.id, ""),
                label: source.name,
                disabledReason: REASONS[source.state] ?? "Declares no event types.",
              },
            ],
    }));
}

interface Props {
  sources: Source[];
  source: string;
  eventType: string;
  error: string | null;
  onPick: (source: string, eventType: string) => void;
}

export function WhenPicker({ sources, source, eventType, error, onPick }: Props) {
  const known = sources.find((s) => s.id === source);
  return (
    <Picker
      id="trigger-when"
      label="Event source and type"
      value={source && eventType ? whenId(source, eventType) : null}
      valueText={source && eventType ? `${known?.name ?? source} › ${eventType}` : undefined}
      groups={whenGroups(sources)}
      placeholder="Choose what happens…"
      searchPlaceholder="Search sources and events"
      error={error}
      testId="trigger-when"
      onPick={(id) => {
        const [s = "", t = ""] = id.split(SEPARATOR);
        onPick(s, t);
      }}
    />
  );
}

export function WhenFacts({
  source,
  eventType,
  fieldCount,
}: {
  source: Source | undefined;
  eventType: string;
  fieldCount: number;
}) {
  const type = source?.eventTypes.find((t) => t.type === eventType);
  if (!source || !type) return null;
  const reason = REASONS[source.state];
  return (
    <p className="te-facts te-dotted">
      {reason ? <StatusIcon status="warning" label={reason} /> : null}
      <span className="num">{type.events_24h} in the last 24 h</span>
      <span className="num">
        {fieldCount} {fieldCount === 1 ? "field" : "fields"}
      </span>
      {type.last_event_at ? (
        <span>
          newest <RelativeTime at={type.last_event_at} />
        </span>
      ) : null}
      {type.triggers > 0 ? (
        <span className="num">
          {type.triggers} {type.triggers === 1 ? "trigger listens" : "triggers listen"} already
        </span>
      ) : null}
    </p>
  );
}
