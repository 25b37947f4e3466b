// The windowed lines of a source's log. Lines wrap, so rows are measured; a new process is a mark between them.
import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type Ref, useImperativeHandle, useRef } from "react";
import type { SourceLogLine } from "../../api/types";
import { formatFull, formatTime } from "../../lib/format";
import { visiblePieces } from "../../lib/marks";
import { cutAt, startOf } from "./sourceLog";

export type LogRowsHandle = { goTo: (n: number) => void; toEnd: () => void };

const NEAR_END = 24;
const ROW = 20;
/** Line breaks and tabs are layout in a log, nothing to point at. */
const LAYOUT: Record<string, string> = { "\\n": "\n", "\\t": "\t" };

function Text({ text, query }: { text: string; query: string }) {
  return cutAt(text, query).map((part, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="slog-hit">
        {part}
      </mark>
    ) : (
      <Fragment key={index}>
        {visiblePieces(part).map((piece, at) =>
          piece.mark && !(piece.text in LAYOUT) ? (
            <mark key={at} className="name-mark">
              {piece.text}
            </mark>
          ) : (
            (LAYOUT[piece.text] ?? piece.text)
          ),
        )}
      </Fragment>
    ),
  );
}

function Line({ line, query }: { line: SourceLogLine; query: string }) {
  const process = startOf(line);
  if (process) {
    return (
      <span className="slog-mark" data-testid="log-start">
        Started {formatFull(line.at)}, process {process}
      </span>
    );
  }
  return (
    <>
      <span className="slog-time" title={formatFull(line.at)}>
        {formatTime(line.at)}
      </span>
      <span className="slog-level">{line.level}</span>
      <span className="slog-text">
        <Text text={line.text} query={query} />
      </span>
    </>
  );
}

export function LogRows({
  ref,
  lines,
  query,
  current,
  onLeaveEnd,
  onReachEnd,
}: {
  ref: Ref<LogRowsHandle>;
  lines: SourceLogLine[];
  query: string;
  current: number | undefined;
  onLeaveEnd: () => void;
  onReachEnd: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    getItemKey: (index) => lines[index]?.n ?? index,
    initialRect: { width: 800, height: 600 },
  });
  useImperativeHandle(ref, () => ({
    goTo: (n) => {
      const index = lines.findIndex((line) => line.n === n);
      if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
    },
    toEnd: () => {
      if (lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: "end" });
    },
  }));
  const onScroll = () => {
    const el = scroller.current;
    if (!el) return;
    const up = el.scrollTop < lastTop.current - 1;
    const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END;
    lastTop.current = el.scrollTop;
    if (up && !atEnd) onLeaveEnd();
    else if (atEnd && !up) onReachEnd();
  };
  return (
    <div
      ref={scroller}
      className="slog-scroll"
      onScroll={onScroll}
      onMouseUp={() => {
        if (!window.getSelection()?.isCollapsed) onLeaveEnd();
      }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log of this source"
    >
      <div className="slog-inner" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-level={line.level}
              data-current={line.n === current || undefined}
              data-testid="log-line"
              className="slog-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line line={line} query={query} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
