"""HTTP to the app, found through its endpoint file; what cannot be sent now waits in the outbox."""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ._outbox import Outbox, Outcome
from .errors import EventRejected
from .receipt import Receipt

TIMEOUT_S = 30
# Pauses before sending again what waits.
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
# In one request; the app takes 1,000 events and 1 MiB.
BATCH_EVENTS = 500
BATCH_BYTES = 768 * 1024


def data_dir() -> Path:
    """The app's data folder."""
    named = os.environ.get("PRAMA_DATA")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "prama"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "prama"
    home = Path(os.environ.get("XDG_DATA_HOME") or "")
    return (home if home.is_absolute() else Path.home() / ".local" / "share") / "prama"


class Away(Exception):
    """The app does not take events now."""


class HttpLink:
    """Posts events to the app; keeps them in the outbox while it is away."""

    def __init__(self, data: Path | None = None) -> None:
        self._data = data or data_dir()
        self._outbox = Outbox(self._data / "outbox")
        # Never through a proxy: the app listens on loopback only.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._draining = threading.Lock()
        self._again: threading.Timer | None = None
        self._pause_s = FIRST_PAUSE_S

    def emit(self, events: list[dict[str, Any]]) -> list[Receipt | EventRejected]:
        """Sends events, after those that wait; or keeps them. One outcome each, in order."""
        return [outcome for batch in _batches([_prepared(e) for e in events]) for outcome in self._emit(batch)]

    def flush(self) -> int:
        """Tries to send what waits; how many still do."""
        try:
            self._drain()
        except Away:
            self._later()
        return self._outbox.waiting()

    def _emit(self, events: list[dict[str, Any]]) -> list[Receipt | EventRejected]:
        sent: list[Outcome]
        try:
            self._drain()
            sent = self._post(events)
        except Away as away:
            sent = [away] * len(events)
        outcomes: list[Receipt | EventRejected] = []
        for event, outcome in zip(events, sent, strict=True):
            if isinstance(outcome, (Receipt, EventRejected)):
                outcomes.append(outcome)
                continue
            self._outbox.put(event, str(outcome))
            self._later()
            outcomes.append(Receipt(None, buffered=True))
        return outcomes

    def _drain(self) -> None:
        with self._draining:
            self._outbox.drain(self._post)

    def _later(self) -> None:
        """Sends what waits after a pause, longer each time; does not keep the program alive for it."""
        if self._again is not None:
            return
        self._again = threading.Timer(self._pause_s * random.uniform(0.8, 1.2), self._retry)
        self._again.daemon = True
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        self._again.start()

    def _retry(self) -> None:
        self._again = None
        try:
            if self.flush() == 0:
                self._pause_s = FIRST_PAUSE_S
            else:
                self._later()
        except OSError as error:
            print(f"prama: the outbox cannot be sent: {error}", file=sys.stderr)

    def _post(self, events: list[dict[str, Any]]) -> list[Outcome]:
        try:
            endpoint = json.loads((self._data / "endpoint.json").read_text(encoding="utf-8"))
            url, token = endpoint["url"].rstrip("/"), endpoint["token"]
        except (OSError, ValueError, KeyError) as error:
            raise Away(f"no endpoint file: {error}") from error
        body = json.dumps({"events": events}, ensure_ascii=False, allow_nan=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"{url}/api/events/process", data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                results = json.loads(response.read())["results"]
        except urllib.error.HTTPError as error:
            refused = _refusal({"status": error.code, **_body(error)})
            if isinstance(refused, Away):
                raise refused from None
            return [refused] * len(events)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Away(str(error)) from error
        return [_outcome(result) for result in results]


def _prepared(event: dict[str, Any]) -> dict[str, Any]:
    """A key of our own makes sending it again harmless; the time is when it happened, not when it arrived."""
    event = {name: value for name, value in event.items() if name != "checkpoint"}
    event.setdefault("key", str(uuid.uuid4()))
    # The step of a run that started this program: the event is its doing.
    cause = os.environ.get("PRAMA_CAUSED_BY")
    if cause:
        event["caused_by"] = cause
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    event["metadata"] = {"timestamp": now, **event.get("metadata", {})}
    return event


def _batches(events: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    total = 0
    for event in events:
        size = len(json.dumps(event, ensure_ascii=False, allow_nan=False).encode())
        if batch and (len(batch) == BATCH_EVENTS or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(event)
        total += size
    if batch:
        yield batch


def _outcome(result: dict[str, Any]) -> Outcome:
    if result.get("success") is True:
        return Receipt(result.get("event_id"), bool(result.get("duplicate")))
    return _refusal(result)


def _refusal(problem: dict[str, Any]) -> EventRejected | Away:
    status = int(problem.get("status") or 500)
    # 401: the app was restarted and the endpoint file is older than it; 5xx and 429: busy or full.
    if status in (401, 408, 421, 429) or status >= 500:
        return Away(problem.get("title") or f"HTTP {status}")
    text = " ".join(problem[part] for part in ("title", "detail") if problem.get(part))
    return EventRejected(problem.get("code") or f"HTTP-{status}", text or f"HTTP {status}")


def _body(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        problem = json.loads(error.read())
    except (OSError, ValueError):
        return {}
    return problem if isinstance(problem, dict) else {}
