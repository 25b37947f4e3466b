"""The functions that a program calls, over whichever link it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from . import _link
from .receipt import Receipt


def envelope(
    event_type: str,
    source: str | None,
    data: Mapping[str, Any] | None,
    user_id: str | None,
    key: str | None,
    additional_data: Mapping[str, Any] | None,
    checkpoint: Any,
) -> dict[str, Any]:
    """The event as it travels."""
    event: dict[str, Any] = {"event_type": event_type, "data": dict(data or {})}
    if source is not None:
        event["source"] = source
    if key is not None:
        event["key"] = key
    if user_id is not None or additional_data is not None:
        event["metadata"] = {"user_id": user_id, "additional_data": dict(additional_data or {})}
    if checkpoint is not None:
        event["checkpoint"] = checkpoint
    return event


async def emit_event(
    event_type: str,
    source: str | None = None,
    data: Mapping[str, Any] | None = None,
    user_id: str | None = None,
    key: str | None = None,
    *,
    additional_data: Mapping[str, Any] | None = None,
    checkpoint: Any = None,
) -> Receipt:
    """Sends an event and waits until it is on disk. Raises EventRejected when the app refuses it.

    The same `source` and `key` twice make one event. `checkpoint` is kept in the event's own transaction (hosted only).
    """
    event = envelope(event_type, source, data, user_id, key, additional_data, checkpoint)
    hosted = _link.hosted()
    if hosted is not None:
        return await asyncio.wrap_future(hosted.begin_event(event))
    return await asyncio.to_thread(_link.over_http().emit, event)


def emit(
    event_type: str,
    source: str | None = None,
    data: Mapping[str, Any] | None = None,
    user_id: str | None = None,
    key: str | None = None,
    *,
    additional_data: Mapping[str, Any] | None = None,
    checkpoint: Any = None,
) -> Receipt:
    """Like `emit_event`, without asyncio: returns when the event is on disk."""
    event = envelope(event_type, source, data, user_id, key, additional_data, checkpoint)
    hosted = _link.hosted()
    if hosted is not None:
        return hosted.begin_event(event).result()
    return _link.over_http().emit(event)


def config() -> dict[str, Any]:
    """The source's configuration, with the defaults of its `configSchema`; empty outside a hosted source."""
    hosted = _link.hosted()
    return dict(hosted.config) if hosted else {}


def source_id() -> str | None:
    """The id of the hosted source."""
    hosted = _link.hosted()
    return hosted.source if hosted else None


def load_checkpoint() -> Any:
    """What the source kept last; None at first."""
    hosted = _link.hosted()
    return hosted.checkpoint if hosted else None


def report_status(detail: str | None) -> None:
    """Shows beside the source's state what keeps it from its work, and how to mend it; None: nothing does any more."""
    hosted = _link.hosted()
    if hosted is not None:
        hosted.status(detail)


def checkpoint(value: Any) -> None:
    """Keeps how far the source has come, without an event; returns when it is on disk."""
    hosted = _link.hosted()
    if hosted is None:
        raise RuntimeError("checkpoint() works only inside a source that Prama started")
    hosted.keep(value)
