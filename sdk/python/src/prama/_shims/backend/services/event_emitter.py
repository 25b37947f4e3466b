"""`from backend.services.event_emitter import emit_event`, as the quick start has it."""

from prama import emit, emit_event

__all__ = ["emit", "emit_event"]
