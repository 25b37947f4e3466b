// Columns of the runs list: the subject first, ids nowhere.
import { Checkbox } from "@mantine/core";
import type { RunSummary } from "../../api/types";
import { type Column, Duration, FileName, RelativeTime, StatusIcon } from "../../components";
import { useNow } from "../../lib/now";
import { progressText, shortDuration } from "./timeline";

export function NextAttempt({ at }: { at: string }) {
  const seconds = Math.max(0, Math.ceil((Date.parse(at) - useNow()) / 1000));
  return (
    <span className="runs-progress">
      {seconds === 0 ? "now" : `in ${shortDuration(seconds * 1000).replace(".0", "")}`}
    </span>
  );
}

export function RunStatusCell({ run }: { run: RunSummary }) {
  const key = run.reason === "timed_out" || run.reason === "interrupted" ? run.reason : run.status;
  const active = run.status === "failed" || run.status === "running" || run.status === "waiting";
  return (
    <span className="runs-status" title={run.error?.message}>
      <StatusIcon status={run.status === "failed" ? key : run.status} testId="run-status" />
      {run.status === "waiting" && run.next_attempt_at ? (
        <NextAttempt at={run.next_attempt_at} />
      ) : active && run.steps_total > 0 ? (
        <span className="runs-progress">{progressText(run).replace(/^(failed|step) /, "")}</span>
      ) : null}
    </span>
  );
}

export function runColumns(selection?: {
  ids: Set<string>;
  toggle: (id: string, range: boolean) => void;
}): Column<RunSummary>[] {
  const columns: Column<RunSummary>[] = [
    {
      key: "subject",
      header: "Subject",
      width: "minmax(5.5rem, 2.2fr)",
      render: (run) => (
        <span className="runs-subject">
          <FileName name={run.subject} />
          {run.test ? <span className="runs-tag">Test</span> : null}
          {run.rerun_of ? <span className="runs-tag">Re-run</span> : null}
        </span>
      ),
    },
    { key: "status", header: "Status", width: "8.75rem", render: (run) => <RunStatusCell run={run} /> },
    {
      key: "workflow",
      hideBelow: 560,
      header: "Workflow",
      width: "minmax(6rem, 1.3fr)",
      render: (run) => (
        <span className="runs-workflow" title={`${run.workflow_name}, version ${run.workflow_revision}`}>
          <span className="truncate">{run.workflow_name}</span>
          <span className="faint">v{run.workflow_revision}</span>
        </span>
      ),
    },
    {
      key: "trigger",
      hideBelow: 680,
      header: "Trigger",
      width: "minmax(5rem, 1fr)",
      render: (run) => (
        <span className={run.trigger_name ? undefined : "faint"}>{run.trigger_name ?? "by hand"}</span>
      ),
    },
    {
      key: "duration",
      hideBelow: 440,
      header: "Took",
      width: "4.5rem",
      align: "end",
      render: (run) => (
        <Duration ms={run.duration_ms} since={run.status === "running" ? run.started_at : null} />
      ),
    },
    {
      key: "time",
      hideBelow: 360,
      header: "When",
      width: "5rem",
      align: "end",
      render: (run) => <RelativeTime at={run.started_at ?? run.created_at} />,
    },
  ];
  if (!selection) return columns;
  return [
    {
      key: "select",
      header: <span className="sr-only">Selected</span>,
      width: "1.25rem",
      render: (run) => (
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={`Select ${run.subject}`}
          checked={selection.ids.has(run.id)}
          onChange={() => undefined}
          onClick={(e) => selection.toggle(run.id, e.shiftKey)}
        />
      ),
    },
    ...columns,
  ];
}
