"""Events on disk while the app is away: one file each, in order, bounded, shared with other programs and the Node SDK."""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import AppUnavailable, EventRejected, OutboxFull
from .receipt import Receipt

#: The most that waits, by number and by size.
MAX_EVENTS = 10_000
MAX_BYTES = 64 * 1024 * 1024
# Sent in one request.
BATCH_EVENTS = 25
BATCH_BYTES = 512 * 1024
# A program that sends says so in a file; one that ended without a word holds up the others this long.
LEASE_S = 30.0

#: What became of one event of a request; another exception means that it was not taken now.
Outcome = Receipt | EventRejected | Exception
Send = Callable[[list[dict[str, Any]]], list[Outcome]]

_lock = threading.Lock()
_last = 0


def _stamp() -> int:
    """Nanoseconds since 1970, each time a later number."""
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns())
        return _last


class Outbox:
    """A folder of waiting events."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lease = folder / ".sending"

    def waiting(self) -> int:
        """How many wait."""
        return sum(1 for _ in self._files())

    def put(self, event: dict[str, Any], reason: str) -> None:
        """Keeps an event; it is on disk when this returns."""
        text = json.dumps(event, ensure_ascii=False, allow_nan=False).encode()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._room(len(text), reason)
            path = self._folder / f"{_stamp():020d}-{os.getpid()}-{secrets.token_hex(4)}.json"
            fresh = path.with_suffix(".fresh")
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
            self._sync()
        except OSError as error:
            raise AppUnavailable(f"the app is away ({reason}) and the outbox cannot be written: {error}") from error

    def drain(self, send: Send) -> None:
        """Sends what waits, oldest first; ends early when something is not taken now. One program at a time."""
        if self.waiting() == 0:
            return
        with self._leased() as mine:
            while mine and (batch := self._batch()):
                self._renew()
                outcomes = send([event for _, event in batch])
                for (path, _), outcome in zip(batch, outcomes, strict=True):
                    if isinstance(outcome, EventRejected):
                        # The app keeps it as rejected, with the reason.
                        print(f"prama: a buffered event was set aside: {outcome}", file=sys.stderr)
                    elif isinstance(outcome, Exception):
                        raise outcome
                    path.unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("*.json")

    def _room(self, size: int, reason: str) -> None:
        count = 0
        for path in self._files():
            count += 1
            try:
                size += path.stat().st_size
            except FileNotFoundError:
                continue
        if count >= MAX_EVENTS or size > MAX_BYTES:
            raise OutboxFull(f"{count} events wait in {self._folder}; the app is away ({reason})")

    def _batch(self) -> list[tuple[Path, dict[str, Any]]]:
        batch: list[tuple[Path, dict[str, Any]]] = []
        size = 0
        for path in sorted(self._files()):
            try:
                text = path.read_bytes()
                event = json.loads(text)
            except FileNotFoundError:
                continue
            except ValueError as error:
                print(f"prama: {path} cannot be read and was set aside: {error}", file=sys.stderr)
                path.rename(path.with_suffix(".broken"))
                continue
            size += len(text)
            if batch and size > BATCH_BYTES:
                break
            batch.append((path, event))
            if len(batch) == BATCH_EVENTS:
                break
        return batch

    @contextmanager
    def _leased(self) -> Iterator[bool]:
        try:
            if time.time() - self._lease.stat().st_mtime > LEASE_S:
                self._lease.unlink(missing_ok=True)
        except FileNotFoundError:
            pass
        try:
            os.close(os.open(self._lease, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            self._lease.unlink(missing_ok=True)

    def _renew(self) -> None:
        try:
            os.utime(self._lease)
        except FileNotFoundError:
            pass  # Taken over by another program: both send, and the events' keys make one of each.

    def _sync(self) -> None:
        """The name is on disk too."""
        if sys.platform == "win32":
            return
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
