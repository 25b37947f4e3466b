"""The small part of PostgreSQL's protocol that reading rows needs (docs/decisions/postgresql-protocol.md)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
import select
import socket
import ssl
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from stringprep import in_table_b1, in_table_c12
from unicodedata import normalize

PROTOCOL_3_0 = 196608
SSL_REQUEST = 80877103
TIMEOUT_S = 60
# A row that large is no row; it would not fit an event anyhow.
LARGEST_MESSAGE = 256 * 1024 * 1024


class ServerError(Exception):
    """The server said no; `code` is its SQLSTATE."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ProtocolError(Exception):
    """The server did not keep to the protocol, or wants something that is not spoken here."""


@dataclass(frozen=True)
class Address:
    """Where and as whom."""

    host: str
    port: int
    database: str
    user: str
    password: str
    #: TLS with a checked certificate; None: without.
    tls: ssl.SSLContext | None


@dataclass(frozen=True)
class Column:
    """A column of an answer."""

    name: str
    type_oid: int


Row = list[str | None]


class Session:
    """A connection that reads only."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._buffer = bytearray()
        self._notified = False
        self._socket = _connect(address)
        try:
            if address.tls is not None and not address.host.startswith("/"):
                self._start_tls(address.tls)
            self._start()
        except BaseException:
            self._socket.close()
            raise

    def close(self) -> None:
        """Says goodbye."""
        try:
            self._send(b"X", b"")
        except OSError:
            pass
        self._socket.close()

    def query(self, sql: str, values: Sequence[str] = ()) -> tuple[list[Column], list[Row]]:
        """One statement with its values; the extended protocol takes no second one behind it, whatever `sql` says."""
        bound = b"".join(struct.pack("!i", len(v)) + v for v in (value.encode() for value in values))
        self._send(b"P", b"\0" + _text(sql) + struct.pack("!h", 0))
        # Values and answers as text: what the server writes for a value, it reads as the same value.
        self._send(b"B", b"\0\0" + struct.pack("!hh", 0, len(values)) + bound + struct.pack("!h", 0))
        self._send(b"D", b"P\0")
        self._send(b"E", b"\0" + struct.pack("!i", 0))
        self._send(b"S", b"")
        columns: list[Column] = []
        rows: list[Row] = []
        failure: ServerError | None = None
        while True:
            kind, body = self._receive()
            if kind == b"T":
                columns = _columns(body)
            elif kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                failure = failure or _error(body)
            elif kind == b"Z":
                if failure is not None:
                    raise failure
                return columns, rows

    def wait(self, pause_s: float) -> None:
        """Returns when the server notified or the pause is over."""
        ends_at = time.monotonic() + pause_s
        while not self._notified:
            left_s = ends_at - time.monotonic()
            pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()
            if (
                not self._buffer
                and not pending
                and (left_s <= 0 or not select.select([self._socket], [], [], left_s)[0])
            ):
                return
            kind, body = self._receive()
            if kind == b"E":
                raise _error(body)
        self._notified = False

    def _start_tls(self, context: ssl.SSLContext) -> None:
        self._socket.sendall(struct.pack("!ii", 8, SSL_REQUEST))
        # One byte and no more: what comes before the handshake must not count as after it.
        answer = self._socket.recv(1)
        if answer != b"S":
            raise ServerError("08P01", "the server offers no TLS")
        self._socket = context.wrap_socket(self._socket, server_hostname=self._address.host)

    def _start(self) -> None:
        wanted = {
            "user": self._address.user,
            "database": self._address.database,
            "application_name": "prama database-monitor",
            "client_encoding": "UTF8",
        }
        said = b"".join(_text(name) + _text(value) for name, value in wanted.items()) + b"\0"
        self._socket.sendall(struct.pack("!ii", len(said) + 8, PROTOCOL_3_0) + said)
        scram: Scram | None = None
        while True:
            kind, body = self._receive()
            if kind == b"E":
                raise _error(body)
            if kind == b"Z":
                break
            if kind != b"R":
                continue
            (method,) = struct.unpack_from("!i", body)
            if method == 3:
                self._refuse_bare_password()
                self._send(b"p", _text(self._address.password))
            elif method == 5:
                self._send(b"p", _text(_md5(self._address.user, self._address.password, body[4:8])))
            elif method == 10:
                if b"SCRAM-SHA-256" not in body[4:].split(b"\0"):
                    raise ProtocolError("the server wants a way of signing in that is not known here")
                scram = Scram(self._address.password)
                first = scram.first()
                self._send(b"p", _text("SCRAM-SHA-256") + struct.pack("!i", len(first)) + first)
            elif method == 11 and scram is not None:
                self._send(b"p", scram.proof(body[4:]))
            elif method == 12 and scram is not None:
                scram.check(body[4:])
            elif method == 0:
                if scram is not None and not scram.checked:
                    raise ProtocolError("the server did not prove that it knows the password")
            else:
                raise ProtocolError(f"the server wants a way of signing in that is not known here ({method})")
        # The server itself refuses writing; times come in one form.
        for setting in (
            "default_transaction_read_only = on",
            "timezone = 'UTC'",
            "datestyle = 'ISO'",
            "intervalstyle = 'iso_8601'",
            "bytea_output = 'hex'",
            "extra_float_digits = 3",
            f"statement_timeout = '{TIMEOUT_S - 10}s'",
        ):
            self.query(f"SET {setting}")

    def _refuse_bare_password(self) -> None:
        if self._address.tls is None and not is_near(self._address.host, self._socket):
            raise ProtocolError("the server wants the bare password, which would cross the network unprotected")

    def _send(self, kind: bytes, body: bytes) -> None:
        self._socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def _receive(self) -> tuple[bytes, bytes]:
        """The next message. Those that nobody waits for come at any time: notices, settings, notifications."""
        head = self._take(5)
        (length,) = struct.unpack("!i", head[1:])
        if not 4 <= length <= LARGEST_MESSAGE:
            raise ProtocolError("what answers there is not PostgreSQL")
        if head[:1] == b"A":
            self._notified = True
        return head[:1], self._take(length - 4)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            piece = self._socket.recv(max(65536, size - len(self._buffer)))
            if not piece:
                raise ConnectionResetError("the server closed the connection")
            self._buffer += piece
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


class Scram:
    """SCRAM-SHA-256 (RFC 5802, 7677): proves the password without sending it, and that the server knows it too."""

    def __init__(self, password: str, user: str = "", nonce: str | None = None) -> None:
        self._password = _prepared(password)
        self._nonce = nonce or base64.b64encode(os.urandom(18)).decode()
        # PostgreSQL takes the name from the first message of the session and nothing from here.
        self._bare = f"n={user},r={self._nonce}"
        self._signature = b""
        self.checked = False

    def first(self) -> bytes:
        """The first message."""
        return f"n,,{self._bare}".encode()

    def proof(self, said: bytes) -> bytes:
        """The answer to the server's first message."""
        parts = dict(part.split("=", 1) for part in said.decode().split(","))
        nonce, salt, rounds = parts["r"], base64.b64decode(parts["s"]), int(parts["i"])
        if not nonce.startswith(self._nonce) or nonce == self._nonce or not 1 <= rounds <= 10_000_000:
            raise ProtocolError("the server's answer to the sign-in is not valid")
        salted = hashlib.pbkdf2_hmac("sha256", self._password, salt, rounds)
        final = f"c=biws,r={nonce}"
        signed = f"{self._bare},{said.decode()},{final}".encode()
        client_key = _hmac(salted, b"Client Key")
        signature = _hmac(hashlib.sha256(client_key).digest(), signed)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        self._signature = _hmac(_hmac(salted, b"Server Key"), signed)
        return f"{final},p={base64.b64encode(proof).decode()}".encode()

    def check(self, said: bytes) -> None:
        """Whether the server knows the password too."""
        parts = dict(part.split("=", 1) for part in said.decode().split(","))
        if not hmac.compare_digest(base64.b64decode(parts.get("v", "")), self._signature):
            raise ProtocolError("the server did not prove that it knows the password")
        self.checked = True


