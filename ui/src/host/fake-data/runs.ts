// What ran, and what was logged.
import type { EventDetail, LogLine, RunDetail, StepRun, Workflow } from "../../api/types";

export function fakeRuns(events: EventDetail[], workflows: Workflow[]): RunDetail[] {
  const workflow = workflows[0] as Workflow;
  return events
    .filter((event) => event.matched > 0)
    .map((event, index) => {
      const failed = index % 5 === 2;
      const running = index === 0;
      const status = running ? "running" : failed ? "failed" : "succeeded";
      const started = event.received_at;
      const error = failed
        ? {
            code: "STEP-507",
            message: 'No space left on drive "Data"',
            fix: "Needs 12 MB, 0 MB free. Free space, then retry from step 3.",
            step_id: "save",
            step_index: 2,
          }
        : undefined;
      const steps: StepRun[] = workflow.steps.map((step, at) => {
        const state = running && at === 2 ? "running" : failed && at === 2 ? "failed" : "succeeded";
        const begin = new Date(Date.parse(started) + at * 700).toISOString();
        const end = state === "running" ? null : new Date(Date.parse(begin) + 600).toISOString();
        return {
          index: at,
          id: step.id,
          type: step.type,
          name: step.name ?? step.id,
          status: state,
          started_at: begin,
          ended_at: end,
          duration_ms: end ? 600 : null,
          input: { path: event.data.file_path as string },
          output: state === "succeeded" ? { pages: 3, text: "ACME S.p.A. Invoice 142" } : null,
          output_truncated: false,
          error: state === "failed" ? error : undefined,
          attempts: [
            {
              number: 1,
              status: state === "running" ? "running" : state === "failed" ? "failed" : "succeeded",
              started_at: begin,
              ended_at: end,
              error: state === "failed" ? error : undefined,
            },
          ],
          idempotency_key: `${event.id}-${step.id}`,
          may_have_run_twice: false,
        };
      });
      return {
        id: `run-${event.id.slice(3)}`,
        subject: event.subject,
        workflow_id: workflow.id,
        workflow_name: workflow.name,
        workflow_revision: 7,
        trigger_id: "t-invoices",
        trigger_name: "Invoices",
        event_id: event.id,
        file_path: String(event.data.file_path),
        status,
        reason: failed ? "step_failed" : null,
        steps_done: running || failed ? 2 : 3,
        steps_total: 3,
        current_step: running ? "Save rows" : undefined,
        created_at: started,
        started_at: started,
        completed_at: running ? null : new Date(Date.parse(started) + 1900).toISOString(),
        duration_ms: running ? null : 1900,
        error,
        cause: failed ? "extract-pdf-text/save/disk-full" : undefined,
        test: false,
        steps,
        event,
        explanation: event.decisions[0]?.explanation ?? null,
        log_lines: 40,
      };
    });
}

export function fakeLog(run: RunDetail): LogLine[] {
  const start = Date.parse(run.created_at);
  return Array.from({ length: run.log_lines }, (_, index) => ({
    n: index + 1,
    at: new Date(start + index * 45).toISOString(),
    step: Math.min(2, Math.floor(index / 14)),
    attempt: 1,
    level: run.status === "failed" && index === 38 ? "error" : index % 9 === 0 ? "debug" : "info",
    text:
      run.status === "failed" && index === 38
        ? "disk full (28)"
        : `page ${index % 3} read, ${1200 + index * 17} characters`,
  }));
}
