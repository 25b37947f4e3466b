// Home's two lists: what runs right now, and what became of each recent file.
import { Link } from "@tanstack/react-router";
import type { RecentFile, RunSummary } from "../../api/types";
import { Duration, FileName, RelativeTime, StatusIcon } from "../../components";

export function RunningNow({ runs }: { runs: RunSummary[] }) {
  return (
    <section aria-labelledby="running-title">
      <h2 id="running-title" className="overline section-title">
        Running now
      </h2>
      <ul className="panel">
        {runs.length === 0 && <li className="quiet-row">Nothing is running.</li>}
        {runs.map((run) => (
          <li key={run.id}>
            <Link className="file-row inset-focus" to="/runs/$id" params={{ id: run.id }}>
              <StatusIcon status={run.status} iconOnly />
              <FileName name={run.subject} />
              <span className="muted truncate">
                step {Math.min(run.steps_done + 1, run.steps_total)}/{run.steps_total} {run.current_step}
              </span>
              <Duration since={run.started_at ?? run.created_at} ms={run.duration_ms} />
              <progress
                className="steps-bar"
                max={run.steps_total}
                value={run.steps_done}
                aria-label="Steps done"
              />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

const OUTCOME: Record<RecentFile["outcome"], string> = {
  ran: "succeeded",
  running: "running",
  queued: "queued",
  failed: "failed",
  nothing_matched: "nothing_matched",
  no_listener: "no_listener",
  held: "held",
  suppressed: "suppressed",
  paused: "paused",
};

export function RecentFiles({ files }: { files: RecentFile[] }) {
  return (
    <section aria-labelledby="recent-title">
      <div className="section-line">
        <h2 id="recent-title" className="overline section-title">
          Recent files
        </h2>
        <Link to="/files">Find a file</Link>
      </div>
      <ul className="panel">
        {files.length === 0 && (
          <li className="quiet-row">Files show up here as they arrive, with what happened to each.</li>
        )}
        {files.map((file) => (
          <li key={file.event_id} className="file-row" data-testid="recent-file">
            <Link to="/files" search={{ path: file.path }} className="plain-link">
              <FileName name={file.name} title={`${file.event_label}: ${file.path}`} />
            </Link>
            {file.run_id ? (
              <Link to="/runs/$id" params={{ id: file.run_id }} className="truncate plain-link">
                <StatusIcon status={OUTCOME[file.outcome]} label={file.workflow_name} />
                <span className="sr-only">{file.outcome}</span>
              </Link>
            ) : (
              <span className="why-cell">
                <StatusIcon status={OUTCOME[file.outcome]} />
                <Link
                  to="/events/$id"
                  params={{ id: file.event_id }}
                  aria-label={`Why did nothing run for ${file.name}?`}
                >
                  Why?
                </Link>
              </span>
            )}
            <span className="faint file-when">
              <RelativeTime at={file.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
