"""Rows of an SQLite file, opened for reading only and only for the moment of asking."""

from __future__ import annotations

import base64
import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rows import Position, Row, newest_statement, order_of, rows_statement
from settings import Settings, quoted

from prama import Trouble

BUSY_S = 10
WRONG_SETTING_PAUSE_S = 60
# Reading is all that a statement may do, whatever the query says: no ATTACH, no PRAGMA, no writing.
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


class SqliteReader:
    """Reads one table or query of a file. It is opened anew each time: the file may be replaced by another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        key = self._primary_key()
        self.order, self.exact = order_of(settings, key, lower)

    def newest(self) -> Position | None:
        _, found = self._ask(newest_statement(self._settings, self.order))
        if found and any(isinstance(value, bytes) for value in found[0]):
            columns = " and ".join(self.order)
            raise Trouble(
                f"{columns} must hold numbers or texts, not bytes.", "Choose other columns.", WRONG_SETTING_PAUSE_S
            )
        return list(found[0]) if found else None

    def until_complete(self) -> None:
        """One writes at a time, so rows come in the order of their numbers."""

    def rows(self, after: Position | None, up_to: Position, limit: int) -> list[Row]:
        sql, values = rows_statement(self._settings, self.order, self.exact, after, up_to, limit, lambda _: "?")
        names, found = self._ask(sql, values)
        at = [names.index(name) if name in names else lower(names).index(name.lower()) for name in self.order]
        return [
            Row([raw[i] for i in at], {name: as_json(v) for name, v in zip(names, raw, strict=True)}) for raw in found
        ]

    def wait(self, pause_s: float) -> None:
        time.sleep(pause_s)

    def close(self) -> None:
        pass

    def _primary_key(self) -> list[str]:
        if not self._settings.table:
            return []
        with self._open() as connection:
            listed = connection.execute(f"PRAGMA table_info({quoted(self._settings.table)})").fetchall()
        return [name for _, name, _, _, _, is_key in listed if is_key]

    def _ask(self, sql: str, values: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        with self._open() as connection:
            connection.set_authorizer(
                lambda action, *_: sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY
            )
            asked = connection.execute(sql, values)
            return [column[0] for column in asked.description], asked.fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = Path(self._settings.path)
        if not path.is_absolute():
            raise Trouble(f'"path" is not a full path: {path}.', "Choose the file.", WRONG_SETTING_PAUSE_S)
        if not path.is_file():
            raise Trouble(f"There is no database file {path}.", "Check the path, and whether its drive is there.")
        try:
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
        except sqlite3.Error as error:
            raise Trouble(
                f"{path} cannot be opened: {error}.", "Check the permissions of the file and its folder."
            ) from error
        try:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            yield connection
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise trouble(path, error) from error
        finally:
            connection.close()


def trouble(path: Path, error: Exception) -> Trouble:
    """What SQLite said, with its fix."""
    said = str(error)
    if "locked" in said or "busy" in said:
        return Trouble(f"Another program keeps {path} locked.", "It is tried again by itself.")
    if "not a database" in said:
        return Trouble(
            f"{path} is not an SQLite database, or it is encrypted.", "Choose another file.", WRONG_SETTING_PAUSE_S
        )
    if "unable to open" in said:
        return Trouble(f"{path} cannot be read: {said}.", "Check the permissions of the file and its folder.")
    if "not authorized" in said or "prohibited" in said:
        return Trouble('"query" does something other than reading.', "Use one SELECT.", WRONG_SETTING_PAUSE_S)
    return Trouble(
        f"The rows of {path.name} cannot be read: {said}.", "Correct table, query or columns.", WRONG_SETTING_PAUSE_S
    )


def as_json(value: Any) -> Any:
    """A value as JSON has it: bytes as Base64, numbers that are none as text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def lower(names: Sequence[str]) -> list[str]:
    """Names as SQLite compares them."""
    return [name.lower() for name in names]
