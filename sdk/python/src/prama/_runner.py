"""Finds what a source's file offers to run, runs it, and stops it in order."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from ._api import emit_event
from ._stdio import StdioLink
from .receipt import Receipt

STOP_WITHIN_S = 4.0


class Stop:
    """A request to stop that may come from any thread, also before the loop runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event: asyncio.Event | None = None

    def ask(self) -> None:
        """Asks the source to stop."""
        with self._lock:
            self._asked = True
            if self._loop is not None and self._event is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        """Returns when somebody asked."""
        with self._lock:
            self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()
            if self._asked:
                self._event.set()
        await self._event.wait()


def load(file: Path) -> ModuleType:
    """Imports the source's file."""
    name = "".join(c if c.isalnum() else "_" for c in file.stem)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def run(module: ModuleType, link: StdioLink, stop: Stop) -> None:
    """Runs what the module offers until it ends, fails, or is asked to stop."""
    asyncio.run(_run(module, link, stop))


async def _run(module: ModuleType, link: StdioLink, stop: Stop) -> None:
    loop = asyncio.get_running_loop()
    link.answer_on = loop.call_soon_threadsafe
    config = link.config
    if hasattr(signal, "SIGTERM") and sys.platform != "win32":
        loop.add_signal_handler(signal.SIGTERM, stop.ask)
    asked = asyncio.ensure_future(stop.wait())
    source = await _object(module, config)
    if source is not None:
        work = [asyncio.ensure_future(_object_work(source, config))]
    else:
        work = [asyncio.ensure_future(start(f)) for f in functions(module)]
    if not work:
        raise RuntimeError(
            f"{Path(module.__file__ or module.__name__).name} has nothing to run. It needs an async function named "
            "start_… or main, a class EventSource, or a function create_event_source(config, callback)."
        )
    everything = asyncio.ensure_future(_all(work))
    try:
        await asyncio.wait([asked, everything], return_when=asyncio.FIRST_COMPLETED)
        if everything.done():
            await everything
            # An object whose `start` only set things going works on until it is asked to stop.
            if source is not None and hasattr(source, "stop"):
                await asked
    finally:
        for task in (everything, *work, asked):
            task.cancel()
        await _within(_stop(source))
        await _within(asyncio.gather(*work, return_exceptions=True))


async def _all(work: list[asyncio.Future[None]]) -> None:
    """Waits for all; the first exception ends the waiting."""
    done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()


def functions(module: ModuleType) -> list[Callable[..., Any]]:
    """The functions `start_…` that are coroutines, and `main`, in the order of the file."""
    found = []
    for name, value in vars(module).items():
        own = inspect.isfunction(value) and value.__module__ == module.__name__
        if own and ((name.startswith("start_") and inspect.iscoroutinefunction(value)) or name == "main"):
            found.append(value)
    return found


async def start(function: Callable[..., Any]) -> None:
    """Runs a coroutine function here, an ordinary one in a thread."""
    if inspect.iscoroutinefunction(function):
        await function()
    else:
        await _in_thread(function)


async def _in_thread(function: Callable[..., Any]) -> None:
    """Like `asyncio.to_thread`, but a stop need not wait for the function's end: the loop would, at its own end."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if ended.done():
            return
        if error is None:
            ended.set_result(None)
        else:
            ended.set_exception(error)

    def work() -> None:
        error: BaseException | None = None
        try:
            function()
        except BaseException as raised:
            # A future does not take StopIteration; SystemExit(0) is an orderly end.
            error = RuntimeError(repr(raised)) if isinstance(raised, StopIteration) else raised
        try:
            loop.call_soon_threadsafe(settle, error)
        except RuntimeError:
            # The loop has ended: nobody waits any more.
            pass

    threading.Thread(target=work, name=function.__name__, daemon=True).start()
    await ended


async def callback(event: str | Mapping[str, Any], data: Mapping[str, Any] | None = None, **more: Any) -> Receipt:
    """What `create_event_source` is given: takes an event type and its data, or one event as a mapping."""
    if isinstance(event, Mapping):
        return await emit_event(**{**event, **more})
    return await emit_event(event, data=data, **more)


async def _object(module: ModuleType, config: dict[str, Any]) -> Any:
    factory = getattr(module, "create_event_source", None) or getattr(module, "EventSource", None)
    return await _call(factory, config) if callable(factory) else None


async def _object_work(source: Any, config: dict[str, Any]) -> None:
    if hasattr(source, "initialize"):
        ready = await _call(source.initialize, config)
        if ready is False:
            raise RuntimeError("initialize() said that the source cannot start (it returned False)")
    await _call(source.start, config)


async def _stop(source: Any) -> None:
    if source is not None and hasattr(source, "stop"):
        await _call(source.stop, {})


async def _within(work: Awaitable[Any]) -> None:
    try:
        await asyncio.wait_for(work, STOP_WITHIN_S)
    except (asyncio.TimeoutError, asyncio.CancelledError):
        pass


async def _call(function: Callable[..., Any], config: dict[str, Any]) -> Any:
    """Calls with `config` and `callback`, as many as the signature takes; waits if it gives something to wait for."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    takes = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    values = [callback if "call" in p.name or "emit" in p.name else config for p in takes[:2]]
    if len(values) == 2 and values[0] is values[1]:
        values[1] = callback
    result = function(*values)
    return await result if inspect.isawaitable(result) else result
