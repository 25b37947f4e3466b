// The palette keeps its promise: text at 4.5:1 and graphics at 3:1 on every surface they are used on.
import { expect, it } from "vitest";
import css from "./tokens.css?raw";

function tokens(selector: string): Record<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf("\n}", start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [
      match[1] as string,
      match[2] as string,
    ]),
  );
}
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const THEMES = { light: tokens(":root {"), dark: tokens(':root[data-mantine-color-scheme="dark"]') };
const STATUS = ["ok", "run", "wait", "fail", "held", "off"];

for (const [theme, color] of Object.entries(THEMES)) {
  const of = (name: string) => color[name] ?? `missing ${name}`;
  it(`${theme}: all text reads on all surfaces`, () => {
    const low: string[] = [];
    for (const surface of ["canvas", "surface", "selected", "hover", "sunken"]) {
      for (const text of [
        "text",
        "text-muted",
        "text-faint",
        "accent",
        ...STATUS.map((status) => `${status}-text`),
      ]) {
        const ratio = contrast(of(text), of(surface));
        if (!(ratio >= 4.5)) low.push(`${text} on ${surface}: ${ratio.toFixed(2)}`);
      }
    }
    expect(low).toEqual([]);
  });
  it(`${theme}: status text reads on its own tint, and on the accent`, () => {
    for (const status of STATUS)
      expect(contrast(of(`${status}-text`), of(`${status}-tint`)), status).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-accent"), of("accent"))).toBeGreaterThanOrEqual(4.5);
  });
  it(`${theme}: icons, control borders and the focus ring stand out`, () => {
    for (const surface of ["canvas", "surface", "selected"]) {
      for (const name of [...STATUS.map((status) => `${status}-graphic`), "border-control", "focus"]) {
        expect(contrast(of(name), of(surface)), `${name} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
}
