"""Runs a Python source for the app: `python3 -m prama.host FOLDER FILE`."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from . import _link, _runner
from ._stdio import StdioLink
from .errors import PramaError

SHIMS = Path(__file__).parent / "_shims"


def main(arguments: list[str]) -> int:
    """Connects, imports, runs; the exit code says how it ended."""
    if len(arguments) != 2:
        print("usage: python3 -m prama.host FOLDER FILE", file=sys.stderr)
        return 2
    folder, file = Path(arguments[0]), Path(arguments[1])
    stop = _runner.Stop()
    link = _link.take(on_shutdown=stop.ask)
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[LinkHandler(link)])
    logging.captureWarnings(True)
    try:
        link.initialize()
    except PramaError as error:
        print(f"The app did not take the handshake: {error}", file=sys.stderr)
        return 1
    # The source's own modules first; `backend.services.event_emitter` last, so that a real one wins.
    sys.path[:0] = [str(p) for p in dict.fromkeys([file.parent, folder])]
    sys.path.append(str(SHIMS))
    try:
        _runner.run(_runner.load(file), link, stop)
    except BaseException as error:
        if isinstance(error, SystemExit) and error.code in (None, 0):
            return 0
        link.log("error", without_host(error))
        return 1
    return 0


def without_host(error: BaseException) -> str:
    """The traceback without the host's own frames, so that it begins in the person's file."""
    frames = error.__traceback__
    here = str(Path(__file__).parent)
    while frames is not None and frames.tb_next is not None and _is_host(frames.tb_frame.f_code.co_filename, here):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames)).rstrip()


def _is_host(file: str, here: str) -> bool:
    return file.startswith((here, "<frozen ")) or f"{os.sep}asyncio{os.sep}" in file


class LinkHandler(logging.Handler):
    """Sends Python's log records to the source's log."""

    def __init__(self, link: StdioLink) -> None:
        super().__init__()
        self._link = link

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= 40 else "warn" if record.levelno >= 30 else "info"
        try:
            self._link.log("debug" if record.levelno < 20 else level, self.format(record))
        except Exception:
            self.handleError(record)


def _exit(code: int) -> Any:
    # At once, also when the source left threads behind: the app restarts it or lets it be.
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
    os._exit(code)


if __name__ == "__main__":
    # The module that runs is called __main__: use the one that sources import.
    from prama import host

    _exit(host.main(sys.argv[1:]))
