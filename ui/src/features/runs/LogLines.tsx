// The windowed lines of a log. Rows know their number before they know their text, so any place can be shown at once.
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { LogLine } from "../../api/types";
import { MAX_LINE_CHARS, readableColor, toSpans } from "./ansi";
import "./log.css";
import { clockTime, type LogStore, matches } from "./logStore";

export interface LogLinesHandle {
  goTo: (n: number) => void;
  toEnd: () => void;
  /** Number of the first line on screen. */
  top: () => number;
}

interface Props {
  ref: Ref<LogLinesHandle>;
  store: LogStore;
  /** A filtered list, or null for the whole log. */
  lines: LogLine[] | null;
  total: number;
  need: (from: number, to: number) => void;
  wrap: boolean;
  times: boolean;
  stepIndex: number | null;
  stepNames: string[];
  query: string;
  current: number | null;
  onLeaveEnd: () => void;
  onReachEnd: () => void;
  onShown: (shown: boolean) => void;
  onLine?: ((n: number) => void) | undefined;
}

const ROW = 20;
const NEAR_END = 24;

export function LogLines(props: Props) {
  const { store, lines, total, need } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const count = lines ? lines.length : total;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    initialRect: { width: 800, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const first = (items[0]?.index ?? 0) + 1;
  const last = (items[items.length - 1]?.index ?? 0) + 1;

  useEffect(() => {
    if (!lines && total > 0) need(first, last);
  }, [lines, total, first, last, need]);
  useEffect(() => virtual.measure(), [props.wrap]);

  // A log that opens hidden (narrow windows) can only be scrolled once it is on screen.
  const { onShown } = props;
  useEffect(() => {
    const el = scroller.current;
    if (!el || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => onShown(el.clientHeight > 0));
    observer.observe(el);
    return () => observer.disconnect();
  }, [onShown]);

  useImperativeHandle(props.ref, () => ({
    goTo: (n) => {
      const index = lines ? lines.findIndex((l) => l.n >= n) : n - 1;
      if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
    },
    toEnd: () => {
      if (count > 0) virtual.scrollToIndex(count - 1, { align: "end" });
    },
    top: () => {
      const index = Math.floor((scroller.current?.scrollTop ?? 0) / ROW);
      return lines ? (lines[index]?.n ?? 0) : index + 1;
    },
  }));

  const onScroll = () => {
    const el = scroller.current;
    if (!el) return;
    const up = el.scrollTop < lastTop.current - 1;
    const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END;
    lastTop.current = el.scrollTop;
    if (up && !atEnd) props.onLeaveEnd();
    else if (atEnd && !up) props.onReachEnd();
  };
  const width = `${String(Math.max(total, 1)).length}ch`;

  return (
    <div
      ref={scroller}
      className="log-scroll"
      onScroll={onScroll}
      onMouseUp={() => {
        if (!window.getSelection()?.isCollapsed) props.onLeaveEnd();
      }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-label={`Log lines, ${total} in all`}
      data-wrap={props.wrap || undefined}
    >
      <div className="log-inner" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const line = lines ? lines[item.index] : store.get(item.index + 1);
          const n = line?.n ?? item.index + 1;
          return (
            <div
              key={item.key}
              ref={props.wrap ? virtual.measureElement : undefined}
              data-index={item.index}
              className="log-line"
              data-testid="log-line"
              data-level={line?.level}
              data-current={n === props.current || undefined}
              data-step={line && line.step === props.stepIndex ? true : undefined}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                className="log-number"
                style={{ minWidth: width }}
                tabIndex={-1}
                title={
                  line?.step !== null && line?.step !== undefined ? (props.stepNames[line.step] ?? "") : ""
                }
                onClick={() => props.onLine?.(n)}
              >
                {n}
              </button>
              {props.times ? <span className="log-time">{line ? clockTime(line.at) : ""}</span> : null}
              {line && (line.level === "error" || line.level === "warn") ? (
                <span className="log-level">{line.level === "error" ? "ERROR" : "WARN"}</span>
              ) : null}
              {line ? <LineText text={line.text} query={props.query} /> : <span className="log-text">…</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const LineText = memo(function LineText({ text, query }: { text: string; query: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > MAX_LINE_CHARS;
  const shown = long && !whole ? text.slice(0, MAX_LINE_CHARS) : text;
  const spans = useMemo(() => toSpans(shown), [shown]);
  const hit = query !== "" && matches(shown, query);
  const dark = document.documentElement.getAttribute("data-mantine-color-scheme") === "dark";
  return (
    <span className="log-text" data-hit={hit || undefined}>
      {spans.map((span, i) => (
        <span
          key={i}
          className={span.mark ? "log-mark" : span.classes.join(" ") || undefined}
          title={span.mark ? `${span.mark}, a character that is not visible` : undefined}
          style={span.color ? { color: readableColor(span.color, dark) } : undefined}
        >
          {span.text}
        </span>
      ))}
      {long && !whole ? (
        <button type="button" className="log-more" onClick={() => setWhole(true)}>
          show {Math.round(text.length / 1000)} kB
        </button>
      ) : null}
    </span>
  );
});
