"""Rows of SQLite files, statements, and the sign-in of PostgreSQL by its published example."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[3] / "sdk" / "python" / "src")]

from database_monitor import MOST_EVENT_BYTES, checked, fitting, short
from postgres import Column, ProtocolError, Scram
from postgres_reader import as_object
from settings import Settings
from sqlite_reader import SqliteReader

from prama import Trouble


class SqliteTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "a b?#%.db"
        self.db = sqlite3.connect(self.path)
        self.addCleanup(self.db.close)

    def run_sql(self, script: str) -> None:
        self.db.executescript(script)
        self.db.commit()

    def reader(self, **config: Any) -> SqliteReader:
        return SqliteReader(Settings.read({"kind": "sqlite", "path": str(self.path), "cursor_column": "id", **config}))

    def read(self, reader: SqliteReader, after: Any = None) -> list[Any]:
        newest = reader.newest()
        assert newest is not None
        rows = checked(reader, reader.rows(after, newest, 100), after)
        return [row.values for row in rows]

    def test_types(self) -> None:
        self.run_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d, e, f)")
        self.db.execute("INSERT INTO t VALUES (1, 2.5, 'ä', NULL, x'00ff', 9e999, 9223372036854775807)")
        self.db.execute("INSERT INTO t (id, a) VALUES (2, CAST(x'ff41' AS TEXT))")
        self.db.commit()
        one, two = self.read(self.reader(table="t"))
        self.assertEqual(
            one, {"id": 1, "a": 2.5, "b": "ä", "c": None, "d": "AP8=", "e": "inf", "f": 9223372036854775807}
        )
        self.assertEqual(two["a"], "\ufffdA")
        json.dumps([one, two], allow_nan=False)

    def test_names_are_quoted(self) -> None:
        self.run_sql('CREATE TABLE "a ""b"" ; DROP TABLE x" ("the "" id" INTEGER PRIMARY KEY)')
        self.run_sql('INSERT INTO "a ""b"" ; DROP TABLE x" VALUES (7)')
        rows = self.read(self.reader(table='a "b" ; DROP TABLE x', cursor_column='the " id'))
        self.assertEqual(rows, [{'the " id': 7}])

    def test_a_write_ahead_log_is_read(self) -> None:
        self.run_sql("PRAGMA journal_mode=WAL; CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
        self.assertEqual(self.read(self.reader(table="t")), [{"id": 1}])
        self.db.close()
        self.assertEqual(self.read(self.reader(table="t")), [{"id": 1}])

    def test_a_query_reads_and_does_nothing_else(self) -> None:
        self.run_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES (1, 5), (2, 6)")
        self.assertEqual(
            self.read(self.reader(query="SELECT id, x * 2 AS y FROM t -- doubled")),
            [{"id": 1, "y": 10}, {"id": 2, "y": 12}],
        )
        for query in ("DELETE FROM t", "SELECT 1 AS id) ; DROP TABLE t", "PRAGMA user_version = 3", "ATTACH 'x' AS y"):
            with self.assertRaises(Trouble, msg=query):
                self.reader(query=query).newest()
        self.assertEqual(self.db.execute("SELECT count(*) FROM t").fetchone(), (2,))

    def test_rows_with_the_same_cursor_are_told_apart_by_the_primary_key(self) -> None:
        self.run_sql(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'x'), (3, 'x')"
        )
        reader = self.reader(table="t", cursor_column="at")
        self.assertEqual(reader.order, ["at", "id"])
        self.assertEqual([r["id"] for r in self.read(reader, ["x", 1])], [2, 3])

    def test_rows_that_nothing_tells_apart_are_refused_instead_of_lost(self) -> None:
        self.run_sql("CREATE TABLE t (at TEXT, v); INSERT INTO t VALUES ('x', 1)")
        reader = self.reader(table="t", cursor_column="at")
        self.assertEqual((self.read(reader), reader.exact), ([{"at": "x", "v": 1}], False))
        self.run_sql("INSERT INTO t VALUES ('x', 2)")
        with self.assertRaisesRegex(Trouble, "tie_column"):
            self.read(reader, ["x"])
        self.assertEqual(len(self.read(self.reader(table="t", cursor_column="at", tie_column="v"), ["x", 1])), 1)

    def test_what_is_wrong_is_said(self) -> None:
        self.run_sql("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        with self.assertRaisesRegex(Trouble, "no such table: u"):
            self.reader(table="u").newest()
        with self.assertRaisesRegex(Trouble, 'Either "table" or "query"'):
            self.reader()
        with self.assertRaisesRegex(Trouble, "There is no database file"):
            self.reader(table="t", path=str(self.path) + "x")
        (other := self.path.with_name("text")).write_text("no database at all" * 100)
        with self.assertRaisesRegex(Trouble, "not an SQLite database"):
            self.reader(table="t", path=str(other))


class Conversion(unittest.TestCase):
    def test_postgresql_types(self) -> None:
        given = [
            (20, "9223372036854775807", 9223372036854775807),
            (1700, "100.50", 100.5),
            (1700, "NaN", "NaN"),
            (701, "-Infinity", "-Infinity"),
            (16, "t", True),
            (17, "\\x00ff", "AP8="),
            (3802, '{"a": [1]}', {"a": [1]}),
            (1184, "2025-11-19 10:30:00.5+00", "2025-11-19T10:30:00.5Z"),
            (1114, "2025-11-19 10:30:00", "2025-11-19T10:30:00"),
            (1082, "2025-11-19", "2025-11-19"),
            (25, "text", "text"),
            (25, None, None),
        ]
        columns = [Column(f"c{n}", oid) for n, (oid, _, _) in enumerate(given)]
        values = as_object(columns, [text for _, text, _ in given])
        self.assertEqual(list(values.values()), [expected for _, _, expected in given])
        json.dumps(values, allow_nan=False)

    def test_a_row_that_is_too_large_says_what_it_left_out(self) -> None:
        row, left_out = fitting({"id": 1, "a": "x" * MOST_EVENT_BYTES, "b": "y"})
        self.assertEqual((row, left_out), ({"id": 1, "a": None, "b": "y"}, ["a"]))

    def test_keys_differ_where_values_do(self) -> None:
        self.assertEqual(len({short(p) for p in ([1], ["1"], ["a/b", "c"], ["a", "b/c"], ["x" * 99], ["x" * 98])}), 6)


class ScramTest(unittest.TestCase):
    """The example of RFC 7677."""

    SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

    def begin(self) -> Scram:
        return Scram("pencil", "user", "rOprNGfwEbeRWgbNEkqO")

    def test_the_proof(self) -> None:
        scram = self.begin()
        self.assertEqual(scram.first(), b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        expected = (
            b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        )
        self.assertEqual(scram.proof(self.SERVER_FIRST), expected)
        scram.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        self.assertTrue(scram.checked)

    def test_a_server_that_does_not_know_the_password_is_refused(self) -> None:
        scram = self.begin()
        scram.proof(self.SERVER_FIRST)
        with self.assertRaises(ProtocolError):
            scram.check(b"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        with self.assertRaises(ProtocolError):
            self.begin().proof(b"r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")


if __name__ == "__main__":
    unittest.main()
