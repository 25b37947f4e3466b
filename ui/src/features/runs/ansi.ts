// One log line as plain spans: SGR colours kept, every other escape dropped, hidden characters made visible.
import Anser from "anser";

export interface LogSpan {
  text: string;
  /** CSS class names for the 16 theme colours and decorations. */
  classes: string[];
  /** "r, g, b" of 256/true colours; the view clamps it to the theme. */
  color?: string;
  /** A mark standing for a control or direction character. */
  mark?: string;
}

export const MAX_LINE_CHARS = 4096;

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
const OSC = new RegExp(`${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`, "g");
const CSI_NOT_SGR = new RegExp(`${ESC}\\[[0-?]*[ -/]*[@-ln-~]`, "g");
const OTHER_ESC = new RegExp(`${ESC}(?!\\[[0-9;:]*m)[@-Z\\\\^_a-z()#%*+./-]?[A-Z0-9]?`, "g");
const SGR = new RegExp(`${ESC}\\[[0-9;:]*m`, "g");
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to be found
const HIDDEN = /[\0-\x08\x0B-\x1F\x7F-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/** A carriage return redraws the line: only what was written last stays. */
export function applyCarriageReturns(text: string): string {
  const trimmed = text.replace(/\r+$/, "");
  const at = trimmed.lastIndexOf("\r");
  return at < 0 ? trimmed : trimmed.slice(at + 1);
}

/** The line without any escape: what search and copy work on. */
export function plainText(text: string): string {
  return cleanEscapes(applyCarriageReturns(text)).replace(SGR, "");
}

function cleanEscapes(text: string): string {
  return text.replace(OSC, "").replace(CSI_NOT_SGR, "").replace(OTHER_ESC, "");
}

export function toSpans(raw: string): LogSpan[] {
  const text = cleanEscapes(applyCarriageReturns(raw));
  if (!text.includes(ESC)) return markHidden({ text, classes: [] });
  return Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true }).flatMap((part) => {
    const classes: string[] = [];
    let color: string | undefined;
    if (part.fg === "ansi-truecolor") color = part.fg_truecolor;
    else if (part.fg?.startsWith("ansi-palette-"))
      color = paletteColor(Number(part.fg.slice("ansi-palette-".length)));
    else if (part.fg) classes.push(part.fg);
    if (part.bg && !part.bg.startsWith("ansi-palette") && part.bg !== "ansi-truecolor")
      classes.push(`${part.bg}-bg`);
    for (const decoration of part.decorations ?? []) classes.push(`ansi-${decoration}`);
    return markHidden({ text: part.content, classes, ...(color ? { color } : {}) });
  });
}

/** U+202E → a visible mark; tabs stay. */
export function markHidden(span: LogSpan): LogSpan[] {
  if (span.text.search(HIDDEN) < 0) return span.text === "" ? [] : [span];
  const out: LogSpan[] = [];
  let last = 0;
  for (const match of span.text.matchAll(HIDDEN)) {
    const at = match.index;
    if (at > last) out.push({ ...span, text: span.text.slice(last, at) });
    const code = match[0].charCodeAt(0);
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    out.push({ ...span, text: code < 32 ? String.fromCharCode(0x2400 + code) : name, mark: name });
    last = at + 1;
  }
  if (last < span.text.length) out.push({ ...span, text: span.text.slice(last) });
  return out;
}

function paletteColor(index: number): string {
  if (index < 16) return "";
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return `${level}, ${level}, ${level}`;
  }
  const steps = [0, 95, 135, 175, 215, 255];
  const n = index - 16;
  return [Math.floor(n / 36), Math.floor(n / 6) % 6, n % 6].map((i) => steps[i] ?? 0).join(", ");
}

const channel = (value: number): number => {
  const c = value / 255;
  return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

export function luminance([r, g, b]: [number, number, number]): number {
  return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
}

export function contrast(a: [number, number, number], b: [number, number, number]): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Moves a free colour towards black or white until it reads on the log's background (≥ 4.5:1). */
export function readableColor(color: string, dark: boolean): string {
  const parts = color.split(",").map((n) => Number(n.trim()));
  let rgb: [number, number, number] = [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
  const back: [number, number, number] = dark ? [10, 12, 15] : [237, 239, 243];
  const goal = dark ? 255 : 0;
  for (let i = 0; i < 20 && contrast(rgb, back) < 4.5; i++) {
    rgb = rgb.map((c) => Math.round(c + (goal - c) * 0.15)) as [number, number, number];
  }
  return `rgb(${rgb.join(" ")})`;
}
