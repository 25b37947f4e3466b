import { describe, expect, it } from "vitest";
import type { ManifestError } from "../../api/types";
import { fakeSources } from "../../host/fake-data";
import { excerptLines, reportOf } from "./excerpt";
import { groupOf, orderSources } from "./order";

const sources = fakeSources(Date.parse("2026-05-03T12:00:00Z"));

describe("catalogue", () => {
  it("lists problems first, then what runs, then what is off", () => {
    const groups = orderSources(sources).map(groupOf);
    expect(groups).toEqual(
      [...groups].sort(
        (a, b) => ["problem", "running", "off"].indexOf(a) - ["problem", "running", "off"].indexOf(b),
      ),
    );
    expect(groups[0]).toBe("problem");
    expect(groups.at(-1)).toBe("off");
  });
  it("counts a running source with a missing folder among the problems", () => {
    const pdf = sources.find((source) => source.id === "pdf-monitor-event-source");
    expect(pdf?.state).toBe("running");
    expect(pdf && groupOf(pdf)).toBe("problem");
  });
  it("filters by name or id", () => {
    expect(orderSources(sources, "TIMER").map((source) => source.id)).toEqual(["my-timer"]);
  });
});

describe("manifest errors", () => {
  const error: ManifestError = {
    code: "PLG-002",
    message: "label is missing",
    file: "event-sources/my-timer/plugin.json",
    line: 12,
    column: 5,
    pointer: "/eventTypes/0",
    expected: 'needs "label"',
    excerpt: [
      { line: 11, text: '  "eventTypes": [' },
      { line: 12, text: '    { "type": "timer_fired",' },
    ],
  };
  it("puts the caret under the column that is wrong", () => {
    const lines = excerptLines(error);
    expect(lines).toHaveLength(3);
    expect(lines[2]?.text).toBe('    ^ needs "label"');
    expect(lines[1]?.text[4]).toBe("{");
  });
  it("copies a report with file, line and column", () => {
    expect(reportOf("my-timer", [error])).toContain("event-sources/my-timer/plugin.json:12:5");
  });
});