def is_near(host: str, connected: socket.socket) -> bool:
    """Whether the server is on this computer."""
    return host.startswith("/") or ipaddress.ip_address(connected.getpeername()[0]).is_loopback


def _connect(address: Address) -> socket.socket:
    if address.host.startswith("/"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(TIMEOUT_S)
        made.connect(f"{address.host.rstrip('/')}/.s.PGSQL.{address.port}")
        return made
    made = socket.create_connection((address.host, address.port), TIMEOUT_S)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return made


def _prepared(password: str) -> bytes:
    """The password in the form of SASLprep (RFC 4013), as far as PostgreSQL applies it."""
    mapped = "".join(" " if in_table_c12(c) else c for c in password if not in_table_b1(c))
    return normalize("NFKC", mapped).encode()


def _md5(user: str, password: str, salt: bytes) -> str:
    # Not for secrecy: older servers want it so.
    inner = hashlib.md5(password.encode() + user.encode(), usedforsecurity=False).hexdigest()
    return "md5" + hashlib.md5(inner.encode() + salt, usedforsecurity=False).hexdigest()


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _text(value: str) -> bytes:
    if "\0" in value:
        raise ProtocolError("a text with a zero character cannot be sent")
    return value.encode() + b"\0"


def _columns(body: bytes) -> list[Column]:
    (count,) = struct.unpack_from("!h", body)
    columns, at = [], 2
    for _ in range(count):
        end = body.index(b"\0", at)
        name = body[at:end].decode("utf-8", "replace")
        (oid,) = struct.unpack_from("!I", body, end + 7)
        columns.append(Column(name, oid))
        at = end + 19
    return columns


def _row(body: bytes) -> Row:
    (count,) = struct.unpack_from("!h", body)
    row: Row = []
    at = 2
    for _ in range(count):
        (length,) = struct.unpack_from("!i", body, at)
        at += 4
        if length < 0:
            row.append(None)
            continue
        row.append(body[at : at + length].decode("utf-8", "replace"))
        at += length
    return row


def _error(body: bytes) -> ServerError:
    parts = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
    return ServerError(parts.get(b"C", ""), parts.get(b"M", "no reason was given"))
