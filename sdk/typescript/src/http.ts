// HTTP to the app, found through its endpoint file; what cannot be sent now waits in the outbox.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { homedir } from "node:os";
import * as path from "node:path";
import { type Receipt, type WireEvent } from "./event.js";
import { EventRejected } from "./errors.js";
import { Outbox, type Outcome } from "./outbox.js";

const TIMEOUT_MS = 30_000;
/** Pauses before sending again what waits, in seconds. */
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;
/** In one request; the app takes 1,000 events and 1 MiB. */
const BATCH_EVENTS = 500;
const BATCH_BYTES = 768 * 1024;

/** The app does not take events now. */
export class Away extends Error {}

interface Problem {
  status?: number;
  code?: string;
  title?: string;
  detail?: string;
  event_id?: string;
  duplicate?: boolean;
  success?: boolean;
}

/** The app's data folder. */
export function dataDir(): string {
  const named = process.env["PRAMA_DATA"];
  if (named) return named;
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Application Support", "prama");
  if (process.platform === "win32") {
    return path.join(process.env["LOCALAPPDATA"] || path.join(homedir(), "AppData", "Local"), "prama");
  }
  const home = process.env["XDG_DATA_HOME"];
  return path.join(home && path.isAbsolute(home) ? home : path.join(homedir(), ".local", "share"), "prama");
}

/** Posts events to the app; keeps them in the outbox while it is away. */
export class HttpLink {
  readonly #data: string;
  readonly #outbox: Outbox;
  // Our own: never through a proxy, the app listens on loopback only.
  readonly #agent = new Agent({ keepAlive: false });
  /** One request at a time, so that events arrive in the order of the calls. */
  #turn: Promise<unknown> = Promise.resolve();
  #pause_s = FIRST_PAUSE_S;
  #again: NodeJS.Timeout | undefined;

  constructor(data = dataDir()) {
    this.#data = data;
    this.#outbox = new Outbox(path.join(data, "outbox"));
  }

  /** Sends events, after those that wait; or keeps them. One outcome each, in order. */
  emit(events: WireEvent[]): Promise<Array<Receipt | EventRejected>> {
    const ready = events.map(prepared);
    return this.#inTurn(async () => {
      const outcomes: Array<Receipt | EventRejected> = [];
      for (const batch of batches(ready)) outcomes.push(...(await this.#emit(batch)));
      return outcomes;
    });
  }

  /** Tries to send what waits; how many still do. */
  flush(): Promise<number> {
    return this.#inTurn(async () => {
      try {
        await this.#outbox.drain((events) => this.#post(events));
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        this.#later();
      }
      return this.#outbox.waiting();
    });
  }

  async #emit(events: WireEvent[]): Promise<Array<Receipt | EventRejected>> {
    let sent: Outcome[];
    try {
      await this.#outbox.drain((waiting) => this.#post(waiting));
      sent = await this.#post(events);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      sent = events.map(() => error);
    }
    return events.map((event, i) => {
      const outcome = sent[i] ?? new Away("no answer");
      if (outcome instanceof EventRejected || !(outcome instanceof Error)) return outcome;
      this.#outbox.put(event, outcome.message);
      this.#later();
      return { eventId: null, duplicate: false, buffered: true };
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Sends what waits after a pause, longer each time; does not keep the program alive for it. */
  #later(): void {
    if (this.#again !== undefined) return;
    const jitter = 0.8 + Math.random() * 0.4;
    const pause_ms = this.#pause_s * 1_000 * jitter;
    this.#pause_s = Math.min(this.#pause_s * 2, LONGEST_PAUSE_S);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.flush().then((waiting) => {
        if (waiting === 0) this.#pause_s = FIRST_PAUSE_S;
        else this.#later();
      }, (error: Error) => process.stderr.write(`prama: the outbox cannot be sent: ${error.message}\n`));
    }, pause_ms);
    this.#again.unref();
  }

  async #post(events: WireEvent[]): Promise<Outcome[]> {
    let url: URL;
    let token: string;
    try {
      const endpoint = JSON.parse(readFileSync(path.join(this.#data, "endpoint.json"), "utf8"));
      url = new URL("/api/events/process", endpoint.url);
      token = String(endpoint.token);
    } catch (error) {
      throw new Away(`no endpoint file: ${(error as Error).message}`);
    }
    const [status, body] = await this.#exchange(url, token, JSON.stringify({ events }));
    let answer: Problem & { results?: Problem[] };
    try {
      answer = JSON.parse(body);
    } catch {
      answer = {};
    }
    if (status === 202 && Array.isArray(answer.results)) return answer.results.map(outcome);
    const refused = refusal({ status, ...answer });
    if (refused instanceof Away) throw refused;
    return events.map(() => refused);
  }

  #exchange(url: URL, token: string, body: string): Promise<[number, string]> {
    return new Promise((resolve, reject) => {
      const headers = {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        Authorization: `Bearer ${token}`,
      };
      const away = (error: Error) => reject(new Away(error.message));
      const sent = request(url, { method: "POST", headers, agent: this.#agent, timeout: TIMEOUT_MS }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () => resolve([response.statusCode ?? 0, Buffer.concat(pieces).toString("utf8")]));
        response.on("error", away);
      });
      sent.on("timeout", () => sent.destroy(new Error("the app did not answer in time")));
      sent.on("error", away);
      sent.end(body);
    });
  }
}

/** A key of our own makes sending it again harmless; the time is when it happened, not when it arrived. */
function prepared(event: WireEvent): WireEvent {
  const { checkpoint: _, ...rest } = event;
  const timestamp = new Date().toISOString();
  // The step of a run that started this program: the event is its doing.
  const cause = process.env["PRAMA_CAUSED_BY"];
  const caused_by = cause ? { caused_by: cause } : {};
  return { ...rest, ...caused_by, key: event.key ?? randomUUID(), metadata: { timestamp, ...event.metadata } };
}

function batches(events: WireEvent[]): WireEvent[][] {
  const all: WireEvent[][] = [];
  let current: WireEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (current.length > 0 && (current.length === BATCH_EVENTS || bytes + size > BATCH_BYTES)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(event);
    bytes += size;
  }
  if (current.length > 0) all.push(current);
  return all;
}

function outcome(result: Problem): Outcome {
  if (result.success === true) {
    return { eventId: result.event_id ?? null, duplicate: result.duplicate === true, buffered: false };
  }
  return refusal(result);
}

function refusal(problem: Problem): EventRejected | Away {
  const status = problem.status ?? 500;
  // 401: the app was restarted and the endpoint file is older than it; 5xx and 429: busy or full.
  if ([401, 408, 421, 429].includes(status) || status >= 500) return new Away(problem.title ?? `HTTP ${status}`);
  const text = [problem.title, problem.detail].filter(Boolean).join(" ");
  return new EventRejected(problem.code ?? `HTTP-${status}`, text || `HTTP ${status}`);
}
