// Columns of the triggers list.
import { Checkbox, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { AlsoMatched, Trigger } from "../../api/types";
import { type Column, plainText, RelativeTime, StatusIcon } from "../../components";
import { formatNumber, formatRelative } from "../../lib/format";
import type { useTriggerActions } from "./listActions";
import {
  alsoText,
  flagsOf,
  type ListRow,
  neverMatched,
  type Sort,
  type SortKey,
  shortSentence,
} from "./listModel";
import { TriggerMenu } from "./TriggerMenu";

export interface Picked {
  ids: Set<string>;
  toggle: (id: string, range: boolean) => void;
}
export interface Around {
  /** How many matches of each trigger wait for an OK. */
  held: Map<string, number>;
  /** The others that matched the same events. */
  also: Map<string, AlsoMatched[]>;
  sort: Sort | null;
  onSort: (key: SortKey) => void;
}

/** A group's heading stands in the list as a row of its own. */
export function triggerColumns(
  actions: ReturnType<typeof useTriggerActions>,
  picked: Picked,
  { held, also, sort, onSort }: Around,
): Column<ListRow>[] {
  const sorted = (key: SortKey, label: string) => ({
    header: <SortButton label={label} sort={sort?.key === key ? sort : null} onSort={() => onSort(key)} />,
    sort: sort?.key === key ? (sort.down ? ("descending" as const) : ("ascending" as const)) : undefined,
  });
  const of = (render: (t: Trigger) => ReactNode) => (row: ListRow) =>
    row.kind === "trigger" ? render(row.trigger) : null;
  return [
    {
      key: "pick",
      hideBelow: 400,
      header: <span className="sr-only">Selected</span>,
      width: "1.5rem",
      render: of((t) => (
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={`Select ${t.name}`}
          checked={picked.ids.has(t.id)}
          onChange={(e) => picked.toggle(t.id, (e.nativeEvent as MouseEvent).shiftKey)}
        />
      )),
    },
    {
      key: "on",
      header: <span className="sr-only">On or off</span>,
      width: "2.75rem",
      render: of((t) => (
        <Switch
          aria-label={`${t.name}: on`}
          checked={t.active}
          onChange={(e) => actions.setActive(t, e.currentTarget.checked)}
          data-testid="trigger-switch"
        />
      )),
    },
    {
      key: "name",
      ...sorted("name", "Name"),
      width: "minmax(4.5rem, 1.3fr)",
      render: (row) =>
        row.kind === "group" ? (
          <span className="tl-group">
            {row.label} <span className="faint num">{row.count}</span>
          </span>
        ) : (
          <Name trigger={row.trigger} />
        ),
    },
    {
      key: "sentence",
      hideBelow: 720,
      header: "What it does",
      width: "minmax(8rem, 2fr)",
      render: of((t) => (
        <span className="tl-sentence" title={t.sentence}>
          {shortSentence(t)}
        </span>
      )),
    },
    {
      key: "counts",
      hideBelow: 460,
      ...sorted("matched", "Events → matched → runs, 24 h"),
      width: "12.5rem",
      render: of((t) => (
        <span className="tl-names">
          <Counts trigger={t} held={held.get(t.id) ?? 0} />
          <span className="tl-also truncate">
            {t.last_fired_at ? (
              <span className="tl-last">
                fired <RelativeTime at={t.last_fired_at} />
              </span>
            ) : null}
            <Also others={t.active ? (also.get(t.id) ?? []) : []} />
          </span>
        </span>
      )),
    },
    {
      key: "last",
      hideBelow: 860,
      ...sorted("last", "Last fired"),
      width: "6.5rem",
      align: "end",
      render: of((t) => <RelativeTime at={t.last_fired_at} />),
    },
    {
      key: "why",
      header: <span className="sr-only">Why not</span>,
      width: "4.75rem",
      render: of((t) => (
        <Link to="/triggers/$id/why" params={{ id: t.id }} className="tl-why">
          Why not?
        </Link>
      )),
    },
    {
      key: "menu",
      header: <span className="sr-only">Menu</span>,
      width: "1.75rem",
      render: of((t) => <TriggerMenu trigger={t} actions={actions} />),
    },
  ];
}

function SortButton({ label, sort, onSort }: { label: string; sort: Sort | null; onSort: () => void }) {
  return (
    <button type="button" className="tl-sort" onClick={onSort}>
      {label}
      <span className="tl-sort-mark" aria-hidden>
        {sort ? sort.down ? <ArrowDown size={12} /> : <ArrowUp size={12} /> : null}
      </span>
    </button>
  );
}

function Name({ trigger: t }: { trigger: Trigger }) {
  const [problem] = flagsOf(t);
  return (
    <span className="tl-names">
      <Link
        to="/triggers/$id"
        params={{ id: t.id }}
        className={problem ? "tl-name truncate" : "tl-name tl-two"}
        title={t.name}
        tabIndex={-1}
      >
        {t.name}
      </Link>
      {problem ? (
        <span className="tl-flag" title={plainText(problem.detail)} data-testid="trigger-problem">
          <StatusIcon status={problem.severity} label={plainText(problem.title)} />
        </span>
      ) : null}
    </span>
  );
}

/** Which others match the same events. */
function Also({ others }: { others: AlsoMatched[] }) {
  if (others.length === 0) return null;
  const names = others.map((o) => `${o.name} (${formatNumber(o.count)})`).join(", ");
  return (
    <span
      title={`Matched the same events in the last 24 hours: ${names}. All of them run.`}
      data-testid="trigger-also"
    >
      {alsoText(others)}
    </span>
  );
}

function Counts({ trigger: t, held }: { trigger: Trigger; held: number }) {
  if (!t.active) return <StatusIcon status="off" label={offText(t.updated_at, Date.now())} />;
  if (held > 0) {
    return (
      <Link to="/events" search={{ outcome: "held", source: t.source }} className="tl-held">
        <StatusIcon status="held" label={`${formatNumber(held)} held, waiting for your OK`} />
      </Link>
    );
  }
  if (t.waiting_for_source) return <StatusIcon status="waiting" label="Waiting for the source" />;
  if (neverMatched(t)) {
    return <StatusIcon status="warning" label={`0 of ${formatNumber(t.events_ever)} events matched`} />;
  }
  return (
    <span className="num">
      {formatNumber(t.events_24h)} → {formatNumber(t.matched_24h)} → {formatNumber(t.runs_24h)}
      {t.failed_24h > 0 ? <span className="tl-failed"> ({formatNumber(t.failed_24h)} failed)</span> : null}
    </span>
  );
}

/** "off for 2 h", "off since 20 Nov, 06:05". */
export function offText(since: string, nowMs: number): string {
  const text = formatRelative(since, nowMs);
  if (text === "now" || text.startsWith("in ")) return "off";
  return text.endsWith(" ago") ? `off for ${text.slice(0, -4)}` : `off since ${text}`;
}
