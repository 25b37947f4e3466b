// A source's log as a model: what is kept of it, what a filter lets through, and where it began anew.
import type { SourceLogLine } from "../../api/types";

/** As many lines as the engine keeps. */
export const KEPT = 2000;
export type LevelFilter = "all" | "info" | "warn" | "error";
const WEIGHT: Record<SourceLogLine["level"], number> = { debug: 0, info: 1, warn: 2, error: 3 };
const LEAST: Record<LevelFilter, number> = { all: 0, info: 1, warn: 2, error: 3 };

/** Joins what is new to what is there. A line number that falls means that the engine started anew. */
export function joinLines(before: SourceLogLine[], page: SourceLogLine[], last: number): SourceLogLine[] {
  const known = before.at(-1)?.n ?? 0;
  if (last < known) return page;
  const fresh = page.filter((line) => line.n > known);
  return fresh.length === 0 ? before : [...before, ...fresh].slice(-KEPT);
}

/** The process behind a "Started" line of the host; null for any other line. */
export function startOf(line: SourceLogLine): string | null {
  return /^Started \(process (\d+)\)\.$/.exec(line.text)?.[1] ?? null;
}

export function passing(lines: SourceLogLine[], level: LevelFilter): SourceLogLine[] {
  const least = LEAST[level];
  return least === 0 ? lines : lines.filter((line) => WEIGHT[line.level] >= least || startOf(line) !== null);
}

/** Numbers of the lines that hold the text, whatever its case. */
export function hitsIn(lines: SourceLogLine[], query: string): number[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  return lines.filter((line) => line.text.toLowerCase().includes(wanted)).map((line) => line.n);
}

/** A text cut where the query is found, the finds at the odd places. */
export function cutAt(text: string, query: string): string[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [text];
  const parts: string[] = [];
  const low = text.toLowerCase();
  // Lower case may be longer than the text (İ): then nothing is marked rather than the wrong place.
  if (low.length !== text.length) return [text];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

export const asText = (lines: SourceLogLine[]) =>
  lines.map((line) => `${line.at} ${line.level.padEnd(5)} ${line.text}\n`).join("");
