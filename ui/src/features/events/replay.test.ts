import { describe, expect, it } from "vitest";
import type { Replay } from "../../api/types";
import { fakeEvents, fakeTriggers } from "../../host/fake-data";
import { checkedText } from "./outcome";
import { byTrigger, replayBody, whole } from "./replay";

const [event] = fakeEvents(0) as [ReturnType<typeof fakeEvents>[number]];
const triggers = fakeTriggers(0);
const answer: Replay = {
  events: 2,
  runs: 1,
  truncated: false,
  done: true,
  results: [
    { event_id: "ev-0", trigger_id: "t-invoices", outcome: "matched" },
    { event_id: "ev-1", trigger_id: "t-invoices", outcome: "suppressed" },
    { event_id: "ev-0", trigger_id: "t-contracts", outcome: "no_match" },
  ],
};

describe("replay", () => {
  it("sends one event, or a time window of its source and type", () => {
    const choice = { event, chosen: triggers, listening: triggers, now: 0, starts: 34 };
    expect(replayBody({ ...choice, scope: "this", mode: "dry" })).toEqual({
      event_ids: ["ev-0"],
      mode: "dry",
    });
    const now = Date.parse("2026-05-02T00:00:00Z");
    expect(replayBody({ ...choice, chosen: triggers.slice(0, 1), scope: "24h", mode: "real", now })).toEqual({
      source: event.source,
      event_type: event.event_type,
      from: "2026-05-01T00:00:00.000Z",
      to: "2026-05-02T00:00:00.000Z",
      triggers: ["t-invoices"],
      mode: "real",
      max_runs: 34,
    });
  });

  it("sums up per trigger what would run and what holds the rest back", () => {
    expect(byTrigger(answer, triggers)).toMatchObject([
      { name: "Invoices", judged: 2, matched: 1, other: "1 suppressed" },
      { name: "Contracts", judged: 1, matched: 0, other: "" },
    ]);
  });

  it("says what a check found, and nothing about triggers it did not ask", () => {
    expect(checkedText(answer, "t-contracts")).toBe("Checked now: it would not match.");
    expect(checkedText(answer, "t-archive")).toBeUndefined();
    expect(checkedText(undefined, "t-invoices")).toBeUndefined();
  });

  it("waits for one that is still at work", async () => {
    const asked: string[] = [];
    const done = await whole({ ...answer, id: "r1", done: false, runs: 0 }, async (id) => {
      asked.push(id);
      return { ...answer, id, done: asked.length === 2 };
    });
    expect(asked).toEqual(["r1", "r1"]);
    expect(done.runs).toBe(1);
  });
});
