import { describe, expect, it } from "vitest";
import type { CatchUpReport } from "../../api/types";
import { said } from "./CatchUp";

const report = (part: Partial<CatchUpReport>) =>
  said({ state: "ran", open: false, runs: 0, held: 0, ...part } as CatchUpReport);

describe("a report of an absence", () => {
  it("says what became of it", () => {
    expect(report({ state: "waiting", held: 3 })).toBe("3 matches wait for you; nothing of it has run yet.");
    expect(report({ state: "waiting", held: 1, runs: 2 })).toBe("1 match waits for you; 2 runs started.");
    expect(report({ runs: 1 })).toBe("1 run started.");
    expect(report({})).toBe("No trigger matched.");
    expect(report({ state: "skipped" })).toBe("Skipped; nothing of it ran.");
    expect(report({ open: true, runs: 1 })).toBe("1 run started. Still looking.");
  });
});
