"""Events on disk while the app is away: one file each, in order, bounded, safe between processes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import AppUnavailable, EventRejected, OutboxFull

MAX_EVENTS = 10_000


class Outbox:
    """A folder of waiting events."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, event: dict[str, Any], reason: str) -> None:
        """Keeps an event; it is on disk when this returns."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sum(1 for _ in self._files()) >= MAX_EVENTS:
                raise OutboxFull(f"{MAX_EVENTS} events wait in {self._folder}; the app is away ({reason})")
            path = self._folder / f"{time.time_ns():020d}-{os.getpid()}.json"
            fresh = path.with_suffix(".fresh")
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(event, file, ensure_ascii=False, allow_nan=False)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(path)
        except OSError as error:
            raise AppUnavailable(f"the app is away ({reason}) and the outbox cannot be written: {error}") from error

    def drain(self, send: Callable[[dict[str, Any]], object]) -> None:
        """Sends what waits, oldest first; stops where `send` raises. One process at a time."""
        if not self._folder.is_dir() or not any(self._files()):
            return
        with self._locked() as mine:
            if not mine:
                return
            for path in sorted(self._files()):
                try:
                    send(json.loads(path.read_text(encoding="utf-8")))
                except FileNotFoundError:
                    continue
                except ValueError as error:
                    print(f"prama: {path} cannot be read and was set aside: {error}", file=sys.stderr)
                    path.rename(path.with_suffix(".broken"))
                    continue
                except EventRejected as error:
                    # The app keeps it as rejected, with the reason.
                    print(f"prama: a buffered event was set aside: {error}", file=sys.stderr)
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("*.json")

    @contextmanager
    def _locked(self) -> Iterator[bool]:
        try:
            import fcntl
        except ImportError:
            yield True
            return
        with open(self._folder / ".lock", "w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
