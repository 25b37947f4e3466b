import { expect, it } from "vitest";
import type { EvaluatedEvent, Evaluation } from "../../api/types";
import { fakeState } from "../../host/fake-engine";
import { evaluate } from "../../host/fake-judge";
import { judgedEvent, listed, type TestChoice, testedEvent, verdict } from "./tested";

const state = fakeState(Date.parse("2026-05-03T12:00:00Z"));
const condition = { field: "filename", op: "contains" as const, value: "invoice" };
const evaluation: Evaluation = evaluate(state.events, {
  name: "",
  source: "pdf-monitor-event-source",
  event_type: "pdf_file_added",
  workflow_id: "",
  conditions: condition,
  active: true,
});
const all = evaluation.events;
const match = all.find((e) => e.matched) as EvaluatedEvent;
const other = all.find((e) => !e.matched) as EvaluatedEvent;
const choice = (mode: TestChoice["mode"], eventId: string | null = null): TestChoice => ({
  mode,
  eventId,
  file: "",
  text: "",
});

it("takes the newest match, or the event that was chosen, also one that is not among those tried", () => {
  expect(testedEvent(choice("match"), [], all, undefined)?.eventId).toBe(match.id);
  expect(testedEvent(choice("event", other.id), all, all, undefined)?.eventId).toBe(other.id);
  const old = { id: "old", subject: "old.pdf", data: { filename: "old.pdf" } };
  expect(testedEvent(choice("event", "old"), all, all, old)).toMatchObject({
    eventId: "old",
    matched: undefined,
  });
  expect(testedEvent(choice("match"), [], [], undefined)).toBeNull();
});

it("says in a line what the draft makes of it", () => {
  const of = (event: EvaluatedEvent) =>
    verdict(testedEvent(choice("event", event.id), all, all, undefined) as never);
  expect(of(match)).toEqual({ status: "succeeded", text: "would match" });
  expect(of(other)).toEqual({ status: "no_match", text: "would not match: no “invoice” in filename" });
  const problem = {
    type: "",
    title: "PDF file added needs `filename`.",
    status: 422,
    code: "EVT-003",
    detail: "",
  };
  const refused = judgedEvent({ subject: "x", matched: false, problem, explanation: null, data: {} });
  expect(verdict(refused)).toEqual({ status: "rejected", text: "PDF file added needs filename." });
});

it("lists what a run touches", () => {
  expect([[], ["writes files"], ["writes files", "uses the network", "sends events"]].map(listed)).toEqual([
    "",
    "writes files",
    "writes files, uses the network and sends events",
  ]);
});
