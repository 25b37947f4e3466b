"""HTTP to the app, found through its endpoint file; what cannot be sent now waits in the outbox."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from ._outbox import Outbox
from .errors import EventRejected
from .receipt import Receipt

TIMEOUT_S = 30


def data_dir() -> Path:
    """The app's data folder."""
    named = os.environ.get("PRAMA_DATA")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "prama"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "prama"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "prama"


class Away(Exception):
    """The app does not take events now."""


class HttpLink:
    """Posts events to the app; keeps them in the outbox while it is away."""

    def __init__(self, data: Path | None = None) -> None:
        self._data = data or data_dir()
        self._outbox = Outbox(self._data / "outbox")
        # Never through a proxy: the app listens on loopback only.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def emit(self, event: dict[str, Any]) -> Receipt:
        """Sends one event, after those that wait; or keeps it."""
        event = {name: value for name, value in event.items() if name != "checkpoint"}
        # A key of our own makes sending it again harmless; the time is when it happened, not when it arrived.
        event.setdefault("key", str(uuid.uuid4()))
        metadata = event.setdefault("metadata", {})
        metadata.setdefault("timestamp", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        try:
            self._outbox.drain(self._post)
            return self._post(event)
        except Away as away:
            self._outbox.put(event, str(away))
            return Receipt(None, buffered=True)

    def _post(self, event: dict[str, Any]) -> Receipt:
        try:
            endpoint = json.loads((self._data / "endpoint.json").read_text(encoding="utf-8"))
            url, token = endpoint["url"].rstrip("/"), endpoint["token"]
        except (OSError, ValueError, KeyError) as error:
            raise Away(f"no endpoint file: {error}") from error
        body = json.dumps(event, ensure_ascii=False, allow_nan=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"{url}/api/events/process", data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                answer = json.loads(response.read())
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from None
        except (OSError, ValueError) as error:
            raise Away(str(error)) from error
        return Receipt(answer.get("event_id"), bool(answer.get("duplicate")))

    @staticmethod
    def _refusal(error: urllib.error.HTTPError) -> Exception:
        try:
            problem = json.loads(error.read())
        except (OSError, ValueError):
            problem = {}
        # 401: the app was restarted and the endpoint file is older than it; 5xx and 429: busy or full.
        if error.code in (401, 408, 421, 429) or error.code >= 500:
            return Away(problem.get("title") or f"HTTP {error.code}")
        text = " ".join(problem[part] for part in ("title", "detail") if problem.get(part))
        return EventRejected(problem.get("code") or f"HTTP-{error.code}", text or error.reason)
