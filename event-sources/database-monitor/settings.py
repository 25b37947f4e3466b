"""The configuration, checked: what is missing or wrong is said with its fix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prama import Trouble

# Only a person can mend it, and saving the configuration starts the source anew.
PAUSE_S = 60 * 60


@dataclass(frozen=True)
class Settings:
    """Which rows to watch and how."""

    kind: str
    cursor_column: str
    table: str = ""
    query: str = ""
    tie_column: str = ""
    path: str = ""
    host: str = "localhost"
    port: int = 5432
    database: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "tls"
    ca_file: str = ""
    channel: str = ""
    start: str = "now"
    poll_interval_s: float = 5
    batch_size: int = 100

    @property
    def mark(self) -> str:
        """A short name of the rows that are watched: another table, query or database has another."""
        where = [self.path] if self.kind == "sqlite" else [self.host.lower(), self.port, self.database]
        what = [self.kind, *where, self.table, self.query, self.cursor_column]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:12]

    @property
    def relation(self) -> str:
        """What stands behind FROM."""
        if self.query:
            # The line break ends a comment in the query's last line.
            return f"(\n{self.query}\n) AS prama_rows"
        parts = self.table.split(".", 1) if self.kind == "postgresql" else [self.table]
        return ".".join(map(quoted, parts))

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Settings:
        """From the source's configuration."""

        def text(name: str, default: str = "") -> str:
            value = str(config.get(name) or default).strip()
            if "\0" in value:
                raise Trouble(f'"{name}" contains a zero character.', "Correct the configuration.", PAUSE_S)
            return value

        kind = text("kind", "sqlite")
        if kind not in ("sqlite", "postgresql"):
            raise Trouble(f'"kind" cannot be "{kind}".', "Use sqlite or postgresql.", PAUSE_S)
        needed = ["path"] if kind == "sqlite" else ["database", "user"]
        for name in [*needed, "cursor_column"]:
            if not text(name):
                raise Trouble(f'"{name}" is not set yet.', "Fill in the configuration of this source.", PAUSE_S)
        table, query = text("table"), text("query").rstrip("; \n\t")
        if bool(table) == bool(query):
            raise Trouble('Either "table" or "query" must be set, and not both.', "Correct the configuration.", PAUSE_S)
        if ";" in query:
            raise Trouble('"query" must be one SELECT, without ";".', "Correct the query.", PAUSE_S)
        host = text("host", "localhost")
        near = host in ("localhost", "127.0.0.1", "::1") or host.startswith("/")
        return cls(
            kind=kind,
            cursor_column=text("cursor_column"),
            table=table,
            query=query,
            tie_column=text("tie_column"),
            path=text("path"),
            host=host,
            port=int(config.get("port") or 5432),
            database=text("database"),
            user=text("user"),
            password=str(config.get("password") or ""),
            security=text("security", "none" if near else "tls"),
            ca_file=text("ca_file"),
            channel=text("channel"),
            start=text("start", "now"),
            poll_interval_s=float(config.get("poll_interval_s") or 5),
            batch_size=int(config.get("batch_size") or 100),
        )


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
