import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { sourceLogQuery } from "../../api/queries";
import type { Source } from "../../api/types";
import { CopyButton, EmptyState, ErrorState, Skeleton } from "../../components";
import { formatTime } from "../../lib/format";

/** What the source itself wrote: the last 500 lines, following the end until one scrolls up. */
export default function SourceLog({ source }: { source: Source }) {
  const { data, error, refetch } = useQuery({ ...sourceLogQuery(source.id), refetchInterval: 2000 });
  const frame = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  const last = data?.last;
  useEffect(() => {
    if (last !== undefined && follow.current && frame.current)
      frame.current.scrollTop = frame.current.scrollHeight;
  }, [last]);
  if (error && !data) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <Skeleton />;
  if (data.lines.length === 0) return <EmptyState sentence="This source has written nothing to its log." />;
  return (
    <div className="source-log">
      <CopyButton text={data.lines.map((line) => `${line.at} ${line.level} ${line.text}`).join("\n")}>
        Copy log
      </CopyButton>
      <div
        className="log-frame"
        ref={frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Log of this source"
        onScroll={({ currentTarget: el }) => {
          follow.current = el.scrollHeight - el.scrollTop - el.clientHeight < 24;
        }}
      >
        {data.lines.map((line) => (
          <div key={line.n} className="log-row" data-level={line.level}>
            <span className="faint">{formatTime(line.at)}</span>
            <span className="log-level">{line.level}</span>
            <span>{line.text}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
