"""One IMAP session: opened safely, read-only, waiting for news. Whatever goes wrong becomes a Trouble with its fix."""

from __future__ import annotations

import base64
import imaplib
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from settings import Settings

from prama import Trouble

TIMEOUT_S = 60
# Servers end an IDLE after 30 minutes; routers forget a silent connection much earlier.
IDLE_S = 9 * 60
CHUNK_BYTES = 1024 * 1024
LONGEST_LINE = 10_000_000
# What only a person can mend is tried again seldom.
WRONG_PASSWORD_PAUSE_S = 15 * 60
WRONG_SETTING_PAUSE_S = 60


@dataclass(frozen=True)
class Box:
    """The mailbox as it was when it was opened."""

    uidvalidity: int
    #: The uid that the next mail will have at least.
    uidnext: int


@dataclass(frozen=True)
class Envelope:
    """What the server knows of a mail without its text."""

    uid: int
    flags: tuple[str, ...]
    #: When the server received it, in seconds since 1970.
    received_at: int
    size: int


class Connection(imaplib.IMAP4):
    """imaplib over a buffer of our own, so that a time-out while waiting loses nothing that has come already."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._buffer = bytearray()
        super().__init__(host, port, TIMEOUT_S)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), timeout)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=host)

    def read(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._receive()
        return self._take(size)

    def readline(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > LONGEST_LINE:
                raise self.abort("a line of the server is too long")
            self._receive()
        return self._take(end + 1)

    def shutdown(self) -> None:
        self.sock.close()

    def begin_tls(self, context: ssl.SSLContext) -> None:
        """STARTTLS. What came before the handshake was not protected, and must not count as after it."""
        kind, _ = self.xatom("STARTTLS")
        if kind != "OK":
            raise self.error("the server refused STARTTLS")
        if self._buffer:
            raise self.abort("the server sent something between STARTTLS and the handshake")
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.learn_capabilities()

    def learn_capabilities(self) -> None:
        """Asks anew: servers say more after the handshake and after the login."""
        words = self.capability()[1][-1] or b""
        self.capabilities = tuple(words.decode("ascii", "replace").upper().split())

    def _receive(self) -> None:
        piece = self.sock.recv(65536)
        if not piece:
            raise self.abort("the server closed the connection")
        self._buffer += piece

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


class Link:
    """A session with the mailbox opened for reading."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        with self._clear_errors():
            tls = self._tls_context()
            self._connection = Connection(settings.server, settings.port, tls if settings.security == "tls" else None)
            try:
                self._sign_in(tls)
                self._connection.learn_capabilities()
                self.box = self._examine()
            except BaseException:
                self._connection.shutdown()
                raise
        self.can_idle = "IDLE" in self._connection.capabilities

    def close(self) -> None:
        """Ends the session without a word: nothing was changed on the server."""
        try:
            self._connection.shutdown()
        except OSError:
            pass

    def uids_after(self, uid: int, *criteria: str) -> list[int]:
        """The uids above `uid`, ascending."""
        return [n for n in self._search(f"UID {uid + 1}:*", *criteria) if n > uid]

    def uids_since(self, moment: int) -> list[int]:
        """The uids of mails received on the day of `moment` (seconds since 1970) or later, and of the day before it."""
        day = time.gmtime(moment - 86_400)
        month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[day.tm_mon - 1]
        return self._search(f"SINCE {day.tm_mday:02}-{month}-{day.tm_year}")

    def envelopes(self, uids: Sequence[int]) -> dict[int, Envelope]:
        """What is known of these mails; those deleted meanwhile are left out."""
        with self._clear_errors():
            data = self._fetch(",".join(map(str, uids)), "(UID FLAGS INTERNALDATE RFC822.SIZE)")
        found = {}
        for item in data:
            text = item if isinstance(item, bytes) else b" ".join(item)
            uid = re.search(rb"\bUID (\d+)", text)
            size = re.search(rb"RFC822\.SIZE (\d+)", text)
            if uid and size:
                moment = imaplib.Internaldate2tuple(text)
                flags = [flag.decode("ascii", "replace") for flag in imaplib.ParseFlags(text)]
                number = int(uid[1])
                received_at = int(time.mktime(moment)) if moment else 0
                found[number] = Envelope(number, tuple(f for f in flags if f != r"\Recent"), received_at, int(size[1]))
        return found

    def text(self, uid: int, limit: int) -> bytes:
        """The whole mail, or its first `limit` bytes; not marked as read."""
        return self._section(uid, "", limit)

    def header(self, uid: int, limit: int) -> bytes:
        """The mail's header only."""
        return self._section(uid, "HEADER", limit)

    def wait(self, pause_s: float) -> None:
        """Returns when there may be news: the server said so, or the pause is over."""
        if self._settings.use_idle and self.can_idle:
            with self._clear_errors():
                self._idle()
        else:
            time.sleep(pause_s)
            with self._clear_errors():
                self._connection.noop()

    def _idle(self) -> None:
        connection, tag = self._connection, b"IDLE1"
        connection.send(tag + b" IDLE\r\n")
        while not (line := connection.readline()).startswith(b"+"):
            if line.startswith(tag):
                # It announced IDLE and does not take it.
                self.can_idle = False
                return
        ends_at = time.monotonic() + IDLE_S
        try:
            while (left_s := ends_at - time.monotonic()) > 0:
                connection.sock.settimeout(left_s)
                line = connection.readline().upper()
                if line.startswith(b"* BYE"):
                    raise connection.abort("the server ended the session")
                if re.match(rb"\* \d+ (EXISTS|RECENT)", line):
                    break
        except TimeoutError:
            pass
        connection.sock.settimeout(TIMEOUT_S)
        connection.send(b"DONE\r\n")
        while not connection.readline().startswith(tag):
            pass

    def _search(self, *criteria: str) -> list[int]:
        with self._clear_errors():
            kind, data = self._connection.uid("SEARCH", *criteria)
            if kind != "OK":
                raise self._connection.error(f"the search was refused: {_said(data)}")
        return sorted({int(n) for line in data if isinstance(line, bytes) for n in line.split() if n.isdigit()})

    def _fetch(self, uids: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
        kind, data = self._connection.uid("FETCH", uids, what)
        if kind != "OK":
            raise self._connection.error(f"the mail could not be fetched: {_said(data)}")
        return [item for item in data if item]

    def _section(self, uid: int, section: str, limit: int) -> bytes:
        whole = bytearray()
        while len(whole) < limit:
            wanted = min(CHUNK_BYTES, limit - len(whole))
            with self._clear_errors():
                data = self._fetch(str(uid), f"(BODY.PEEK[{section}]<{len(whole)}.{wanted}>)")
            pieces = [item[1] for item in data if isinstance(item, tuple) and b"BODY[" in item[0].upper()]
            piece = pieces[0] if pieces else b""
            whole += piece
            if len(piece) < wanted:
                break
        return bytes(whole)

    def _sign_in(self, tls: ssl.SSLContext) -> None:
        settings, connection = self._settings, self._connection
        if settings.security == "starttls":
            if "STARTTLS" not in connection.capabilities:
                raise Trouble(
                    f"{settings.server} does not offer STARTTLS on port {settings.port}.",
                    'Set "security" to "tls" and the port to 993.',
                    WRONG_SETTING_PAUSE_S,
                )
            connection.begin_tls(tls)
        elif settings.security == "none" and not ipaddress.ip_address(connection.sock.getpeername()[0]).is_loopback:
            raise Trouble(
                f"{settings.server} is another computer: the password would cross the network unprotected.",
                'Set "security" to "tls" or "starttls".',
                WRONG_SETTING_PAUSE_S,
            )
        try:
            if "AUTH=PLAIN" in connection.capabilities:
                secret = f"\0{settings.user}\0{settings.password}".encode()
                connection.authenticate("PLAIN", lambda _: secret)
            elif "LOGINDISABLED" in connection.capabilities:
                raise Trouble(
                    f"{settings.server} takes no password over this connection.",
                    'Set "security" to "tls" or "starttls".',
                    WRONG_SETTING_PAUSE_S,
                )
            else:
                connection.login(_quoted(settings.user), settings.password)
        except imaplib.IMAP4.abort:
            raise
        except UnicodeError as error:
            raise Trouble(
                f"{settings.server} takes only plain letters in user name and password.",
                "Choose a password without accents and special letters.",
                WRONG_SETTING_PAUSE_S,
            ) from error
        except imaplib.IMAP4.error as error:
            said = self._without_password(str(error))
            if "UNAVAILABLE" in said or "INUSE" in said or "LIMIT" in said:
                raise Trouble(f"{settings.server} lets nobody in at present: {said}.", "", 30) from None
            raise Trouble(
                f"{settings.server} refused the user name or password of {settings.user}: {said}.",
                "Correct them in the configuration. Gmail, Outlook and others want an app password here.",
                WRONG_PASSWORD_PAUSE_S,
            ) from None

    def _examine(self) -> Box:
        connection, mailbox = self._connection, self._settings.mailbox
        # EXAMINE: the server itself refuses changes in this session.
        kind, data = connection.select(_quoted(utf7(mailbox)), readonly=True)
        if kind != "OK":
            raise Trouble(
                f"There is no mailbox {mailbox}: {_said(data)}.",
                f"Use one of these: {', '.join(self._mailboxes()) or 'INBOX'}.",
                WRONG_SETTING_PAUSE_S,
            )
        validity, following = (connection.response(name)[1] for name in ("UIDVALIDITY", "UIDNEXT"))
        if not validity or not validity[-1]:
            raise Trouble(
                f"{mailbox} has no lasting numbers (UIDVALIDITY), so its mails cannot be followed.",
                "Choose another mailbox.",
                WRONG_SETTING_PAUSE_S,
            )
        if following and following[-1]:
            return Box(int(validity[-1]), int(following[-1]))
        return Box(int(validity[-1]), max(self._search("ALL"), default=0) + 1)

    def _mailboxes(self) -> list[str]:
        names = []
        for line in self._connection.list()[1][:20]:
            if isinstance(line, bytes) and (name := re.search(rb'(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*$', line)):
                names.append(from_utf7((name[1] or name[2]).decode("ascii", "replace")))
        return names

    def _tls_context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._settings.ca_file or None)
        except (OSError, ssl.SSLError) as error:
            raise Trouble(
                f"The certificate file {self._settings.ca_file} cannot be used: {error}.",
                'Correct "ca_file": a PEM file with the certificate of the authority.',
                WRONG_SETTING_PAUSE_S,
            ) from error

    def _without_password(self, text: str) -> str:
        text = re.sub(r"^b'(.*)'$", r"\1", text).rstrip(".")
        password = self._settings.password
        forms = [password, base64.b64encode(password.encode()).decode()] if password else []
        for form in forms:
            text = text.replace(form, "•••")
        return text

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        server, port = self._settings.server, self._settings.port
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise Trouble(
                f"The certificate of {server} is not trusted: {error.verify_message}.",
                'Check that "server" is the name on the certificate. For a server with a certificate of its own, '
                'give the file of its authority as "ca_file".',
                WRONG_SETTING_PAUSE_S,
            ) from error
        except ssl.SSLError as error:
            raise Trouble(
                f"{server} does not speak TLS on port {port}, or another kind: {error.reason or error}.",
                'With "security" "tls" the port is usually 993, with "starttls" 143.',
                WRONG_SETTING_PAUSE_S,
            ) from error
        except socket.gaierror as error:
            raise Trouble(f"The server {server} cannot be found.", "Check its name and the network.") from error
        except ConnectionRefusedError as error:
            raise Trouble(
                f"Nothing answers on port {port} of {server}.", "Check the port, and whether the server runs."
            ) from error
        except TimeoutError as error:
            raise Trouble(f"{server} does not answer.", "Check the network, the server's name and the port.") from error
        except (OSError, imaplib.IMAP4.error) as error:
            text = self._without_password(str(error))
            raise Trouble(f"The connection to {server} was lost: {text}.", "It is opened again by itself.") from None


def _said(data: Sequence[object]) -> str:
    """The server's own words."""
    words = data[-1] if data else b""
    return words.decode("utf-8", "replace").rstrip(".") if isinstance(words, bytes) else "no reason was given"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def utf7(name: str) -> str:
    """A mailbox name in IMAP's own form of UTF-7."""
    out, other = [], ""
    for char in [*name, ""]:
        if char and not " " <= char <= "~":
            other += char
            continue
        if other:
            code = base64.b64encode(other.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            out.append(f"&{code}-")
            other = ""
        out.append("&-" if char == "&" else char)
    return "".join(out)


def from_utf7(name: str) -> str:
    """The mailbox name behind IMAP's form of it; as it stands when it is not one."""

    def decode(match: re.Match[str]) -> str:
        code = match[1]
        if not code:
            return "&"
        return base64.b64decode(code.replace(",", "/") + "=" * (-len(code) % 4)).decode("utf-16-be")

    try:
        return re.sub(r"&([^-]*)-", decode, name)
    except ValueError:
        return name
