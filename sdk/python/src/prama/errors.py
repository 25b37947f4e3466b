"""What can go wrong when an event is sent."""

from __future__ import annotations


class PramaError(Exception):
    """Everything this package raises."""


class EventRejected(PramaError):
    """The app looked at the event and refused it; sending it again as it is will not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        #: Stable code, e.g. "EVT-002".
        self.code = code
        #: What is wrong and how to mend it.
        self.message = message


class AppUnavailable(PramaError):
    """The app does not answer, and the event could not be kept for later either."""


class OutboxFull(AppUnavailable):
    """The app is away and the outbox has no room left."""
