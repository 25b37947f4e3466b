"""Send events to Prama, and write event sources for it."""

from ._api import (
    checkpoint,
    config,
    emit,
    emit_all,
    emit_batch,
    emit_event,
    flush,
    heartbeat,
    load_checkpoint,
    report_status,
    source_id,
)
from ._persevere import Trouble, persevere
from .errors import AppUnavailable, EventRejected, OutboxFull, PramaError
from .receipt import Receipt

__all__ = [
    "AppUnavailable",
    "EventRejected",
    "OutboxFull",
    "PramaError",
    "Receipt",
    "Trouble",
    "checkpoint",
    "config",
    "emit",
    "emit_all",
    "emit_batch",
    "emit_event",
    "flush",
    "heartbeat",
    "load_checkpoint",
    "persevere",
    "report_status",
    "source_id",
]
__version__ = "0.1.0"
