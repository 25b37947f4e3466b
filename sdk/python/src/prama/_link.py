"""The way to the app: the pipe of a hosted source, else HTTP."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from ._http import HttpLink
from ._stdio import StdioLink

PROTOCOL = "PRAMA_PROTOCOL"

_hosted: StdioLink | None = None
_http: HttpLink | None = None
_lock = threading.Lock()


def hosted() -> StdioLink | None:
    """The pipe, if Prama started this program."""
    if _hosted is None and PROTOCOL in os.environ:
        # Started by a command of its own, without our host: nobody else stops it in order.
        with _lock:
            if _hosted is None and PROTOCOL in os.environ:
                take(lambda: os.kill(os.getpid(), signal.SIGTERM)).initialize()
    return _hosted


def take(on_shutdown: Callable[[], None]) -> StdioLink:
    """Standard input and output become the link; whatever else reads finds nothing, whatever prints goes to the log."""
    global _hosted
    # Programs that this one starts have no pipe of their own to the app.
    os.environ.pop(PROTOCOL, None)
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)
    _hosted = StdioLink(incoming, outgoing, on_shutdown)
    return _hosted


def over_http() -> HttpLink:
    """The HTTP link, made at first use."""
    global _http
    with _lock:
        if _http is None:
            _http = HttpLink()
        return _http
