import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatNumber,
  formatRelative,
  formatSpan,
  formatWhen,
  plural,
  tildePath,
} from "./format";

describe("numbers", () => {
  it("groups thousands with a narrow space and keeps fractions", () => {
    expect(formatNumber(1204)).toBe("1\u202f204");
    expect(formatNumber(104212.5)).toBe("104\u202f212.5");
    expect(formatNumber(0)).toBe("0");
  });
  it("counts things in singular and plural", () => {
    expect(plural(1, "run")).toBe("1 run");
    expect(plural(0, "run")).toBe("0 runs");
    expect(plural(2, "PDF inside", "PDFs inside")).toBe("2 PDFs inside");
  });
  it("writes sizes in decimal units", () => {
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(102_400)).toBe("102 kB");
    expect(formatBytes(20_000_000)).toBe("20 MB");
  });
});

describe("durations and times", () => {
  it.each([
    [0, "< 0.01 s"],
    [10, "0.01 s"],
    [1800, "1.8 s"],
    [61_000, "1 min 1 s"],
    [7_260_000, "2 h 1 min"],
    [null, "–"],
  ])("%s ms reads %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
  it("says the clock of today, and the day of another one", () => {
    const at = new Date(2026, 4, 3, 10, 42);
    expect(formatWhen(at.toISOString(), at.getTime() + 1000)).toBe("at 10:42");
    expect(formatWhen(at.toISOString(), at.getTime() + 86_400_000)).toBe("on 3 May at 10:42");
  });

  it("is relative within a day and a date after that", () => {
    const now = Date.parse("2026-05-03T12:00:00Z");
    expect(formatRelative("2026-05-03T11:59:48Z", now)).toBe("12 s ago");
    expect(formatRelative("2026-05-03T11:00:00Z", now)).toBe("1 h ago");
    expect(formatRelative("2026-05-03T12:01:00Z", now)).toBe("in 1 min");
    expect(formatRelative("2026-05-01T10:00:00Z", now)).toMatch(/^1 May, \d\d:\d\d$/);
    expect(formatRelative("not a time", now)).toBe("not a time");
  });
});

describe("paths", () => {
  it("writes the home folder as a tilde, and only that", () => {
    expect(tildePath("/home/marta/Scans", "/home/marta")).toBe("~/Scans");
    expect(tildePath("/home/marta2/Scans", "/home/marta")).toBe("/home/marta2/Scans");
  });
});

it("names the days of a span only where they differ", () => {
  const local = (day: number, hour: number) => new Date(2026, 10, day, hour, 5).toISOString();
  expect(formatSpan(local(3, 9), local(3, 10))).toBe("09:05 – 10:05");
  expect(formatSpan(local(3, 22), local(4, 8))).toBe("3 Nov, 22:05 – 4 Nov, 08:05");
});
