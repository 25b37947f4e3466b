// Plays the app: on the other end of a hosted source's pipes, and as the HTTP surface that takes events.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

export const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));

/** A folder that goes with the test. */
export function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "prama-sdk-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs a source's code as the app does, and answers it. */
export class Hosted {
  events = [];
  logged = [];
  kept = [];
  methods = [];
  answers = [];
  stderr = "";
  /** Event types that are refused: code and message. */
  reject = {};
  /** Holds back its first answers, to see how many events come without one. */
  holds = false;
  #held = [];
  #waiters = [];
  #lines;

  constructor(t, code, { file = "main.mjs", files = {}, config = {}, checkpoint = null, env = {} } = {}) {
    const dir = folder(t);
    const modules = join(dir, "modules", "node_modules");
    mkdirSync(join(modules, "@prama"), { recursive: true });
    symlinkSync(PACKAGE, join(modules, "@prama", "sdk"));
    const own = join(dir, "source");
    for (const [name, text] of Object.entries({ [file]: code, ...files })) {
      mkdirSync(dirname(join(own, name)), { recursive: true });
      writeFileSync(join(own, name), text);
    }
    const preload = pathToFileURL(join(modules, "@prama", "sdk", "dist", "resolve.js")).href;
    this.checkpoint = checkpoint;
    this.config = config;
    this.process = spawn("node", ["--import", preload, join(own, file)], {
      cwd: own,
      env: {
        PATH: process.env.PATH,
        NODE_PATH: modules,
        PRAMA_SOURCE_ID: "test",
        PRAMA_PROTOCOL: "1.0",
        PRAMA_CONFIG: JSON.stringify(config),
        PRAMA_DATA: join(dir, "data"),
        ...env,
      },
    });
    t.after(() => this.process.kill("SIGKILL"));
    this.ended = once(this.process, "close").then(([exit]) => exit);
    this.process.stderr.on("data", (piece) => {
      this.stderr += piece;
      this.#changed();
    });
    this.process.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.process.stdout }).on("line", (line) => this.#line(JSON.parse(line)));
    // As the app: what it writes is not read while too many answers are not read.
    this.process.stdin.on("drain", () => this.#lines.resume());
  }

  say(message) {
    if (this.process.stdin.writableEnded) return;
    if (!this.process.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`)) this.#lines.pause();
  }

  /** Ends when `done` holds; fails when the program ended before. */
  async until(done) {
    while (!done()) {
      const changed = new Promise((resolve) => this.#waiters.push(resolve));
      const ended = await Promise.race([changed, this.ended.then(() => "ended")]);
      if (ended === "ended" && !done()) throw new Error(`it ended: ${this.stderr}${JSON.stringify(this.logged)}`);
    }
  }

  async eventually(count) {
    await this.until(() => this.events.length >= count);
    return this.events;
  }

  #changed() {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  #answer(message) {
    if (!this.holds) return this.say(message);
    this.#held.push(message);
    if (this.#held.length > 1) return;
    setTimeout(() => {
      this.unanswered = this.events.length;
      this.holds = false;
      for (const held of this.#held) this.say(held);
    }, 1000);
  }

  #line(message) {
    const { id, method, params } = message;
    this.methods.push(method);
    let result = {};
    if (method === "initialize") {
      this.handshake = params;
      result = { protocolVersion: "1.0", source: "test", config: this.config, checkpoint: this.checkpoint };
    } else if (method === "event") {
      const [code, text] = this.reject[params.event_type] ?? [];
      this.events.push(params);
      result = { status: "accepted", event_id: `e${this.events.length}`, duplicate: false };
      if (code) result = { status: "rejected", code, message: text };
    } else if (method === "checkpoint") {
      this.kept.push(params.value);
    } else if (method === "log") {
      this.logged.push([params.level, params.message]);
    } else if (method === undefined) {
      this.answers.push(message);
    }
    if (id !== undefined && method !== undefined) this.#answer({ id, result });
    this.#changed();
  }
}

/** The part of the HTTP surface that takes events. */
export class App {
  events = [];
  tokens = [];
  /** Answers every request: [status, body]. */
  answer = null;
  /** Answers single events, by type: a problem document. */
  problems = {};

  static async start(t, data) {
    const app = new App();
    app.data = data;
    app.server = createServer((request, response) => app.#take(request, response));
    app.server.listen(0, "127.0.0.1");
    await once(app.server, "listening");
    t.after(() => app.server.close());
    return app;
  }

  open() {
    mkdirSync(this.data, { recursive: true });
    const url = `http://127.0.0.1:${this.server.address().port}`;
    writeFileSync(join(this.data, "endpoint.json"), JSON.stringify({ url, token: "secret", pid: 1 }));
  }

  async #take(request, response) {
    let text = "";
    for await (const piece of request) text += piece;
    this.tokens.push(request.headers.authorization);
    const results = [];
    if (this.answer === null) {
      for (const event of JSON.parse(text).events) {
        const problem = this.problems[event.event_type];
        if (!problem) this.events.push(event);
        results.push(problem ?? { success: true, event_id: `e${this.events.length}`, duplicate: false, runs: [] });
      }
    }
    const [status, body] = this.answer ?? [202, { results }];
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  }
}

/** Runs a module in a process of its own, which the app did not start. */
export async function program(code, env) {
  const text = `import * as prama from ${JSON.stringify(pathToFileURL(join(PACKAGE, "dist", "index.js")).href)};\n${code}`;
  const child = spawn("node", ["--input-type=module", "--eval", text], { env: { PATH: process.env.PATH, ...env } });
  let out = "";
  let err = "";
  child.stdout.on("data", (piece) => (out += piece));
  child.stderr.on("data", (piece) => (err += piece));
  const [exit] = await once(child, "close");
  if (exit !== 0) throw new Error(`exit code ${exit}: ${err}`);
  return { out: out.trim() === "" ? undefined : JSON.parse(out), err };
}
