"""The functions that a program calls, over whichever link it has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from . import _link
from .errors import EventRejected
from .receipt import Receipt


_OPTIONAL = ("source", "data", "user_id", "key", "additional_data", "checkpoint")


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
    return _receipt(await asyncio.to_thread(_link.over_http().emit, [event]))


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
    return _receipt(_link.over_http().emit([event]))


async def emit_batch(events: Iterable[Mapping[str, Any]]) -> list[Receipt | EventRejected]:
    """Sends several events at once, each a mapping of `emit_event`'s arguments. One outcome each, in order: an event that
    is refused gives its EventRejected and does not hold up the others.
    """
    return await asyncio.to_thread(emit_all, events)


def emit_all(events: Iterable[Mapping[str, Any]]) -> list[Receipt | EventRejected]:
    """Like `emit_batch`, without asyncio."""
    ready = [envelope(**{**dict.fromkeys(_OPTIONAL), **event}) for event in events]
    hosted = _link.hosted()
    if hosted is None:
        return _link.over_http().emit(ready)
    # All are on the way before the first answer is awaited.
    return [_outcome(future) for future in [hosted.begin_event(event) for event in ready]]


def flush() -> int:
    """Tries to send what waits in the outbox; how many events still wait."""
    return _link.over_http().flush() if _link.hosted() is None else 0


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


def heartbeat(on: bool = True) -> None:
    """Asks the app to restart this source when its event loop has not answered for 30 s; nothing outside a hosted source."""
    hosted = _link.hosted()
    if hosted is not None:
        hosted.heartbeat(on)


def _receipt(outcomes: list[Receipt | EventRejected]) -> Receipt:
    (outcome,) = outcomes
    if isinstance(outcome, EventRejected):
        raise outcome
    return outcome


def _outcome(future: Future[Receipt]) -> Receipt | EventRejected:
    try:
        return future.result()
    except EventRejected as rejected:
        return rejected
