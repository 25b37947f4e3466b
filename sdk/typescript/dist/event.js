// An event as a program writes it, as it travels, and what is known of it afterwards.
/** The event as it travels. */
export function toWire(event) {
    const { eventType, source, data, userId, key, additionalData, checkpoint } = event;
    const wire = { event_type: eventType, data: data ?? {} };
    if (source != null)
        wire.source = source;
    if (key != null)
        wire.key = key;
    if (userId != null || additionalData != null) {
        wire.metadata = { user_id: userId ?? null, additional_data: additionalData ?? {} };
    }
    if (checkpoint !== undefined)
        wire.checkpoint = checkpoint;
    return wire;
}
