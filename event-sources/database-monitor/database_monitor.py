"""Watches a table or query: one event for each row that is added."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import closing
from typing import Any

from postgres_reader import PostgresReader
from rows import Position, Reader, Row
from settings import Settings
from sqlite_reader import SqliteReader

from prama import EventRejected, Trouble, checkpoint, config, emit_event, load_checkpoint, persevere

# A line of the protocol may have 256 KiB.
MOST_EVENT_BYTES = 200 * 1024
TIE_PAUSE_S = 60

log = logging.getLogger(__name__)


def main() -> None:
    """Watches until it is stopped."""
    persevere(lambda well: watch(Settings.read(config()), well))


def watch(settings: Settings, well: Callable[[], None]) -> None:
    """One session with the database, until it breaks."""
    reader: Reader = SqliteReader(settings) if settings.kind == "sqlite" else PostgresReader(settings)
    with closing(reader):
        at = resume(settings, reader)
        log.info("Watching %s by %s.", settings.table or "a query", ", ".join(reader.order))
        while True:
            at = catch_up(settings, reader, at)
            well()
            reader.wait(settings.poll_interval_s)


def resume(settings: Settings, reader: Reader) -> Position | None:
    """Where the last run ended; at the first start, where the configuration says."""
    kept = load_checkpoint()
    if isinstance(kept, dict) and kept.get("of") == settings.mark:
        position: Position | None = kept["at"]
        return position
    at = None if settings.start == "beginning" else reader.newest()
    checkpoint({"of": settings.mark, "at": at})
    return at


def catch_up(settings: Settings, reader: Reader, at: Position | None) -> Position | None:
    """Sends all rows after `at` that are complete; gives where it came to."""
    newest = reader.newest()
    if newest is None or (newest == at and reader.exact):
        return at
    reader.until_complete()
    while True:
        # One more than is sent: whether a row stands alone is seen by the next one.
        found = reader.rows(at, newest, settings.batch_size + 2)
        rows = checked(reader, found, at)
        if not rows:
            return at
        batch = rows[: settings.batch_size]
        asyncio.run(send(settings, batch))
        at = batch[-1].position


def checked(reader: Reader, rows: list[Row], at: Position | None) -> list[Row]:
    """The new rows among these; a cursor that two rows share and nothing tells apart would lose one, so it is said."""
    for one, other in zip(rows, rows[1:], strict=False):
        if one.position == other.position:
            raise Trouble(
                f"Two rows have the same {' and '.join(reader.order)}: {json.dumps(one.position, default=str)}.",
                'Set "tie_column" to a column that tells them apart, such as the primary key.',
                TIE_PAUSE_S,
            )
    return [row for row in rows if row.position != at]


async def send(settings: Settings, rows: list[Row]) -> None:
    """Sends the rows together, and the last one with the checkpoint when the others are on disk."""
    *others, last = rows
    for outcome in await asyncio.gather(*(send_row(settings, row, None) for row in others), return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
    await send_row(settings, last, {"of": settings.mark, "at": last.position})


async def send_row(settings: Settings, row: Row, progress: dict[str, Any] | None) -> None:
    """Sends one row; if the app refuses it, it is kept there as rejected, and the next one's turn comes."""
    values, left_out = fitting(row.values)
    data = {"table": settings.table or "query", "cursor": values.get(settings.cursor_column), "row": values}
    if left_out:
        data["left_out"] = left_out
    try:
        await emit_event("row_added", data=data, key=f"{settings.mark}/{short(row.position)}", checkpoint=progress)
    except EventRejected as error:
        if error.code == "EVT-006":
            # Sent before a crash and changed since: it was added once.
            log.info("The row at %s was sent already.", short(row.position))
        else:
            log.warning("The row at %s was refused: %s", short(row.position), error)


def short(position: Position) -> str:
    """A position as part of a key."""
    text = "/".join(map(str, position))
    # The hash tells apart what the plain form would not: 1 and "1", or a slash in a value.
    return f"{text[:80]}#{hashlib.sha256(json.dumps(position, default=repr).encode()).hexdigest()[:12]}"


def fitting(values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The row within the size of an event: the largest values are left out; gives their names too."""
    row, left_out = dict(values), []
    sizes = {name: len(json.dumps(value, ensure_ascii=False).encode()) for name, value in row.items()}
    total = sum(sizes.values()) + sum(len(name.encode()) + 8 for name in sizes)
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        if total <= MOST_EVENT_BYTES:
            break
        row[name] = None
        left_out.append(name)
        total -= sizes[name]
    return row, left_out
