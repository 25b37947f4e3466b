// One run: why it ran, its steps in time, and for the chosen step its log, data, error and attempts.

import { Button } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/client";
import { useRun } from "../../api/queries";
import type { RunDetail } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FileName,
  ListDetail,
  Page,
  RelativeTime,
  Skeleton,
  StatusIcon,
} from "../../components";
import type { RunSearch } from "../../lib/search";
import { NextAttempt } from "./columns";
import { RunActions } from "./RunActions";
import { RunTimeline } from "./RunTimeline";
import { StepPane } from "./StepPane";
import { currentStep, openingView, type RunTab, shortDuration } from "./timeline";
import { WhyItRan } from "./WhyItRan";
import "./run.css";

export function RunPage() {
  const { id = "" } = useParams({ strict: false });
  const run = useRun(id);
  const navigate = useNavigate();
  if (run.isPending) {
    return (
      <Page title="Run">
        <Skeleton rows={8} label="Loading the run" />
      </Page>
    );
  }
  if (!run.data) {
    const gone = run.error instanceof ApiError && run.error.problem.status === 404;
    return (
      <Page title="Run">
        {gone ? (
          <EmptyState
            sentence="This run is not here: it was removed by retention, or the address is wrong."
            action={<Button onClick={() => navigate({ to: "/runs" })}>See all runs</Button>}
          />
        ) : (
          <ErrorState error={run.error} retry={() => run.refetch()} />
        )}
      </Page>
    );
  }
  return <RunView key={id} run={run.data} />;
}

function RunView({ run }: { run: RunDetail }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as RunSearch;
  const opening = openingView(run);
  // Whoever watched the log to its end goes on reading it.
  const [watched] = useState(run.status === "running" || run.status === "waiting" || run.status === "queued");
  const live = run.status === "running" || run.status === "waiting" || run.status === "queued";
  // Without a choice of the reader's own, the page follows the run.
  const stepId = search.step ?? opening.step;
  const step = run.steps.find((s) => s.id === stepId) ?? currentStep(run) ?? run.steps[0] ?? null;
  const tab =
    (search.tab as RunTab | undefined) ??
    (search.step ? defaultTab(step?.status) : watched ? "log" : opening.tab);
  const set = (patch: RunSearch) =>
    navigate({
      to: "/runs/$id",
      params: { id: run.id },
      search: { ...search, ...patch },
      hash: true,
      replace: true,
    });

  useEffect(() => {
    document.title = `${run.subject}, ${run.status} · Prama`;
  }, [run.subject, run.status]);

  return (
    <Page
      title={run.subject}
      heading={
        <span className="run-heading">
          <StatusIcon status={statusKey(run)} testId="run-status" />
          <FileName name={run.subject} />
        </span>
      }
      aside={
        <>
          <span className="truncate run-version">
            {run.workflow_name} <span className="faint">v{run.workflow_revision}</span>
          </span>
          <span className="num" title="Duration">
            {run.duration_ms !== null ? shortDuration(run.duration_ms) : null}
          </span>
          {run.status === "waiting" && run.next_attempt_at ? (
            <span>
              next attempt <NextAttempt at={run.next_attempt_at} />
            </span>
          ) : null}
          {run.status === "cancelled" && run.reason === "replaced" ? (
            <span>a newer run took its place</span>
          ) : null}
          <RelativeTime at={run.started_at ?? run.created_at} />
        </>
      }
      actions={<RunActions run={run} />}
    >
      <div className="run-page">
        <WhyItRan run={run} />
        <div className="run-body">
          <ListDetail
            name="run"
            initial={50}
            stacked
            open
            onBack={() => set({ step: undefined, tab: undefined })}
            listLabel="Steps"
            detailLabel={step ? `Step ${step.index + 1} ${step.name}` : "Step"}
            list={
              <RunTimeline
                run={run}
                selected={step?.id ?? null}
                live={live}
                onSelect={(s) => set({ step: s, tab: undefined })}
              />
            }
            detail={
              <StepPane
                run={run}
                step={step}
                tab={tab}
                live={live}
                onTab={(next) => set({ tab: next, ...(step ? { step: step.id } : {}) })}
              />
            }
          />
        </div>
      </div>
    </Page>
  );
}

function defaultTab(status: string | undefined): RunTab {
  return status === "succeeded" ? "output" : "log";
}

function statusKey(run: RunDetail): string {
  return run.status === "failed" && (run.reason === "timed_out" || run.reason === "interrupted")
    ? run.reason
    : run.status;
}
