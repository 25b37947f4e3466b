import { describe, expect, it } from "vitest";
import type { LogLine, RunDetail, StepRun } from "../../api/types";
import { fakeState } from "../../host/fake-engine";
import { applyCarriageReturns, contrast, plainText, readableColor, toSpans } from "./ansi";
import { activeFilters, holdBack } from "./listModel";
import { LogStore, matches, passesLevel } from "./logStore";
import { ended, newsText } from "./news";
import { buildTimeline, longText, openingView, place, progressText, shortDuration } from "./timeline";

const T0 = Date.parse("2026-05-04T10:00:00.000Z");
const at = (ms: number) => new Date(T0 + ms).toISOString();
const state = fakeState(T0);
const run = (status: string): RunDetail => {
  const found = state.runs.find((r) => r.status === status);
  if (!found) throw new Error(status);
  return found;
};
const ESC = String.fromCharCode(27);

describe("timeline", () => {
  const retried: StepRun = {
    index: 0,
    id: "save",
    type: "file.write",
    name: "Save",
    status: "waiting",
    started_at: at(0),
    ended_at: null,
    duration_ms: null,
    input: null,
    output: null,
    output_truncated: false,
    attempts: [
      { number: 1, status: "failed", started_at: at(0), ended_at: at(1000) },
      { number: 2, status: "failed", started_at: at(3000), ended_at: at(4000) },
    ],
    idempotency_key: "k",
    may_have_run_twice: false,
  };

  it("shows attempts apart from the waits between and after them", () => {
    const timeline = buildTimeline(
      { ...run("running"), status: "waiting", started_at: at(0), steps: [retried] },
      T0 + 6000,
    );
    expect(timeline.rows[0]?.segments.map((s) => [s.kind, s.start - T0, s.end - T0])).toEqual([
      ["failed", 0, 1000],
      ["wait", 1000, 3000],
      ["failed", 3000, 4000],
      ["wait", 4000, 6000],
    ]);
    const wait = timeline.rows[0]?.segments[1];
    expect(wait && place(wait, timeline).left).toBeCloseTo(100 / 6);
  });

  it("opens where the answer is", () => {
    expect(openingView(run("failed"))).toEqual({ step: "save", tab: "log" });
    expect(openingView(run("succeeded"))).toEqual({ step: "save", tab: "output" });
    expect(openingView(run("running"))).toEqual({ step: "save", tab: "log" });
  });

  it("tells progress and durations in words", () => {
    expect(progressText({ status: "failed", steps_done: 4, steps_total: 5, error: { step_index: 4 } })).toBe(
      "failed at 5/5",
    );
    expect(progressText({ status: "running", steps_done: 2, steps_total: 5 })).toBe("step 3/5");
    expect(shortDuration(12)).toBe("0.01 s");
    expect(shortDuration(125_000)).toBe("2 min 5 s");
  });

  it("finds the text of an output", () => {
    expect(longText({ pages: 3, text: "ACME" })).toEqual({ key: "text", text: "ACME" });
    expect(longText({ a: "short", body: "two\nlines" })?.key).toBe("body");
    expect(longText({ a: "short" })).toBeNull();
  });
});

describe("list", () => {
  it("holds new rows back until the reader is at the top", () => {
    const items = state.runs.slice(0, 5);
    expect(holdBack(items, items[2]?.id ?? null)).toMatchObject({ held: 2, shown: items.slice(2) });
    expect(holdBack(items, null).held).toBe(0);
    expect(holdBack(items, "gone").shown).toHaveLength(5);
  });

  it("names its filters so that each can be removed", () => {
    expect(
      activeFilters({ q: "inv", status: "failed", trigger: "t" }, { trigger: "Invoices" }).map((f) => f.text),
    ).toEqual(["“inv”", "Failed", "trigger Invoices"]);
  });
});

describe("news", () => {
  it("counts what ended, not what was already over or is new", () => {
    const before = new Map([
      ["a", "running"],
      ["b", "running"],
      ["c", "failed"],
    ]);
    const items = ["a", "b", "c", "d"].map((id, i) => ({
      ...run("failed"),
      id,
      status: i === 0 ? ("succeeded" as const) : ("failed" as const),
    }));
    expect(newsText(ended(before, items))).toBe("2 runs finished, 1 failed");
    expect(newsText({ finished: 0, failed: 0 })).toBe("");
  });
});

describe("log", () => {
  const line = (n: number, level: LogLine["level"] = "info"): LogLine => ({
    n,
    at: at(n),
    level,
    step: 0,
    attempt: 1,
    text: `line ${n}`,
  });

  it("knows what is missing in a window of a long log", () => {
    const store = new LogStore();
    store.add(
      Array.from({ length: 1000 }, (_, i) => line(i + 1)),
      1_000_000,
    );
    expect(store.missing(1, 900)).toEqual([]);
    expect(store.missing(950, 1050)).toEqual([1]);
    expect(store.missing(999_990, 1_000_000)).toEqual([999]);
    expect(store.total).toBe(1_000_000);
  });

  it("forgets what is far away, and remembers the first error", () => {
    const store = new LogStore();
    for (let chunk = 0; chunk < 80; chunk++)
      store.add(
        Array.from({ length: 1000 }, (_, i) =>
          line(chunk * 1000 + i + 1, chunk === 3 && i === 5 ? "error" : "info"),
        ),
      );
    expect(store.firstError).toBe(3006);
    expect(store.get(1)).toBeUndefined();
    expect(store.get(80_000)?.text).toBe("line 80000");
  });

  it("filters by level and text", () => {
    expect(passesLevel(line(1, "info"), "warn")).toBe(false);
    expect(passesLevel(line(1, "err"), "warn")).toBe(true);
    expect(matches(`${ESC}[31mDisk${ESC}[0m full`, "disk full")).toBe(true);
  });

  it("keeps colours and drops every other escape", () => {
    const spans = toSpans(
      `a ${ESC}[31mred${ESC}[0m ${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\${ESC}[2K`,
    );
    expect(spans.map((s) => s.text).join("")).toBe("a red link");
    expect(spans.find((s) => s.text === "red")?.classes).toEqual(["ansi-red"]);
    expect(plainText(`${ESC}[1mbold${ESC}[0m`)).toBe("bold");
  });

  it("redraws after a carriage return and shows hidden characters", () => {
    expect(applyCarriageReturns("10 %\r50 %\r100 %\r")).toBe("100 %");
    expect(toSpans("a\u202eb").map((s) => s.mark ?? s.text)).toEqual(["a", "U+202E", "b"]);
    expect(toSpans("x\u0000").at(-1)?.text).toBe("\u2400");
  });

  it("makes free colours readable on both themes", () => {
    for (const dark of [true, false]) {
      const rgb = readableColor("1, 2, 3", dark).match(/\d+/g)?.map(Number) as [number, number, number];
      expect(contrast(rgb, dark ? [10, 12, 15] : [237, 239, 243])).toBeGreaterThanOrEqual(4.5);
    }
  });
});
