import { expect, it } from "vitest";
import { layoutBars } from "./bars";

const bar = (succeeded: number, failed: number) => ({ start: "2026-05-03T00:00:00Z", succeeded, failed });

it("scales all bars to the busiest half hour and stacks failures on top", () => {
  const { bars, top } = layoutBars([bar(6, 2), bar(2, 0), bar(0, 0)], 300, 80);
  expect(top).toBe(8);
  expect(bars[0]).toMatchObject({ okHeight: 60, failHeight: 20 });
  expect(bars[1]).toMatchObject({ okHeight: 20, failHeight: 0 });
  expect(bars[2]).toMatchObject({ okHeight: 0, failHeight: 0 });
});

it("never lets one failure vanish beside many successes, nor a stack leave the frame", () => {
  const [only] = layoutBars([bar(10_000, 1)], 300, 56).bars;
  expect(only?.failHeight).toBeGreaterThanOrEqual(2);
  expect((only?.okHeight ?? 0) + (only?.failHeight ?? 0)).toBeLessThanOrEqual(56);
});
