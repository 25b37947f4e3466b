"""What both kinds of database give: rows in the order of their cursor, and the statements that ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from settings import Settings, quoted

#: The values of the cursor column and of the columns that tell rows with the same cursor apart.
Position = list[Any]


@dataclass(frozen=True)
class Row:
    """A row, and where it stands."""

    position: Position
    values: dict[str, Any]


class Reader(Protocol):
    """Reads one table or query."""

    #: The cursor column, then the columns that break ties.
    order: list[str]
    #: Whether these are known to tell all rows apart.
    exact: bool

    def newest(self) -> Position | None:
        """Where the last row stands; None: there is none."""

    def until_complete(self) -> None:
        """Returns when no row can come any more before the newest one of a moment ago."""

    def rows(self, after: Position | None, up_to: Position, limit: int) -> list[Row]:
        """The next rows, ascending: those after `after`, and that one too unless the order is exact."""

    def wait(self, pause_s: float) -> None:
        """Returns when there may be news."""

    def close(self) -> None:
        """Ends."""


def order_of(
    settings: Settings, key: Sequence[str], alike: Callable[[Sequence[str]], list[str]]
) -> tuple[list[str], bool]:
    """The columns that rows are ordered by, and whether these tell all rows apart; `key` is the table's primary key."""
    cursor = settings.cursor_column
    if alike(key) == alike([cursor]):
        return [cursor], True
    if settings.tie_column:
        return [cursor, settings.tie_column], True
    return [cursor, *key], bool(key)


def newest_statement(settings: Settings, order: Sequence[str]) -> str:
    """Asks for the position of the last row."""
    columns = ", ".join(map(quoted, order))
    falling = ", ".join(f"{quoted(name)} DESC" for name in order)
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in order)
    return f"SELECT {columns} FROM {settings.relation} WHERE {filled} ORDER BY {falling} LIMIT 1"


def rows_statement(
    settings: Settings,
    order: Sequence[str],
    exact: bool,
    after: Position | None,
    up_to: Position,
    limit: int,
    place: Callable[[int], str],
) -> tuple[str, list[Any]]:
    """Asks for the rows after a position; `place(n)` writes the n-th value's place."""
    values: list[Any] = []

    def compared(operator: str, position: Position) -> str:
        names = ", ".join(map(quoted, order[: len(position)]))
        places = []
        for value in position[: len(order)]:
            values.append(value)
            places.append(place(len(values)))
        return f"({names}) {operator} ({', '.join(places)})"

    wanted = [f"{quoted(name)} IS NOT NULL" for name in order]
    if after is not None:
        # Where rows may share a cursor, from the last row on: it must come alone.
        wanted.append(compared(">" if exact else ">=", after))
    wanted.append(compared("<=", up_to))
    rising = ", ".join(map(quoted, order))
    sql = f"SELECT * FROM {settings.relation} WHERE {' AND '.join(wanted)} ORDER BY {rising} LIMIT {limit}"
    return sql, values
