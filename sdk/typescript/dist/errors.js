// What can go wrong when an event is sent.
/** Everything this package throws. */
export class PramaError extends Error {
    name = "PramaError";
}
/** The app looked at the event and refused it; sending it again as it is will not help. */
export class EventRejected extends PramaError {
    name = "EventRejected";
    /** Stable code, e.g. "EVT-002". */
    code;
    /** What is wrong and how to mend it. */
    reason;
    constructor(code, reason) {
        super(`${reason} [${code}]`);
        this.code = code;
        this.reason = reason;
    }
}
/** The app does not answer, and the event could not be kept for later either. */
export class AppUnavailable extends PramaError {
    name = "AppUnavailable";
}
/** The app is away and the outbox has no room left. */
export class OutboxFull extends AppUnavailable {
    name = "OutboxFull";
}
