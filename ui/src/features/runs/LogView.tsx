// The log of a run: complete from line 1, windowed, following while new lines arrive.
import { SegmentedControl } from "@mantine/core";
import { ArrowDownToLine, ChevronDown, ChevronUp, Clock, Download, WrapText } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { LogLine } from "../../api/types";
import { FilterField, IconButton, useHotkey } from "../../components";
import { LogLines, type LogLinesHandle } from "./LogLines";
import "./log.css";
import { asText, type LevelFilter } from "./logStore";
import { useFind } from "./useFind";
import { fetchLog, SCAN_LIMIT, useFilteredLog, useLog } from "./useLog";

/** Lines asked for at once when the whole log is saved; the engine's most. */
const SAVE_PAGE = 10_000;

export interface LogViewProps {
  runId: string;
  /** The run still writes. */
  live: boolean;
  failed: boolean;
  stepIndex: number | null;
  stepNames: string[];
  /** A line to open at (from the address). */
  line?: number | null;
  onLine?: (n: number) => void;
}

export function LogView({ runId, live, failed, stepIndex, stepNames, line, onLine }: LogViewProps) {
  const { store, total, tail, need } = useLog(runId);
  const [level, setLevel] = useState<LevelFilter>("all");
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState(true);
  const [follow, setFollow] = useState(live && !failed);
  const [seen, setSeen] = useState(0);
  const [shown, setShown] = useState(false);
  const filtered = useFilteredLog(runId, level, store);
  const list = useRef<LogLinesHandle>(null);
  const find = useFind(runId, total);
  const findInput = useRef<HTMLInputElement>(null);
  const opened = useRef<string | null>(null);
  const lines = level === "all" ? null : filtered.lines;

  // Opens at the asked line, at the first error of a failed run, or at the end of a running one.
  useEffect(() => {
    if (opened.current === runId || !tail.isSuccess || !shown) return;
    opened.current = runId;
    if (line) list.current?.goTo(line);
    else if (failed && store.firstError !== null) list.current?.goTo(store.firstError);
    else if (live || failed) list.current?.toEnd();
  }, [runId, tail.isSuccess, line, failed, live, store, shown]);

  // Choosing another step goes to where it speaks: its first error, else its first line.
  const lastStep = useRef(stepIndex);
  useEffect(() => {
    if (lastStep.current === stepIndex || stepIndex === null) return;
    lastStep.current = stepIndex;
    if (live && follow) return;
    const own = store.held().filter((l) => l.step === stepIndex);
    const target = own.find((l) => l.level === "error") ?? own[0];
    if (target) list.current?.goTo(target.n);
  }, [stepIndex, live, follow, store]);

  useEffect(() => {
    if (follow && live) list.current?.toEnd();
    if (follow) setSeen(total);
  }, [total, follow, live]);

  useEffect(() => {
    if (find.current !== null) {
      setFollow(false);
      list.current?.goTo(find.current);
    }
  }, [find.current]);

  const resume = useCallback(() => {
    setFollow(true);
    list.current?.toEnd();
  }, []);
  const pause = useCallback(() => {
    setFollow((was) => {
      if (was) setSeen(store.total);
      return false;
    });
  }, [store]);
  const jumpError = (direction: 1 | -1) => {
    const errors = store.held().filter((l) => l.level === "error");
    const here = list.current?.top() ?? 0;
    const hit = direction > 0 ? errors.find((l) => l.n > here + 1) : errors.findLast((l) => l.n < here);
    if (hit) {
      setFollow(false);
      list.current?.goTo(hit.n);
    }
  };

  useHotkey("f", () => (follow ? pause() : resume()), { label: "Follow the log", group: "Log" });
  useHotkey("n", () => jumpError(1), { label: "Next error in the log", group: "Log" });
  useHotkey("shift+n", () => jumpError(-1), { label: "Previous error in the log", group: "Log" });
  useHotkey("w", () => setWrap((v) => !v), { label: "Wrap log lines", group: "Log" });
  useHotkey("t", () => setTimes((v) => !v), { label: "Show log times", group: "Log" });
  useHotkey("mod+f", () => findInput.current?.focus(), { label: "Find in the log", group: "Log" });

  const save = async () => {
    const all: LogLine[] = [];
    for (let after = 0; ; ) {
      const page = await fetchLog(runId, after, undefined, SAVE_PAGE);
      all.push(...page.lines);
      const last = page.lines[page.lines.length - 1];
      if (!last || last.n >= page.total) break;
      after = last.n;
    }
    const url = URL.createObjectURL(new Blob([asText(all)], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `run-${runId}.log`;
    link.click();
    URL.revokeObjectURL(url);
  };

  const fresh = Math.max(total - seen, 0);
  return (
    <section className="log-view" aria-label="Log">
      <div className="log-bar">
        <FilterField
          ref={findInput}
          label="Find in log"
          placeholder="Find in log"
          size="xs"
          className="log-find"
          leftSection={null}
          value={find.query}
          onChange={find.setQuery}
          onKeyDown={(e) => e.key === "Enter" && find.step(e.shiftKey ? -1 : 1)}
        />
        {find.query ? (
          <>
            <span className="log-count" role="status">
              {find.text}
            </span>
            <IconButton label="Previous hit" onClick={() => find.step(-1)} icon={<ChevronUp size={14} />} />
            <IconButton label="Next hit" onClick={() => find.step(1)} icon={<ChevronDown size={14} />} />
          </>
        ) : null}
        <SegmentedControl
          size="xs"
          aria-label="Levels shown"
          value={level}
          onChange={(v) => setLevel(v as LevelFilter)}
          data={[
            { value: "all", label: "All" },
            { value: "warn", label: "Warnings" },
            { value: "error", label: "Errors" },
          ]}
        />
        <span className="log-space" />
        <IconButton
          label="Wrap lines (w)"
          pressed={wrap}
          onClick={() => setWrap(!wrap)}
          icon={<WrapText size={14} />}
        />
        <IconButton
          label="Show times (t)"
          pressed={times}
          onClick={() => setTimes(!times)}
          icon={<Clock size={14} />}
        />
        <IconButton label="Save log as file" onClick={save} icon={<Download size={14} />} />
        <IconButton
          label={follow ? "Following; press to pause (f)" : "Follow the end (f)"}
          pressed={follow}
          onClick={() => (follow ? pause() : resume())}
          icon={<ArrowDownToLine size={14} />}
        />
      </div>
      <LogLines
        ref={list}
        store={store}
        lines={lines}
        total={total}
        need={need}
        wrap={wrap}
        times={times}
        stepIndex={stepIndex}
        stepNames={stepNames}
        query={find.query}
        current={find.current ?? line ?? null}
        onLeaveEnd={pause}
        onReachEnd={() => live && setFollow(true)}
        onShown={setShown}
        onLine={onLine}
      />
      <div className="log-foot" role="status">
        {tail.isError ? (
          <span className="log-problem">The log can't be read right now. It tries again by itself.</span>
        ) : null}
        {tail.isSuccess && total === 0 ? (
          <span>{live ? "Nothing written yet." : "This run wrote no log lines."}</span>
        ) : null}
        {lines && filtered.scanned >= SCAN_LIMIT && total > SCAN_LIMIT ? (
          <span>Looked at the first {SCAN_LIMIT.toLocaleString("en")} lines.</span>
        ) : null}
        {live && !follow && total > 0 ? (
          <button type="button" className="log-latest" onClick={resume}>
            Latest ↓ {fresh > 0 ? `${fresh} new` : ""}
          </button>
        ) : null}
        {live && follow && total > 0 ? <span>Following · line {total}</span> : null}
      </div>
    </section>
  );
}
