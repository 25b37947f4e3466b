"""A mail as data. Whatever somebody sends gives something: what cannot be read is left out and said in `problems`."""

from __future__ import annotations

import binascii
import email
import email.utils
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from datetime import timezone
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser
from typing import Any

from mail_text import clean, clip

PREVIEW_CHARS = 2_000
LONGEST_SUBJECT = 1_000
LONGEST_ADDRESS = 320
MOST_ADDRESSES = 100
MOST_ATTACHMENTS = 100
MOST_PARTS = 10_000
# The preview is made of this much.
MOST_TEXT_BYTES = 200_000


@dataclass
class Attachment:
    """One file in a mail."""

    filename: str
    content_type: str
    content: bytes
    inline: bool

    @property
    def sha256(self) -> str:
        """The content's hash."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Mail:
    """What a mail says."""

    fields: dict[str, Any]
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(raw: bytes) -> Mail:
    """The mail in `raw`, a whole message or only its header."""
    try:
        return _read(raw)
    except Exception as error:
        # Somebody's mail must not end the source: it is told with what is known for sure.
        nothing = _header(Message())
        return Mail(
            {**nothing, "text": ""},
            problems=[f"This mail cannot be read ({type(error).__name__}: {clip(str(error), 100)})"],
        )


def _read(raw: bytes) -> Mail:
    problems: list[str] = []
    try:
        message = email.message_from_bytes(raw)
    except Exception as error:
        # Nested beyond all measure, mostly. The header can still be read.
        problems.append(f"The structure of this mail cannot be read ({type(error).__name__})")
        head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
        message = email.message_from_bytes(head[:1_000_000])
        message.set_type("text/plain")
    mail = Mail(fields=_header(message), problems=problems)
    parts = _parts(message, problems)
    mail.fields["text"] = _preview(parts, problems)
    for part in parts:
        if len(mail.attachments) == MOST_ATTACHMENTS:
            problems.append(f"Only the first {MOST_ATTACHMENTS} attachments are listed")
            break
        try:
            attachment = _attachment(part, len(mail.attachments) + 1)
        except Exception as error:
            problems.append(f"A part of this mail cannot be read ({type(error).__name__}: {clip(str(error), 100)})")
            continue
        if attachment is not None:
            mail.attachments.append(attachment)
    return mail


def _header(message: Message) -> dict[str, Any]:
    sender = _addresses(message, "From")[:1] or [("", "")]
    fields: dict[str, Any] = {
        "message_id": clip(_text(message, "Message-ID"), 998),
        "from": sender[0][1],
        "from_name": sender[0][0],
        "to": [address for _, address in _addresses(message, "To")],
        "cc": [address for _, address in _addresses(message, "Cc")],
        "reply_to": next((address for _, address in _addresses(message, "Reply-To")), ""),
        "subject": clip(_text(message, "Subject"), LONGEST_SUBJECT),
    }
    sent = _date(_text(message, "Date"))
    if sent:
        fields["date"] = sent
    return fields


def _text(message: Message, name: str) -> str:
    """A header field as text, its encoded words decoded."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return clean(decode_words(str(value)))
    return ""


def decode_words(value: str) -> str:
    """Text with `=?charset?…?=` and bytes of an unknown kind made readable."""
    value = _bytes_to_text(value.encode("utf-8", "surrogateescape"), None)
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (ValueError, binascii.Error, LookupError, email.errors.HeaderParseError):
        return value
    return "".join(p if isinstance(p, str) else _bytes_to_text(p, charset) for p, charset in pieces)


def _bytes_to_text(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        try:
            if name:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    values = [str(v) for key, v in message.raw_items() if key.lower() == name.lower()]
    readable = [_bytes_to_text(v.encode("utf-8", "surrogateescape"), None)[:100_000] for v in values]
    try:
        pairs = email.utils.getaddresses(readable)
    except Exception:
        pairs = []
    found = [
        (clip(clean(decode_words(person)), LONGEST_ADDRESS), clip(clean(address), LONGEST_ADDRESS))
        for person, address in pairs[:MOST_ADDRESSES]
    ]
    return [pair for pair in found if any(pair)]


def _date(text: str) -> str | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _parts(message: Message, problems: list[str]) -> list[Message]:
    """The leaves, in order; an attached mail is one leaf. Without recursion: nesting has no limit in a mail."""
    leaves: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(part for part in reversed(payload) if isinstance(part, Message))
        else:
            leaves.append(part)
        if len(leaves) + len(waiting) > MOST_PARTS:
            problems.append(f"Only the first {MOST_PARTS} parts were looked at")
            return leaves + [p for p in reversed(waiting)][: MOST_PARTS - len(leaves)]
    return leaves


def _is_file(part: Message) -> bool:
    if part.get_content_type() == "message/rfc822" or _filename(part):
        return True
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    # Inline parts that are neither text nor a container are pictures and the like.
    return disposition.startswith("attachment") or part.get_content_maintype() not in ("text", "multipart", "message")


def _filename(part: Message) -> str:
    try:
        name = part.get_filename()
        return clean(decode_words(str(name))) if name else ""
    except Exception:
        return ""


def _attachment(part: Message, number: int) -> Attachment | None:
    if not _is_file(part):
        return None
    kind = part.get_content_type()
    content = _content(part)
    name = _filename(part)
    if not name and kind == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else part
        name = f"{clip(_text(inner if isinstance(inner, Message) else part, 'Subject'), 80) or 'mail'}.eml"
    if not name:
        name = f"attachment-{number}{mimetypes.guess_extension(kind) or '.bin'}"
    if kind == "application/octet-stream":
        kind = mimetypes.guess_type(name)[0] or kind
    inline = str(part.get("Content-Disposition", "")).strip().lower().startswith("inline") or bool(
        part.get("Content-ID")
    )
    return Attachment(clip(name, 255), clip(clean(kind), 127), content, inline)


def _content(part: Message) -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"".join(inner.as_bytes() for inner in payload if isinstance(inner, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _preview(parts: list[Message], problems: list[str]) -> str:
    for kind, read_text in (("text/plain", str), ("text/html", _without_tags)):
        for part in parts:
            if part.get_content_type() != kind or _is_file(part):
                continue
            try:
                text = read_text(_bytes_to_text(_content(part)[:MOST_TEXT_BYTES], part.get_content_charset()))
            except Exception as error:
                problems.append(f"The text of this mail cannot be read ({type(error).__name__})")
                continue
            # Line breaks stay, runs of blanks and of empty lines don't.
            lines = [" ".join(clean(line).split()) for line in text[: 10 * PREVIEW_CHARS].splitlines()]
            text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
            if text:
                return clip(text, PREVIEW_CHARS)
    return ""


class _Words(HTMLParser):
    """Collects what a person would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("script", "style", "head", "title"):
            self._hidden += 1
        elif tag in ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "title"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            # A line break in HTML is a blank.
            self.words.append(" ".join(re.split(r"[\r\n]+", data)))


def _without_tags(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)
