// The pipe to the app: one JSON value a line, an answer for each request (docs/plugin-protocol.md).
import {} from "./event.js";
import { AppUnavailable, EventRejected, PramaError } from "./errors.js";
const PROTOCOL_VERSION = "1.0";
const MAX_LINE_BYTES = 256 * 1024;
/** Requests on the way at once. More wait here: a pipe that is full in both directions would hold both sides up. */
const WINDOW = 64;
/** Writes requests to one stream and matches the answers that come on the other. */
export class HostedLink {
    /** Ends when the app took the handshake. */
    begun;
    source = null;
    config = {};
    checkpoint = null;
    #incoming;
    #write;
    #onStop;
    #queued = [];
    #waiting = new Map();
    #lastId = 0;
    #closed = false;
    #held = true;
    #pieces = [];
    constructor(incoming, write, onStop) {
        this.#incoming = incoming;
        this.#write = write;
        this.#onStop = onStop;
        incoming.on("data", (chunk) => this.#read(chunk));
        for (const end of ["end", "close", "error"])
            incoming.on(end, () => this.#close());
        this.begun = this.#initialize({});
    }
    /** Sends an event; ends when it is on disk or refused. */
    async event(event) {
        const answer = (await this.#request("event", event));
        if (answer["status"] === "rejected") {
            throw new EventRejected(String(answer["code"] ?? ""), String(answer["message"] ?? ""));
        }
        if (event.checkpoint !== undefined)
            this.checkpoint = event.checkpoint;
        return { eventId: String(answer["event_id"]), duplicate: answer["duplicate"] === true, buffered: false };
    }
    /** Keeps a checkpoint; ends when it is on disk. */
    async keep(value) {
        await this.#request("checkpoint", { value });
        this.checkpoint = value;
    }
    /** Asks the app to restart this program when it stops answering, or no longer to. */
    async heartbeat(on) {
        await this.#initialize({ heartbeat: on });
    }
    /** Adds a line to the source's log. */
    log(level, message) {
        this.#send({ method: "log", params: { level, message } });
    }
    async #initialize(params) {
        const begun = (await this.#request("initialize", { protocolVersion: PROTOCOL_VERSION, ...params }));
        this.source ??= begun.source ?? null;
        this.config = begun.config ?? {};
        if (this.checkpoint === null)
            this.checkpoint = begun.checkpoint ?? null;
    }
    #request(method, params) {
        const id = ++this.#lastId;
        const line = `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
        const bytes = Buffer.byteLength(line) - 1;
        if (bytes > MAX_LINE_BYTES) {
            const text = `The ${method} has ${bytes} bytes; ${MAX_LINE_BYTES} are allowed. Send a path or an id instead of the content.`;
            return Promise.reject(new EventRejected("EVT-005", text));
        }
        if (this.#closed)
            return Promise.reject(new AppUnavailable("the app closed the pipe"));
        return new Promise((resolve, reject) => {
            this.#queued.push([id, { line, resolve, reject }]);
            this.#pump();
        });
    }
    #pump() {
        while (this.#waiting.size < WINDOW) {
            const next = this.#queued.shift();
            if (next === undefined)
                break;
            this.#waiting.set(next[0], next[1]);
            this.#write(next[1].line);
        }
        // The pipe holds the program only while an answer is awaited: a source that has nothing more to do ends.
        const hold = this.#waiting.size > 0;
        if (hold !== this.#held) {
            this.#held = hold;
            if (hold)
                this.#incoming.ref?.();
            else
                this.#incoming.unref?.();
        }
    }
    #send(message) {
        if (!this.#closed)
            this.#write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    }
    #read(chunk) {
        let rest = chunk;
        for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
            const line = Buffer.concat([...this.#pieces, rest.subarray(0, end)]).toString("utf8");
            this.#pieces = [];
            rest = rest.subarray(end + 1);
            this.#line(line);
        }
        if (rest.length > 0)
            this.#pieces.push(rest);
    }
    #line(line) {
        let message;
        try {
            message = JSON.parse(line);
        }
        catch {
            return;
        }
        if (typeof message !== "object" || message === null)
            return;
        if (message.method === "shutdown") {
            this.#onStop();
        }
        else if (message.method !== undefined) {
            if (message.id !== undefined)
                this.#send({ id: message.id, result: {} });
        }
        else {
            this.#answered(message);
        }
    }
    #answered(message) {
        const waiting = typeof message.id === "number" ? this.#waiting.get(message.id) : undefined;
        if (waiting === undefined) {
            if (message.error)
                process.stderr.write(`prama: ${message.error.message}\n`);
            return;
        }
        this.#waiting.delete(message.id);
        if (message.error)
            waiting.reject(new PramaError(message.error.message));
        else
            waiting.resolve(message.result ?? {});
        this.#pump();
    }
    #close() {
        if (this.#closed)
            return;
        this.#closed = true;
        const open = [...this.#waiting.values(), ...this.#queued.map(([, waiting]) => waiting)];
        this.#waiting.clear();
        this.#queued.length = 0;
        for (const waiting of open)
            waiting.reject(new AppUnavailable("the app closed the pipe"));
        this.#onStop();
    }
}
