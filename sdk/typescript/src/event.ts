// An event as a program writes it, as it travels, and what is known of it afterwards.

/** What may be said about an event beside its type, source and data. */
export interface EventOptions {
  /** Who caused it. */
  userId?: string | undefined;
  /** The same source and key twice make one event. */
  key?: string | undefined;
  /** Anything else, kept in the event's metadata. */
  additionalData?: Record<string, unknown> | undefined;
  /** How far the source has come; kept in the event's own transaction. Only in a source that Prama started. */
  checkpoint?: unknown;
}

/** An event for `emitBatch`. */
export interface Event extends EventOptions {
  eventType: string;
  source?: string | null | undefined;
  data?: Record<string, unknown> | null | undefined;
}

/** The event is on disk: in the app, or (`buffered`) in the outbox. */
export interface Receipt {
  /** The app's id of the event; null while it is buffered. */
  readonly eventId: string | null;
  /** An event with the same source and key was there already. */
  readonly duplicate: boolean;
  /** The app is away; the event is sent when it is back. */
  readonly buffered: boolean;
}

/** The event on the wire (docs/plugin-protocol.md). */
export interface WireEvent {
  event_type: string;
  data: Record<string, unknown>;
  source?: string;
  key?: string;
  caused_by?: string;
  metadata?: { user_id?: string | null; timestamp?: string; additional_data?: Record<string, unknown> };
  checkpoint?: unknown;
}

/** The event as it travels. */
export function toWire(event: Event): WireEvent {
  const { eventType, source, data, userId, key, additionalData, checkpoint } = event;
  const wire: WireEvent = { event_type: eventType, data: data ?? {} };
  if (source != null) wire.source = source;
  if (key != null) wire.key = key;
  if (userId != null || additionalData != null) {
    wire.metadata = { user_id: userId ?? null, additional_data: additionalData ?? {} };
  }
  if (checkpoint !== undefined) wire.checkpoint = checkpoint;
  return wire;
}
