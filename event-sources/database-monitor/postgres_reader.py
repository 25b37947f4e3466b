"""Rows of a PostgreSQL table or query, complete and in order also while many write at once."""

from __future__ import annotations

import base64
import json
import math
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from postgres import Address, Column, ProtocolError, ServerError, Session
from postgres import Row as Values
from rows import Position, Row, newest_statement, order_of, rows_statement
from settings import Settings, quoted

from prama import Trouble, report_status

WRONG_PASSWORD_PAUSE_S = 15 * 60
WRONG_SETTING_PAUSE_S = 60
SLOW_WRITER_S = 30

# Who writes holds this lock on the table from before it takes a number until its rows can be seen.
WRITERS = """
SELECT DISTINCT virtualtransaction FROM pg_catalog.pg_locks
WHERE locktype = 'relation' AND granted AND pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
  AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
"""
ON_THIS_TABLE = """
  AND (relation = $1::regclass OR relation IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::regclass)))
"""
ON_ANY_TABLE = "  AND relation >= 16384"
PRIMARY_KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY a.attnum
"""
IS_TABLE = "SELECT relkind IN ('r', 'p') FROM pg_catalog.pg_class WHERE oid = $1::regclass"


class PostgresReader:
    """Reads one table or query over one connection."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        with self._clear_errors():
            self._session = Session(self._address())
            try:
                if settings.channel:
                    self._session.query(f"LISTEN {quoted(settings.channel)}")
                self.order, self.exact = order_of(settings, self._primary_key(), list)
                self._writers_sql, self._writers_of = self._writers_statement()
            except BaseException:
                self._session.close()
                raise

    def newest(self) -> Position | None:
        with self._clear_errors():
            _, found = self._session.query(newest_statement(self._settings, self.order))
        return list(found[0]) if found else None

    def until_complete(self) -> None:
        """Waits for those who write now: a number smaller than the newest one may still be on its way from them."""
        with self._clear_errors():
            writers, began_at, said = self._writers(), time.monotonic(), False
            while writers:
                time.sleep(0.05)
                writers &= self._writers()
                if not said and time.monotonic() - began_at > SLOW_WRITER_S:
                    said = True
                    report_status("Waits for a transaction that writes for long: its rows may come first.")
        if said:
            report_status(None)

    def rows(self, after: Position | None, up_to: Position, limit: int) -> list[Row]:
        sql, values = rows_statement(self._settings, self.order, self.exact, after, up_to, limit, lambda n: f"${n}")
        with self._clear_errors():
            columns, found = self._session.query(sql, values)
        names = [column.name for column in columns]
        at = [names.index(name) for name in self.order]
        return [Row([raw[i] for i in at], as_object(columns, raw)) for raw in found]

    def wait(self, pause_s: float) -> None:
        with self._clear_errors():
            self._session.wait(pause_s)

    def close(self) -> None:
        self._session.close()

    def _writers(self) -> set[str | None]:
        return {row[0] for row in self._session.query(self._writers_sql, self._writers_of)[1]}

    def _writers_statement(self) -> tuple[str, Sequence[str]]:
        if self._settings.table and self._session.query(IS_TABLE, [self._settings.relation])[1] == [["t"]]:
            return WRITERS + ON_THIS_TABLE, [self._settings.relation]
        # Behind a query or a view may be any table.
        return WRITERS + ON_ANY_TABLE, []

    def _primary_key(self) -> list[str]:
        if not self._settings.table:
            return []
        return [row[0] for row in self._session.query(PRIMARY_KEY, [self._settings.relation])[1] if row[0]]

    def _address(self) -> Address:
        s = self._settings
        tls = None
        if s.security == "tls":
            try:
                tls = ssl.create_default_context(cafile=s.ca_file or None)
            except (OSError, ssl.SSLError) as error:
                fix = 'Correct "ca_file": a PEM file with the certificate of the authority.'
                raise Trouble(
                    f"The certificate file {s.ca_file} cannot be used: {error}.", fix, WRONG_SETTING_PAUSE_S
                ) from error
        return Address(s.host, s.port, s.database, s.user, s.password, tls)

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        host, port = self._settings.host, self._settings.port
        try:
            yield
        except ServerError as error:
            raise self._refused(error) from error
        except ssl.SSLCertVerificationError as error:
            raise Trouble(
                f"The certificate of {host} is not trusted: {error.verify_message}.",
                'Check that "host" is the name on the certificate. For a server with a certificate of its own, '
                'give the file of its authority as "ca_file".',
                WRONG_SETTING_PAUSE_S,
            ) from error
        except socket.gaierror as error:
            raise Trouble(f"The server {host} cannot be found.", "Check its name and the network.") from error
        except (ConnectionRefusedError, FileNotFoundError) as error:
            raise Trouble(
                f"Nothing answers on port {port} of {host}.", "Check the port, and whether the server runs."
            ) from error
        except TimeoutError as error:
            raise Trouble(f"{host} does not answer.", "Check the network, the server's name and the port.") from error
        except (ProtocolError, struct.error, ValueError, KeyError) as error:
            fix = 'Set "security" to "tls", or check that a PostgreSQL server is at this port.'
            raise Trouble(f"{host} cannot be talked to: {error}.", fix, WRONG_SETTING_PAUSE_S) from error
        except OSError as error:
            raise Trouble(f"The connection to {host} was lost: {error}.", "It is opened again by itself.") from error

    def _refused(self, error: ServerError) -> Trouble:
        s = self._settings
        code, said = error.code, str(error)
        if code.startswith("28"):
            fix = "Correct user name and password in the configuration, or allow this computer in pg_hba.conf."
            return Trouble(f"{s.host} lets {s.user} not in: {said}.", fix, WRONG_PASSWORD_PAUSE_S)
        if code == "3D000":
            return Trouble(
                f"There is no database {s.database} on {s.host}.", 'Correct "database".', WRONG_SETTING_PAUSE_S
            )
        if code == "42501":
            return Trouble(
                f"{s.user} may not read this: {said}.", "GRANT SELECT on it to this user.", WRONG_SETTING_PAUSE_S
            )
        if code == "25006":
            return Trouble('"query" does something other than reading.', "Use one SELECT.", WRONG_SETTING_PAUSE_S)
        if code == "08P01" and "TLS" in said:
            fix = 'Switch TLS on in the server, or set "security" to "none" if the network between is your own.'
            return Trouble(f"{s.host} offers no TLS.", fix, WRONG_SETTING_PAUSE_S)
        if code.startswith(("42", "22", "0A")):
            return Trouble(
                f"The rows cannot be read: {said}.", "Correct table, query or columns.", WRONG_SETTING_PAUSE_S
            )
        return Trouble(f"{s.host} says: {said}.", "It is tried again by itself.")


def number(text: str) -> int | float | str:
    """A number; NaN and the infinite ones, which JSON does not have, stay text."""
    try:
        return int(text)
    except ValueError:
        value = float(text)
        return value if math.isfinite(value) else text


def moment(text: str) -> str:
    """A time in the form of RFC 3339; times with a zone come in UTC."""
    if "BC" in text or "infinity" in text:
        return text
    return text.replace(" ", "T", 1).replace("+00", "Z")


CONVERTED: dict[int, Callable[[str], Any]] = {
    16: lambda text: text == "t",
    17: lambda text: base64.b64encode(bytes.fromhex(text.removeprefix("\\x"))).decode(),
    114: json.loads,
    1114: moment,
    1184: moment,
    3802: json.loads,
    **dict.fromkeys((20, 21, 23, 26, 700, 701, 1700), number),
}


def as_object(columns: Sequence[Column], raw: Values) -> dict[str, Any]:
    """A row as JSON has it."""
    return {
        column.name: CONVERTED.get(column.type_oid, str)(text) if text is not None else None
        for column, text in zip(columns, raw, strict=True)
    }
