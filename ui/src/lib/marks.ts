// Makes characters visible that could hide or reorder a name: direction overrides, control characters, line breaks.
export type Piece = { text: string; mark: boolean };

const NAMES: Record<string, string> = {
  "\u202a": "LRE",
  "\u202b": "RLE",
  "\u202c": "PDF",
  "\u202d": "LRO",
  "\u202e": "RLO",
  "\u2066": "LRI",
  "\u2067": "RLI",
  "\u2068": "FSI",
  "\u2069": "PDI",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to be found
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufffd]/;
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export const hasDirectionMarks = (text: string) => /[\u202a-\u202e\u2066-\u2069]/.test(text);
export const isRightToLeft = (text: string) => RTL.test(text);

export function visiblePieces(text: string): Piece[] {
  if (!HIDDEN.test(text)) return [{ text, mark: false }];
  const pieces: Piece[] = [];
  let plain = "";
  for (const char of text) {
    if (!HIDDEN.test(char)) {
      plain += char;
      continue;
    }
    if (plain) pieces.push({ text: plain, mark: false });
    plain = "";
    const code = char.codePointAt(0) ?? 0;
    pieces.push({ text: NAMES[char] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`, mark: true });
  }
  if (plain) pieces.push({ text: plain, mark: false });
  return pieces;
}

/** Where to cut a name so that the end (with the extension) stays readable. */
export function splitForMiddleEllipsis(name: string, tailLength = 10): [string, string] {
  const chars = Array.from(name);
  if (chars.length <= tailLength + 4) return [name, ""];
  return [chars.slice(0, -tailLength).join(""), chars.slice(-tailLength).join("")];
}
