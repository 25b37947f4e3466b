import { describe, expect, it } from "vitest";
import { fakeTriggers } from "../../host/fake-data";
import { fakeState } from "../../host/fake-engine";
import { chain, neverMatched, neverText } from "./why";

const state = fakeState(Date.parse("2026-05-04T10:00:00Z"));
const trigger = (id: string) => {
  const found = state.triggers.find((t) => t.id === id);
  if (!found) throw new Error(id);
  return found;
};
const source = state.sources.find((s) => s.id === "pdf-monitor-event-source");
const states = (links: ReturnType<typeof chain>) => Object.fromEntries(links.map((l) => [l.key, l.state]));

describe("why not", () => {
  it("stops at the first broken link", () => {
    const links = chain({ ...trigger("t-contracts"), active: false }, source);
    expect(links[0]).toMatchObject({ key: "trigger", state: "bad" });
    expect(links.slice(1).every((l) => l.state === "later")).toBe(true);
  });

  it("blames the conditions when every event failed them", () => {
    expect(states(chain(trigger("t-contracts"), source))).toMatchObject({
      trigger: "ok",
      source: "ok",
      event: "ok",
      conditions: "bad",
      workflow: "later",
    });
  });

  it("says when the source is unknown or stopped", () => {
    expect(chain(trigger("t-invoices"), undefined).find((l) => l.key === "source")?.text).toMatch(
      /Ids must match exactly/,
    );
    expect(states(chain(trigger("t-invoices"), source && { ...source, state: "crash_loop" })).source).toBe(
      "bad",
    );
  });

  it("is all green for a trigger that runs", () => {
    expect(chain(trigger("t-invoices"), source).every((l) => l.state === "ok")).toBe(true);
  });
});

describe("a trigger that never matched", () => {
  const now = Date.parse("2026-05-07T00:00:00Z");
  const trigger = {
    ...(fakeTriggers(now)[1] as ReturnType<typeof fakeTriggers>[number]),
    conditions: { all: [{ field: "filename", op: "contains" as const, value: "invioce" }] },
    updated_at: "2026-05-01T00:00:00Z",
  };
  const fix = {
    path: "0",
    field: "filename",
    op: "contains",
    value: "invoice",
    case_sensitive: false,
    text: 'filename contains "invoice"',
    new_matched: 41,
  };
  const blocker = { path: "0", field: "filename", op: "contains", value: "invioce", text: "", values: [] };

  it("says since when, which condition let nothing through, and the nearest value with its matches", () => {
    const nearest = { value: "invoice", seen: 41, fix };
    expect(neverText(trigger, { total: 412, matched: 0, blocker: { ...blocker, nearest } }, now)).toEqual({
      text: 'On for 6 days, 412 events, 0 matches. Every one failed "filename contains invioce". Nearest past value: "invoice".',
      fix: { fix, label: 'Use "invoice": 41 matches' },
    });
    expect(neverText(trigger, undefined, now).text).toBe("On for 6 days, 412 events, 0 matches.");
  });

  it("is quiet about one that matched, is off, or has seen nothing", () => {
    expect(neverMatched({ ...trigger, matched_ever: 1 })).toBe(false);
    expect(neverMatched({ ...trigger, active: false })).toBe(false);
    expect(neverMatched({ ...trigger, events_ever: 0 })).toBe(false);
  });
});
