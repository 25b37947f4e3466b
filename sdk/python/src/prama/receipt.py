"""What is known of an event that was sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """The event is on disk: in the app, or (`buffered`) in the outbox."""

    #: The app's id of the event; None while it is buffered.
    event_id: str | None
    #: An event with the same source and key was there already.
    duplicate: bool = False
    #: The app is away; the next `emit` that finds it sends this one first.
    buffered: bool = False
