import { expect, it } from "vitest";
import { periodProblem, periodQuery, periodText } from "./period";

const now = new Date(2026, 4, 3, 12, 30).getTime();

it("asks the engine for the instants that the address means", () => {
  expect(periodQuery({ from: "1h" }, now)).toEqual({ from: new Date(2026, 4, 3, 11, 30).toISOString() });
  expect(periodQuery({ from: "today" }, now)).toEqual({ from: new Date(2026, 4, 3).toISOString() });
  expect(periodQuery({ from: "7d" }, now)).toEqual({ from: new Date(now - 7 * 86_400_000).toISOString() });
  expect(periodQuery({ from: "2026-05-01T08:00", to: "2026-05-02T09:15" }, now)).toEqual({
    from: new Date(2026, 4, 1, 8).toISOString(),
    to: new Date(2026, 4, 2, 9, 15).toISOString(),
  });
  expect(periodQuery({ from: "yesterday", to: "x" }, now)).toEqual({});
});

it("says the time in words", () => {
  expect(periodText({})).toBe("Any time");
  expect(periodText({ from: "today" })).toBe("Today");
  expect(periodText({ from: "2026-05-01T08:00" })).toBe("since 1 May, 08:00");
  expect(periodText({ to: "2026-05-01T08:00" })).toBe("until 1 May, 08:00");
  expect(periodText({ from: "2026-05-01T08:00", to: "2026-05-02T09:15" })).toBe(
    "1 May, 08:00 – 2 May, 09:15",
  );
});

it("refuses an end before its start", () => {
  expect(periodProblem({ from: "2026-05-02T08:00", to: "2026-05-01T08:00" })).toBe(
    "The end comes before the start.",
  );
  expect(periodProblem({ from: "today" })).toBeNull();
});
