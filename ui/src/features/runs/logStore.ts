// A run's log held in chunks: any window can be shown without having the whole log in memory.
import type { LogLine } from "../../api/types";
import { plainText } from "./ansi";

export const CHUNK = 1000;
const KEPT_CHUNKS = 60;

/** Lines by number; asks for missing chunks and forgets those furthest from the view. */
export class LogStore {
  private chunks = new Map<number, Map<number, LogLine>>();
  private used: number[] = [];
  total = 0;
  /** Highest line number seen. */
  last = 0;
  firstError: number | null = null;
  version = 0;

  add(lines: LogLine[], total?: number): void {
    const touched = new Set<number>();
    for (const line of lines) {
      const key = chunkOf(line.n);
      let chunk = this.chunks.get(key);
      if (!chunk) {
        chunk = new Map();
        this.chunks.set(key, chunk);
      }
      chunk.set(line.n, line);
      if (line.n > this.last) this.last = line.n;
      if (isError(line) && (this.firstError === null || line.n < this.firstError)) this.firstError = line.n;
      touched.add(key);
    }
    for (const key of touched) this.touch(key);
    this.total = Math.max(this.total, total ?? 0, this.last);
    this.forget();
    this.version += 1;
  }

  get(n: number): LogLine | undefined {
    return this.chunks.get(chunkOf(n))?.get(n);
  }

  /** Chunk numbers a window needs that are not (fully) here. */
  missing(from: number, to: number): number[] {
    const out: number[] = [];
    for (let key = chunkOf(Math.max(from, 1)); key <= chunkOf(Math.min(to, this.total)); key++) {
      const expected = Math.min(CHUNK, this.total - key * CHUNK);
      if ((this.chunks.get(key)?.size ?? 0) < expected) out.push(key);
    }
    return out;
  }

  /** Everything held, in order. */
  held(): LogLine[] {
    return [...this.chunks.entries()]
      .sort((a, b) => a[0] - b[0])
      .flatMap(([, c]) => [...c.values()].sort((a, b) => a.n - b.n));
  }

  private touch(key: number): void {
    this.used = [...this.used.filter((k) => k !== key), key];
  }

  private forget(): void {
    while (this.used.length > KEPT_CHUNKS) {
      const oldest = this.used.shift();
      if (oldest !== undefined) this.chunks.delete(oldest);
    }
  }
}

export function chunkOf(n: number): number {
  return Math.floor((n - 1) / CHUNK);
}

export function isError(line: LogLine): boolean {
  return line.level === "error";
}

export type LevelFilter = "all" | "warn" | "error";

export function passesLevel(line: LogLine, filter: LevelFilter): boolean {
  if (filter === "all") return true;
  if (filter === "error") return line.level === "error";
  return line.level === "warn" || line.level === "error" || line.level === "err";
}

export function matches(text: string, query: string): boolean {
  return plainText(text).toLowerCase().includes(query.toLowerCase());
}

/** "07:44:04.812". */
export function clockTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

export function asText(lines: LogLine[]): string {
  return (
    lines
      .map((l) => `${String(l.n).padStart(6)} ${l.at} ${l.level.padEnd(5)} ${plainText(l.text)}`)
      .join("\n") + (lines.length ? "\n" : "")
  );
}
