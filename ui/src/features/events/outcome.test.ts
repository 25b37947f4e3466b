import { expect, it } from "vitest";
import { fakeEvents } from "../../host/fake-data";
import { decisionText, nowText, orderDecisions, outcomeOf, outcomeSummary } from "./outcome";

const events = fakeEvents(Date.parse("2026-05-03T12:00:00Z"));
const accepted = events.find((event) => event.outcome === "none_matched");
const rejected = events.find((event) => event.status === "rejected");
if (!accepted || !rejected) throw new Error("the data set lacks an accepted and a rejected event");

it("sums up what the listening triggers did", () => {
  expect(outcomeSummary(accepted)).toBe("0 ran · 2 no match · 1 off");
  expect(outcomeSummary({ ...accepted, matched: 0, not_matched: 0, off: 0 })).toBe(
    "No trigger listens to this type",
  );
  expect(outcomeSummary(rejected)).toContain("Did you mean");
});

it("asks for no outcome that does not exist", () => {
  expect(outcomeOf("held")).toBe("held");
  expect(outcomeOf("none-matched")).toBe("none_matched");
  expect(outcomeOf("nonsense")).toBeUndefined();
  expect(outcomeOf(undefined)).toBeUndefined();
});

it("puts the trigger one asked about first, then the nearest", () => {
  expect(orderDecisions(accepted.decisions).map((item) => item.trigger_id)).toEqual([
    "t-invoices",
    "t-contracts",
    "t-archive",
  ]);
  expect(orderDecisions(accepted.decisions, "t-archive")[0]?.trigger_id).toBe("t-archive");
});

it("tells what a changed or switched-off trigger would do today", () => {
  const [invoices, contracts, archive] = accepted.decisions;
  expect(invoices && nowText(invoices)).toBeNull();
  expect(contracts && nowText(contracts)).toBe("The trigger has changed since: it would not match now.");
  expect(archive && nowText(archive)).toBe("Would have matched.");
  expect(contracts && decisionText(contracts)).toBe("no match, 0 of 1 passed");
});

it("says of a paused source that nothing was run, and what would have been", () => {
  expect(outcomeSummary({ ...accepted, outcome: "paused", not_matched: 0, off: 3 })).toBe(
    "Source paused, nothing was run",
  );
  const [invoices] = accepted.decisions;
  if (!invoices) throw new Error("the data set lacks a decision");
  const paused = { ...invoices, outcome: "paused" as const, changed_since: false };
  expect(decisionText(paused)).toBe("source paused");
  expect(nowText({ ...paused, would_match_now: true })).toBe("Would have matched.");
  expect(nowText({ ...paused, would_match_now: false })).toBe("Would not have matched.");
});
