// What the source itself wrote: filtered, searched, followed, saved.
import { SegmentedControl } from "@mantine/core";
import { ArrowDownToLine, ChevronDown, ChevronUp, Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Source } from "../../api/types";
import {
  CopyButton,
  EmptyState,
  ErrorState,
  FilterField,
  IconButton,
  Skeleton,
  useHotkey,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { LogRows, type LogRowsHandle } from "./LogRows";
import { asText, hitsIn, type LevelFilter, passing } from "./sourceLog";
import { useSourceLog } from "./useSourceLog";
import "./log.css";

const LEVELS = [
  { value: "all", label: "All" },
  { value: "info", label: "Info" },
  { value: "warn", label: "Warnings" },
  { value: "error", label: "Errors" },
];

function save(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export default function SourceLog({ source }: { source: Source }) {
  const { data, error, refetch } = useSourceLog(source.id);
  const [level, setLevel] = useState<LevelFilter>("all");
  const [query, setQuery] = useState("");
  const [hit, setHit] = useState(0);
  const [follow, setFollow] = useState(true);
  const rows = useRef<LogRowsHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const all = data ?? [];
  const lines = passing(all, level);
  const hits = hitsIn(lines, query);
  const current = hits.length > 0 ? hits[Math.min(hit, hits.length - 1)] : undefined;
  const newest = lines.at(-1)?.n;
  useEffect(() => {
    if (follow && newest !== undefined) rows.current?.toEnd();
  }, [follow, newest]);
  const goTo = (index: number) => {
    const wrapped = (index + hits.length) % Math.max(1, hits.length);
    setHit(wrapped);
    const line = hits[wrapped];
    if (line === undefined) return;
    setFollow(false);
    rows.current?.goTo(line);
  };
  const find = (text: string) => {
    setQuery(text);
    setHit(0);
    const first = hitsIn(lines, text)[0];
    if (first === undefined) return;
    setFollow(false);
    rows.current?.goTo(first);
  };
  useHotkey("mod+f", () => input.current?.focus(), { label: "Find in the log" });
  useHotkey("f", () => setFollow(!follow), { label: "Follow the end of the log" });
  if (error && !data) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <Skeleton />;
  if (all.length === 0) return <EmptyState sentence="This source has written nothing to its log." />;
  const gone = (all[0]?.n ?? 1) - 1;
  return (
    <section className="source-log" aria-label="Log">
      <div className="slog-bar">
        <FilterField
          ref={input}
          label="Find in log"
          placeholder="Find in log"
          className="slog-find"
          leftSection={null}
          value={query}
          onChange={find}
          onKeyDown={(event) => event.key === "Enter" && goTo(hit + (event.shiftKey ? -1 : 1))}
        />
        <span className="slog-count num" role="status" data-testid="log-hits">
          {query.trim() &&
            (hits.length === 0
              ? "Not found"
              : `${formatNumber(Math.min(hit, hits.length - 1) + 1)} of ${formatNumber(hits.length)}`)}
        </span>
        <span className="slog-step" hidden={hits.length === 0}>
          <IconButton label="Previous hit" onClick={() => goTo(hit - 1)} icon={<ChevronUp size={14} />} />
          <IconButton label="Next hit" onClick={() => goTo(hit + 1)} icon={<ChevronDown size={14} />} />
        </span>
        <SegmentedControl
          aria-label="Levels shown"
          value={level}
          onChange={(next) => setLevel(next as LevelFilter)}
          data={LEVELS}
        />
        <span className="slog-space" />
        <CopyButton text={asText(lines)} label="Copy the lines shown" />
        <IconButton
          label="Save log as file"
          onClick={() => save(`${source.id}.log`, asText(all))}
          icon={<Download size={14} />}
        />
        <IconButton
          label={follow ? "Following; press to pause (f)" : "Follow the end (f)"}
          pressed={follow}
          onClick={() => setFollow(!follow)}
          icon={<ArrowDownToLine size={14} />}
        />
      </div>
      <LogRows
        ref={rows}
        lines={lines}
        query={query}
        current={current}
        onLeaveEnd={() => setFollow(false)}
        onReachEnd={() => setFollow(true)}
      />
      <p className="slog-foot faint">
        <span className="num">
          {lines.length === all.length
            ? plural(all.length, "line")
            : `${formatNumber(lines.length)} of ${plural(all.length, "line")}`}
        </span>
        {gone > 0 && <span className="num">{plural(gone, "older line")} no longer kept</span>}
        <span>{follow ? "Following" : "Standing still"}</span>
      </p>
    </section>
  );
}
