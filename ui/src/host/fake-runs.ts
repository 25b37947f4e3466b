// The stand-in's answers about workflows and their runs.
import type { Workflow, WorkflowInput } from "../api/types";
import { fakeLog, fakeStepTypes, HOME } from "./fake-data";
import { type Around, list, type Route } from "./fake-routes";

export function workflowRoutes({ state, changed, notFound }: Around): Route[] {
  const saveWorkflow = (input: WorkflowInput, id: string): Workflow => {
    const before = state.workflows.find((item) => item.id === id);
    const now = new Date().toISOString();
    const workflow: Workflow = {
      created_at: now,
      used_by: [],
      used_by_total: 0,
      runs_7d: 0,
      succeeded_7d: 0,
      median_ms_7d: null,
      problems: [],
      ...before,
      ...input,
      id,
      updated_at: now,
      revision: (before?.revision ?? 0) + 1,
      etag: `"${(before?.revision ?? 0) + 1}"`,
    };
    state.workflows = [...state.workflows.filter((item) => item.id !== id), workflow];
    changed("workflow", id);
    return workflow;
  };
  return [
    ["GET", /^\/api\/workflows$/, () => list(state.workflows)],
    [
      "POST",
      /^\/api\/workflows$/,
      (_match, _query, body) => ({
        status: 201,
        body: saveWorkflow(body as WorkflowInput, `wf-${Date.now().toString(36)}`),
      }),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)$/,
      ([id = ""]) => state.workflows.find((item) => item.id === id) ?? notFound("workflow", id),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)\/revisions$/,
      ([id]) => ({ items: state.workflows.filter((item) => item.id === id) }),
    ],
    [
      "GET",
      /^\/api\/workflows\/([^/]+)\/revisions\/([^/]+)$/,
      ([id = ""]) => state.workflows.find((item) => item.id === id) ?? notFound("workflow", id),
    ],
    [
      "PUT",
      /^\/api\/workflows\/([^/]+)$/,
      ([id = ""], _query, body) => saveWorkflow(body as WorkflowInput, id),
    ],
    ["POST", /^\/api\/workflows\/([^/]+)\/run$/, () => ({ run_id: state.runs[0]?.id })],
    [
      "POST",
      /^\/api\/workflows\/([^/]+)\/test-step$/,
      () => ({
        output: { pages: 3, text: "ACME S.p.A." },
        input: { path: `${HOME}/Scans/invoice-0142.pdf` },
        log: [],
        duration_ms: 1100,
      }),
    ],
    ["GET", /^\/api\/steps$/, () => ({ items: fakeStepTypes })],
  ];
}

export function runRoutes({ state, notFound }: Around): Route[] {
  return [
    [
      "GET",
      /^\/api\/runs$/,
      (_match, query) => {
        const q = query.get("q")?.toLowerCase() ?? "";
        return list(
          state.runs.filter(
            (run) =>
              (!q || run.subject.toLowerCase().includes(q)) &&
              (!query.get("status") || run.status === query.get("status")) &&
              (!query.get("workflow") || run.workflow_id === query.get("workflow")) &&
              (!query.get("trigger") || run.trigger_id === query.get("trigger")) &&
              (!query.get("cause") || run.cause === query.get("cause")),
          ),
        );
      },
    ],
    [
      "GET",
      /^\/api\/runs\/causes$/,
      () => {
        const failed = state.runs.filter((run) => run.status === "failed");
        return {
          items: failed.length
            ? [
                {
                  cause: "extract-pdf-text/save/disk-full",
                  title: "Save rows: disk full",
                  count: failed.length,
                  first_at: failed.at(-1)?.created_at,
                  last_at: failed[0]?.created_at,
                  workflow_id: "extract-pdf-text",
                  step_id: "save",
                  run_ids: failed.map((run) => run.id),
                },
              ]
            : [],
        };
      },
    ],
    [
      "POST",
      /^\/api\/runs\/bulk$/,
      (_match, _query, body) => ({ done: (body as { ids: string[] }).ids.length, failed: [] }),
    ],
    [
      "GET",
      /^\/api\/runs\/([^/]+)$/,
      ([id = ""]) => state.runs.find((run) => run.id === id) ?? notFound("run", id),
    ],
    [
      "GET",
      /^\/api\/runs\/([^/]+)\/log$/,
      ([id = ""], query) => {
        const run = state.runs.find((item) => item.id === id);
        if (!run) return notFound("run", id);
        const lines = fakeLog(run);
        const after = Number(query.get("after") ?? 0);
        return {
          lines: lines.filter((line) => line.n > after).slice(0, Number(query.get("limit") ?? 1000)),
          total: lines.length,
        };
      },
    ],
    ["POST", /^\/api\/runs\/([^/]+)\/rerun$/, ([id]) => ({ run_id: id })],
    [
      "POST",
      /^\/api\/runs\/([^/]+)\/(cancel|retry)$/,
      ([id = ""]) => state.runs.find((run) => run.id === id) ?? notFound("run", id),
    ],
  ];
}
