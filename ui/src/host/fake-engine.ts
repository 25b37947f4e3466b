// Answers the API's routes from memory. Small on purpose: the real engine is the judge, this is for pages and tests.
import type { ChangeBatch, ChangeKind } from "../api/types";
import { fakeEvents, fakeHeld, fakeRuns, fakeSources, fakeTriggers, fakeWorkflows } from "./fake-data";
import { eventRoutes } from "./fake-events";
import { fileRoutes } from "./fake-files";
import { homeRoutes } from "./fake-home";
import { type FakeState, isAnswer, type Route, refuse } from "./fake-routes";
import { runRoutes, workflowRoutes } from "./fake-runs";
import { sourceRoutes } from "./fake-sources";
import { triggerListRoutes } from "./fake-trigger-list";
import type { HostAnswer } from "./types";

export function fakeState(now = Date.now(), firstRun = false): FakeState {
  const workflows = fakeWorkflows(now);
  const events = firstRun ? [] : fakeEvents(now);
  const sources = fakeSources(now);
  if (firstRun)
    for (const source of sources.slice(0, 1))
      Object.assign(source, {
        config: { folders: [], settle_ms: 2000 },
        folders: [],
        events_total: 0,
        rate_per_min: 0,
      });
  return {
    sources: firstRun ? sources.slice(0, 3) : sources,
    events,
    workflows,
    triggers: firstRun ? [] : fakeTriggers(now),
    runs: fakeRuns(events, workflows),
    held: firstRun ? [] : fakeHeld(events),
    shadows: new Map(),
    paused: false,
    firstRun,
  };
}

export function createFakeEngine(
  state: FakeState = fakeState(Date.now(), globalThis.sessionStorage?.getItem("prama-fake") === "first-run"),
) {
  const listeners = new Set<(batch: ChangeBatch) => void>();
  let seq = 1;
  const changed = (kind: ChangeKind, id: string) => {
    seq += 1;
    for (const listener of listeners) listener({ type: "changes", seq, changes: [{ kind, id }] });
  };
  const notFound = (what: string, id: string) =>
    refuse(
      404,
      "API-404",
      `This ${what} isn't here`,
      `No ${what} has the id ${id}. It may have been removed by retention.`,
    );

  const around = { state, changed, notFound };
  const routes: Route[] = [
    ...homeRoutes(around, () => seq),
    ...sourceRoutes(around),
    ...eventRoutes(around),
    ...fileRoutes(around),
    ...triggerListRoutes(around),
    ...workflowRoutes(around),
    ...runRoutes(around),
  ];

  return {
    state,
    changed,
    subscribe(listener: (batch: ChangeBatch) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    request(method: string, fullPath: string, body?: unknown): HostAnswer {
      const [path = "", search = ""] = fullPath.split("?");
      for (const [wanted, pattern, handler] of routes) {
        const match = wanted === method ? pattern.exec(path) : null;
        if (!match) continue;
        const answer = handler(match.slice(1).map(decodeURIComponent), new URLSearchParams(search), body);
        return structuredClone(
          isAnswer(answer) && typeof answer.status === "number" ? answer : { status: 200, body: answer },
        );
      }
      return refuse(404, "API-404", "Not found", `${method} ${path} is not part of the stand-in engine.`);
    },
  };
}
