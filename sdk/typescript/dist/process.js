// This process as a source: takes the pipe when Prama started it, and ends in order when asked to.
import { isMainThread } from "node:worker_threads";
import { AppUnavailable } from "./errors.js";
import { HostedLink } from "./hosted.js";
/** How long a source may take to end before it is ended; the app waits a little longer. */
const STOP_WITHIN_MS = 4_000;
/** One that has shown no sign of listening is ended after this: it may be about to. */
const DEAF_AFTER_MS = 200;
// Shared by every copy of this package in the process: there is one pipe.
const HELD = Symbol.for("prama.sdk.source");
const shared = globalThis;
/** This process as a source; undefined when Prama did not start it. */
export function source() {
    return shared[HELD];
}
if (source() === undefined && process.env["PRAMA_PROTOCOL"] !== undefined && isMainThread)
    take();
function take() {
    // Programs that this one starts have no pipe of their own to the app.
    delete process.env["PRAMA_PROTOCOL"];
    const out = process.stdout;
    const write = out.write.bind(out);
    // Whatever prints goes to the log: `console.log({…})` would look like a broken message.
    out.write = process.stderr.write.bind(process.stderr);
    const stopping = new AbortController();
    const link = new HostedLink(process.stdin, (line) => void write(line), stop);
    shared[HELD] = { link, stopping, listens: false, handlers: [] };
    link.config = configured();
    link.source = process.env["PRAMA_SOURCE_ID"] ?? null;
    link.begun.catch((error) => {
        if (stopping.signal.aborted)
            return;
        process.stderr.write(`The app did not take the handshake: ${error.message}\n`);
        process.exit(1);
    });
    out.on("error", stop);
    process.on("SIGTERM", stop);
    process.on("uncaughtExceptionMonitor", (error) => {
        const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (!isOfTheStop(error))
            link.log("error", text);
    });
}
function configured() {
    try {
        return JSON.parse(process.env["PRAMA_CONFIG"] ?? "{}");
    }
    catch {
        return {};
    }
}
function stop() {
    const own = source();
    if (own === undefined || own.stopping.signal.aborted)
        return;
    // Whatever was in the middle of something hears of the stop as an error; that is no crash.
    process.on("uncaughtException", (error) => {
        if (isOfTheStop(error))
            process.exit(0);
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
    });
    own.stopping.abort();
    const work = own.handlers.map(async (handler) => handler());
    const end = () => process.exit(0);
    const unlessListening = () => void Promise.allSettled(work).then(() => own.listens || end());
    setTimeout(unlessListening, DEAF_AFTER_MS).unref();
    setTimeout(end, STOP_WITHIN_MS).unref();
}
function isOfTheStop(error) {
    const stopped = source()?.stopping.signal.aborted === true;
    return stopped && (error instanceof AppUnavailable || (error instanceof Error && error.name === "AbortError"));
}
