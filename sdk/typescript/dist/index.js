/** Send events to Prama, and write event sources for it. */
import { toWire } from "./event.js";
import { EventRejected } from "./errors.js";
import {} from "./hosted.js";
import { HttpLink } from "./http.js";
import { source } from "./process.js";
export { AppUnavailable, EventRejected, OutboxFull, PramaError } from "./errors.js";
let http;
function overHttp() {
    http ??= new HttpLink();
    return http;
}
/**
 * Sends an event and waits until it is on disk. Throws `EventRejected` when the app refuses it.
 *
 * `source` may be left out (null) in a source that Prama started.
 */
export async function emitEvent(eventType, sourceId, data, options = {}) {
    const [outcome] = await emitBatch([{ ...options, eventType, source: sourceId, data }]);
    if (outcome instanceof EventRejected)
        throw outcome;
    return outcome;
}
/** Sends several events at once; one outcome each, in order. An event that is refused does not hold up the others. */
export async function emitBatch(events) {
    const wire = events.map(toWire);
    const hosted = source()?.link;
    if (hosted === undefined)
        return overHttp().emit(wire);
    const sent = wire.map((event) => hosted.event(event).catch((error) => {
        if (error instanceof EventRejected)
            return error;
        throw error;
    }));
    return Promise.all(sent);
}
/** Tries to send what waits in the outbox; how many events still wait. */
export async function flush() {
    return source() === undefined ? overHttp().flush() : 0;
}
/** The source's configuration, with the defaults of its `configSchema`; empty outside a source that Prama started. */
export function config() {
    return { ...source()?.link.config };
}
/** The id of the source that Prama started, or null. */
export function sourceId() {
    return source()?.link.source ?? null;
}
/** What the source kept last; null at first. */
export async function loadCheckpoint() {
    const link = source()?.link;
    await link?.begun;
    return (link?.checkpoint ?? null);
}
/** Keeps how far the source has come, without an event; ends when it is on disk. */
export async function checkpoint(value) {
    const link = source()?.link;
    if (link === undefined)
        throw new Error("checkpoint() works only inside a source that Prama started");
    await link.keep(value);
}
/** Asks the app to restart this source when its event loop has not answered for 30 s. */
export async function heartbeat(on = true) {
    await source()?.link.heartbeat(on);
}
function write(level, message) {
    const link = source()?.link;
    if (link === undefined)
        process.stderr.write(`${message}\n`);
    else
        link.log(level, message);
}
/** The source's log; standard error outside a source that Prama started. */
export const log = {
    debug: (message) => write("debug", message),
    info: (message) => write("info", message),
    warn: (message) => write("warn", message),
    error: (message) => write("error", message),
};
/** Aborted when the app asks the source to stop: for `fetch`, `setTimeout` and whatever else takes a signal. */
export function stopSignal() {
    const own = source();
    if (own === undefined)
        return new AbortController().signal;
    own.listens = true;
    return own.stopping.signal;
}
/** Has `handler` called when the app asks the source to stop; the program ends after it, at the latest 4 s later. */
export function onStop(handler) {
    source()?.handlers.push(handler);
}
/** Waits; false as soon as the app asks the source to stop: `do { … } while (await sleep(1000))`. */
export function sleep(ms) {
    const signal = stopSignal();
    return new Promise((resolve) => {
        if (signal.aborted)
            return resolve(false);
        const timer = setTimeout(() => {
            signal.removeEventListener("abort", stopped);
            resolve(true);
        }, ms);
        const stopped = () => {
            clearTimeout(timer);
            resolve(false);
        };
        signal.addEventListener("abort", stopped, { once: true });
    });
}
