"""The pipe to the app: one JSON value a line, an answer for each request (docs/plugin-protocol.md)."""

from __future__ import annotations

import itertools
import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, BinaryIO

from .errors import AppUnavailable, EventRejected, PramaError
from .receipt import Receipt

PROTOCOL_VERSION = "1.0"
MAX_LINE_BYTES = 256 * 1024


class StdioLink:
    """Writes requests to one stream and matches the answers that come on the other."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO, on_shutdown: Callable[[], None]) -> None:
        self.source: str | None = None
        self.config: dict[str, Any] = {}
        self.checkpoint: Any = None
        self._incoming = incoming
        self._outgoing = outgoing
        self._on_shutdown = on_shutdown
        self._ids = itertools.count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        # Apart from `_lock`: a write may wait for the app, and the app for an answer to be read.
        self._writing = threading.Lock()
        self._closed = False
        #: Where a ping is answered: on the reader's thread, or (set by the host) on the event loop, if that still turns.
        self.answer_on: Callable[[Callable[[], None]], object] = lambda answer: answer()
        # A thread, because not every event loop can read a pipe.
        threading.Thread(target=self._read, name="prama-link", daemon=True).start()

    def initialize(self) -> None:
        """The handshake: fetches id, configuration and checkpoint."""
        answer = self._begin({}).result()
        self.source = answer.get("source")
        self.config = answer.get("config") or {}
        self.checkpoint = answer.get("checkpoint")

    def heartbeat(self, on: bool) -> None:
        """Asks the app to restart this program when it stops answering, or no longer to."""
        self._begin({"heartbeat": on}).result()

    def begin_event(self, event: dict[str, Any]) -> Future[Receipt]:
        """Sends an event; the future ends when it is on disk or refused."""
        receipt: Future[Receipt] = Future()

        def answered(done: Future[Any]) -> None:
            if receipt.cancelled():
                return
            error = done.exception()
            if error is not None:
                receipt.set_exception(error)
                return
            answer = done.result()
            if answer.get("status") == "rejected":
                receipt.set_exception(EventRejected(answer.get("code", ""), answer.get("message", "")))
                return
            if "checkpoint" in event:
                self.checkpoint = event["checkpoint"]
            receipt.set_result(Receipt(answer.get("event_id"), bool(answer.get("duplicate"))))

        self._request("event", event).add_done_callback(answered)
        return receipt

    def keep(self, value: Any) -> None:
        """Keeps a checkpoint; returns when it is on disk."""
        self._request("checkpoint", {"value": value}).result()
        self.checkpoint = value

    def log(self, level: str, message: str) -> None:
        """Adds a line to the source's log."""
        self._write({"jsonrpc": "2.0", "method": "log", "params": {"level": level, "message": message}})

    def _begin(self, params: dict[str, Any]) -> Future[Any]:
        return self._request("initialize", {"protocolVersion": PROTOCOL_VERSION, **params})

    def status(self, detail: str | None) -> None:
        """Says what keeps the source from its work; None: nothing does."""
        self._write({"jsonrpc": "2.0", "method": "status", "params": {"detail": detail}})

    def _request(self, method: str, params: dict[str, Any]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(AppUnavailable("the app closed the pipe"))
                return future
            number = next(self._ids)
            self._waiting[number] = future
        try:
            self._write({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        except (OSError, ValueError, TypeError, EventRejected) as error:
            with self._lock:
                self._waiting.pop(number, None)
            failure = AppUnavailable(f"the app closed the pipe: {error}") if isinstance(error, OSError) else error
            if not future.done():
                future.set_exception(failure)
        return future

    def _write(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        if len(line) - 1 > MAX_LINE_BYTES:
            text = f"The message has {len(line) - 1} bytes; {MAX_LINE_BYTES} are allowed. Send a path or an id instead."
            raise EventRejected("EVT-005", text)
        with self._writing:
            self._outgoing.write(line)
            self._outgoing.flush()

    def _read(self) -> None:
        try:
            for line in self._incoming:
                try:
                    message = json.loads(line)
                except ValueError:
                    continue
                if isinstance(message, dict):
                    self._receive(message)
        except (OSError, ValueError):
            pass
        with self._lock:
            self._closed = True
            waiting, self._waiting = list(self._waiting.values()), {}
        for future in waiting:
            if not future.done():
                future.set_exception(AppUnavailable("the app closed the pipe"))
        self._on_shutdown()

    def _answer(self, number: Any) -> None:
        def answer() -> None:
            try:
                self._write({"jsonrpc": "2.0", "id": number, "result": {}})
            except OSError:
                pass

        try:
            self.answer_on(answer)
        except RuntimeError:
            answer()  # The loop is closed: the source is ending.

    def _receive(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "shutdown":
            self._on_shutdown()
        elif method is not None:
            if "id" in message:
                self._answer(message["id"])
        else:
            number = message.get("id")
            with self._lock:
                future = self._waiting.pop(number, None) if isinstance(number, int) else None
            if future is None:
                if "error" in message:
                    print(f"prama: {message['error'].get('message')}", file=sys.stderr)
            elif not future.set_running_or_notify_cancel():
                return
            elif "error" in message:
                future.set_exception(PramaError(message["error"].get("message", "the app did not understand")))
            else:
                future.set_result(message.get("result") or {})
