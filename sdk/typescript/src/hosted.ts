// The pipe to the app: one JSON value a line, an answer for each request (docs/plugin-protocol.md).

import { type Receipt, type WireEvent } from "./event.js";
import { AppUnavailable, EventRejected, PramaError } from "./errors.js";

const PROTOCOL_VERSION = "1.0";
const MAX_LINE_BYTES = 256 * 1024;
/** Requests on the way at once. More wait here: a pipe that is full in both directions would hold both sides up. */
const WINDOW = 64;

/** A readable end of a pipe. */
export interface Incoming {
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "end" | "close" | "error", listener: () => void): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

export type Level = "debug" | "info" | "warn" | "error";

interface Begun {
  source?: string;
  config?: Record<string, unknown>;
  checkpoint?: unknown;
}

interface Message {
  id?: number | string;
  method?: string;
  result?: unknown;
  error?: { code: number; message: string };
}

interface Waiting {
  line: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Writes requests to one stream and matches the answers that come on the other. */
export class HostedLink {
  /** Ends when the app took the handshake. */
  readonly begun: Promise<unknown>;
  source: string | null = null;
  config: Record<string, unknown> = {};
  checkpoint: unknown = null;

  readonly #incoming: Incoming;
  readonly #write: (line: string) => void;
  readonly #onStop: () => void;
  readonly #queued: Array<[number, Waiting]> = [];
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed = false;
  #held = true;
  #pieces: Buffer[] = [];

  constructor(incoming: Incoming, write: (line: string) => void, onStop: () => void) {
    this.#incoming = incoming;
    this.#write = write;
    this.#onStop = onStop;
    incoming.on("data", (chunk) => this.#read(chunk));
    for (const end of ["end", "close", "error"] as const) incoming.on(end, () => this.#close());
    this.begun = this.#initialize({});
  }

  /** Sends an event; ends when it is on disk or refused. */
  async event(event: WireEvent): Promise<Receipt> {
    const answer = (await this.#request("event", event)) as Record<string, unknown>;
    if (answer["status"] === "rejected") {
      throw new EventRejected(String(answer["code"] ?? ""), String(answer["message"] ?? ""));
    }
    if (event.checkpoint !== undefined) this.checkpoint = event.checkpoint;
    return { eventId: String(answer["event_id"]), duplicate: answer["duplicate"] === true, buffered: false };
  }

  /** Keeps a checkpoint; ends when it is on disk. */
  async keep(value: unknown): Promise<void> {
    await this.#request("checkpoint", { value });
    this.checkpoint = value;
  }

  /** Asks the app to restart this program when it stops answering, or no longer to. */
  async heartbeat(on: boolean): Promise<void> {
    await this.#initialize({ heartbeat: on });
  }

  /** Adds a line to the source's log. */
  log(level: Level, message: string): void {
    this.#send({ method: "log", params: { level, message } });
  }

  async #initialize(params: object): Promise<void> {
    const begun = (await this.#request("initialize", { protocolVersion: PROTOCOL_VERSION, ...params })) as Begun;
    this.source ??= begun.source ?? null;
    this.config = begun.config ?? {};
    if (this.checkpoint === null) this.checkpoint = begun.checkpoint ?? null;
  }

  #request(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const line = `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
    const bytes = Buffer.byteLength(line) - 1;
    if (bytes > MAX_LINE_BYTES) {
      const text = `The ${method} has ${bytes} bytes; ${MAX_LINE_BYTES} are allowed. Send a path or an id instead of the content.`;
      return Promise.reject(new EventRejected("EVT-005", text));
    }
    if (this.#closed) return Promise.reject(new AppUnavailable("the app closed the pipe"));
    return new Promise((resolve, reject) => {
      this.#queued.push([id, { line, resolve, reject }]);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#waiting.size < WINDOW) {
      const next = this.#queued.shift();
      if (next === undefined) break;
      this.#waiting.set(next[0], next[1]);
      this.#write(next[1].line);
    }
    // The pipe holds the program only while an answer is awaited: a source that has nothing more to do ends.
    const hold = this.#waiting.size > 0;
    if (hold !== this.#held) {
      this.#held = hold;
      if (hold) this.#incoming.ref?.();
      else this.#incoming.unref?.();
    }
  }

  #send(message: object): void {
    if (!this.#closed) this.#write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#pieces, rest.subarray(0, end)]).toString("utf8");
      this.#pieces = [];
      rest = rest.subarray(end + 1);
      this.#line(line);
    }
    if (rest.length > 0) this.#pieces.push(rest);
  }

  #line(line: string): void {
    let message: Message | null;
    try {
      message = JSON.parse(line) as Message | null;
    } catch {
      return;
    }
    if (typeof message !== "object" || message === null) return;
    if (message.method === "shutdown") {
      this.#onStop();
    } else if (message.method !== undefined) {
      if (message.id !== undefined) this.#send({ id: message.id, result: {} });
    } else {
      this.#answered(message);
    }
  }

  #answered(message: Message): void {
    const waiting = typeof message.id === "number" ? this.#waiting.get(message.id) : undefined;
    if (waiting === undefined) {
      if (message.error) process.stderr.write(`prama: ${message.error.message}\n`);
      return;
    }
    this.#waiting.delete(message.id as number);
    if (message.error) waiting.reject(new PramaError(message.error.message));
    else waiting.resolve(message.result ?? {});
    this.#pump();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const open = [...this.#waiting.values(), ...this.#queued.map(([, waiting]) => waiting)];
    this.#waiting.clear();
    this.#queued.length = 0;
    for (const waiting of open) waiting.reject(new AppUnavailable("the app closed the pipe"));
    this.#onStop();
  }
}
