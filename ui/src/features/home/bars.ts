// Geometry of the day's bars: successes below, failures stacked on top, one scale for all.
import type { Home } from "../../api/types";

export type Bar = {
  start: string;
  succeeded: number;
  failed: number;
  x: number;
  width: number;
  okHeight: number;
  failHeight: number;
};

export function layoutBars(bars: Home["bars"], width: number, height: number): { bars: Bar[]; top: number } {
  const top = Math.max(1, ...bars.map((bar) => bar.succeeded + bar.failed));
  const step = width / Math.max(1, bars.length);
  const scale = (count: number) => (count === 0 ? 0 : Math.max(2, (count / top) * height));
  return {
    top,
    bars: bars.map((bar, index) => {
      const failHeight = scale(bar.failed);
      return {
        ...bar,
        x: index * step,
        width: Math.max(1, step - 2),
        failHeight,
        okHeight: bar.succeeded === 0 ? 0 : Math.min(height - failHeight, scale(bar.succeeded)),
      };
    }),
  };
}
