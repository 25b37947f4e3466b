// Events on disk while the app is away: one file each, in order, bounded, shared with other programs and the Python SDK.

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Receipt, type WireEvent } from "./event.js";
import { AppUnavailable, EventRejected, OutboxFull } from "./errors.js";

/** The most that waits, by number and by size. */
export const limits = { events: 10_000, bytes: 64 * 1024 * 1024 };
/** Sent in one request. */
const BATCH_EVENTS = 25;
const BATCH_BYTES = 512 * 1024;
/** A program that sends says so in a file; one that ended without a word holds up the others this long. */
const LEASE_MS = 30_000;

/** What became of one event of a request; an error of another kind means that it was not taken now. */
export type Outcome = Receipt | EventRejected | Error;
export type Send = (events: WireEvent[]) => Promise<Outcome[]>;

let last = 0n;

/** A folder of waiting events. */
export class Outbox {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** How many wait. */
  waiting(): number {
    return this.#names().length;
  }

  /** Keeps an event; it is on disk when this returns. */
  put(event: WireEvent, reason: string): void {
    try {
      fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const text = JSON.stringify(event);
      this.#room(Buffer.byteLength(text), reason);
      const now = BigInt(Date.now()) * 1_000_000n;
      last = now > last ? now : last + 1n;
      const name = `${String(last).padStart(20, "0")}-${process.pid}-${randomBytes(4).toString("hex")}`;
      const fresh = path.join(this.#folder, `${name}.fresh`);
      const file = fs.openSync(fresh, "wx", 0o600);
      try {
        fs.writeSync(file, text);
        fs.fsyncSync(file);
      } finally {
        fs.closeSync(file);
      }
      fs.renameSync(fresh, path.join(this.#folder, `${name}.json`));
      this.#sync();
    } catch (error) {
      if (error instanceof AppUnavailable) throw error;
      const what = (error as Error).message;
      throw new AppUnavailable(`the app is away (${reason}) and the outbox cannot be written: ${what}`);
    }
  }

  /** Sends what waits, oldest first; ends early when something is not taken now. One program at a time. */
  async drain(send: Send): Promise<void> {
    if (this.waiting() === 0 || !this.#take()) return;
    try {
      for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
        this.#renew();
        const outcomes = await send(batch.map(([, event]) => event));
        for (const [i, [name]] of batch.entries()) {
          const outcome = outcomes[i] ?? new AppUnavailable("no answer");
          if (outcome instanceof EventRejected) {
            // The app keeps it as rejected, with the reason.
            process.stderr.write(`prama: a buffered event was set aside: ${outcome.message}\n`);
          } else if (outcome instanceof Error) {
            throw outcome;
          }
          fs.rmSync(path.join(this.#folder, name), { force: true });
        }
      }
    } finally {
      fs.rmSync(this.#lease(), { force: true });
    }
  }

  #names(): string[] {
    try {
      return fs.readdirSync(this.#folder).filter((name) => name.endsWith(".json"));
    } catch {
      return [];
    }
  }

  #room(bytes: number, reason: string): void {
    const names = this.#names();
    const size = (name: string) => fs.statSync(path.join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0;
    const full = names.length >= limits.events || names.reduce((sum, name) => sum + size(name), bytes) > limits.bytes;
    if (full) throw new OutboxFull(`${names.length} events wait in ${this.#folder}; the app is away (${reason})`);
  }

  #batch(): Array<[string, WireEvent]> {
    const batch: Array<[string, WireEvent]> = [];
    let bytes = 0;
    for (const name of this.#names().sort()) {
      const file = path.join(this.#folder, name);
      let text: string;
      try {
        text = fs.readFileSync(file, "utf8");
      } catch {
        continue;
      }
      bytes += Buffer.byteLength(text);
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      try {
        batch.push([name, JSON.parse(text) as WireEvent]);
      } catch (error) {
        process.stderr.write(`prama: ${file} cannot be read and was set aside: ${(error as Error).message}\n`);
        fs.renameSync(file, file.replace(/\.json$/, ".broken"));
        bytes -= Buffer.byteLength(text);
      }
      if (batch.length === BATCH_EVENTS) break;
    }
    return batch;
  }

  #lease(): string {
    return path.join(this.#folder, ".sending");
  }

  #take(): boolean {
    try {
      const age = Date.now() - fs.statSync(this.#lease()).mtimeMs;
      if (age > LEASE_MS) fs.rmSync(this.#lease(), { force: true });
    } catch {
      // Nobody is sending.
    }
    try {
      fs.writeFileSync(this.#lease(), String(process.pid), { flag: "wx", mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }

  #renew(): void {
    const now = new Date();
    try {
      fs.utimesSync(this.#lease(), now, now);
    } catch {
      // Taken over by another program: both send, and the events' keys make one of each.
    }
  }

  /** The name is on disk too. */
  #sync(): void {
    if (process.platform === "win32") return;
    const folder = fs.openSync(this.#folder, "r");
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  }
}
