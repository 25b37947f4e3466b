"""The way to the app: the pipe of a hosted source, else HTTP."""

from __future__ import annotations

import threading

from ._http import HttpLink
from ._stdio import StdioLink

_hosted: StdioLink | None = None
_http: HttpLink | None = None
_lock = threading.Lock()


def hosted() -> StdioLink | None:
    """The pipe, if Prama started this program."""
    return _hosted


def use(link: StdioLink | None) -> None:
    """Sets the pipe; called by the host."""
    global _hosted
    _hosted = link


def over_http() -> HttpLink:
    """The HTTP link, made at first use."""
    global _http
    with _lock:
        if _http is None:
            _http = HttpLink()
        return _http
