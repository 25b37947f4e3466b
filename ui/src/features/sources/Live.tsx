import { Button } from "@mantine/core";
import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { EventSummary, Source } from "../../api/types";
import {
  type Column,
  EmptyState,
  ErrorState,
  FileName,
  LinkButton,
  Skeleton,
  Sparkline,
  StatusIcon,
  useHotkey,
  VirtualList,
} from "../../components";
import { formatNumber, formatTime } from "../../lib/format";
import { LivePeek } from "./LivePeek";
import { barsOf, rateNumber } from "./order";
import { SAMPLE } from "./tail";
import { useTail } from "./useTail";
import "./live.css";

const COLUMNS: Column<EventSummary>[] = [
  {
    key: "time",
    header: "Time",
    width: "4rem",
    render: (event) => <span className="num faint">{formatTime(event.received_at)}</span>,
  },
  {
    key: "subject",
    header: "Event",
    width: "minmax(0, 1.4fr)",
    render: (event) => <FileName name={event.subject} />,
  },
  {
    key: "type",
    header: "Type",
    width: "minmax(0, 1fr)",
    hideBelow: 520,
    render: (event) => <span className="muted">{event.event_label}</span>,
  },
  {
    key: "outcome",
    header: "Outcome",
    width: "minmax(0, 9rem)",
    hideBelow: 420,
    render: (event) => <StatusIcon status={event.outcome} />,
  },
];

type TailState = ReturnType<typeof useTail>;

function Head({ source, tail, onResume }: { source: Source; tail: TailState; onResume: () => void }) {
  const perSecond = formatNumber(Math.round(tail.rate));
  const resume = tail.fresh > 0 ? `Resume, ${formatNumber(tail.fresh)} new` : "Resume";
  return (
    <div className="live-head">
      <span className="num live-rate" data-testid="live-rate">
        {tail.sampled && !tail.paused ? `${perSecond}/s, showing ${SAMPLE}` : rateNumber(source.rate_per_min)}
      </span>
      <Sparkline
        values={barsOf(source.recent)}
        width={80}
        label={`Events in the last minute: ${formatNumber(source.rate_per_min)}`}
      />
      <span className="faint live-note">
        {tail.paused
          ? "The view stands still; the source goes on."
          : tail.sampled
            ? "Too fast to read: a sample is shown. Every event is on the Events page."
            : "Newest first"}
      </span>
      <LinkButton variant="subtle" to="/events" search={{ source: source.id }}>
        All events
      </LinkButton>
      <Button
        variant={tail.paused ? "filled" : "default"}
        className="live-pause"
        leftSection={
          tail.paused ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />
        }
        onClick={tail.paused ? onResume : tail.pause}
        data-testid="live-pause"
      >
        <span className="num">{tail.paused ? resume : "Pause"}</span>
      </Button>
    </div>
  );
}

/** The newest events of one source. Scrolling away, marking text or opening a row holds the view still. */
export default function Live({ source }: { source: Source }) {
  const tail = useTail(source);
  const [open, setOpen] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const pause = useRef(tail.pause);
  pause.current = tail.pause;
  useEffect(() => {
    const onSelect = () => {
      const selection = document.getSelection();
      if (selection && !selection.isCollapsed && scroller.current?.contains(selection.anchorNode))
        pause.current();
    };
    document.addEventListener("selectionchange", onSelect);
    return () => document.removeEventListener("selectionchange", onSelect);
  }, []);
  const resume = () => {
    setOpen(null);
    tail.resume();
    scroller.current?.scrollTo({ top: 0 });
  };
  useHotkey("f", () => (tail.paused ? resume() : tail.pause()), { label: "Pause or resume the live view" });
  if (tail.error && !tail.ready) return <ErrorState error={tail.error} retry={() => tail.refetch()} />;
  if (!tail.ready) return <Skeleton />;
  if (tail.rows.length === 0)
    return <EmptyState sentence="No event from this source yet. New ones show up here as they arrive." />;
  return (
    <div className="live">
      <Head source={source} tail={tail} onResume={resume} />
      <div className="live-body" data-open={open !== null}>
        <VirtualList
          label={`Newest events of ${source.name}`}
          items={tail.rows}
          getKey={(event) => event.id}
          columns={COLUMNS}
          hideHeader
          rowTestId="live-row"
          selectedKey={open ?? undefined}
          scrollRef={scroller}
          onScroll={(top) => top > 4 && tail.pause()}
          onOpen={(event) => {
            tail.pause();
            setOpen(event.id);
          }}
        />
        {open && <LivePeek id={open} onClose={() => setOpen(null)} />}
      </div>
    </div>
  );
}
