"""Watches a mailbox: one event for each mail that arrives, and one for each attachment that is saved."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any

import message
from files import MailFolder, is_wanted
from imap_link import Box, Envelope, Link
from settings import Settings

from prama import EventRejected, checkpoint, config, emit, load_checkpoint, persevere

BATCH = 100
MOST_HEADER_BYTES = 256 * 1024
# A line of the protocol may have 256 KiB.
MOST_EVENT_BYTES = 200 * 1024

log = logging.getLogger(__name__)


def main() -> None:
    """Watches until it is stopped."""
    persevere(lambda well: watch(Settings.read(config()), well))


def watch(settings: Settings, well: Callable[[], None]) -> None:
    """One session with the server, until it breaks."""
    with closing(Link(settings)) as link:
        log.info("Watching %s of %s on %s.", settings.mailbox, settings.user, settings.server)
        progress = Progress.resume(settings, link.box)
        if progress.rebuilt_since:
            catch_up_rebuilt(link, settings, progress)
        while True:
            for uid, envelope in envelopes(link, news(link, progress)):
                handle(link, settings, progress, uid, envelope)
            well()
            link.wait(settings.poll_interval_s)


class Progress:
    """How far the mailbox has been read; kept with each event, in the event's own transaction."""

    def __init__(self, account: str, uidvalidity: int) -> None:
        self.account = account
        self.uidvalidity = uidvalidity
        #: Mails up to this one are done.
        self.uid = 0
        #: Of those up to this one only the unread count: they were there at the first start.
        self.unread_until = 0
        #: The newest arrival seen, and the marks of the mails that arrived in that second.
        self.newest = 0
        self.marks: list[str] = []
        #: Set while a rebuilt mailbox, with other numbers, is looked through: arrival and marks of the last mail.
        self.rebuilt_since = 0
        self.rebuilt_marks: list[str] = []

    @classmethod
    def resume(cls, settings: Settings, box: Box) -> Progress:
        """From the kept checkpoint, or a new beginning."""
        kept = load_checkpoint()
        progress = cls(settings.account, box.uidvalidity)
        if not isinstance(kept, dict) or kept.get("account") != settings.account:
            # From now on; with the unread ones, everything that is there is looked at.
            progress.uid = 0 if settings.start == "unread" else box.uidnext - 1
            progress.unread_until = box.uidnext - 1
            checkpoint(progress.value())
            return progress
        progress.newest, progress.marks = kept["newest"], kept["marks"]
        if kept["uidvalidity"] == box.uidvalidity:
            progress.uid, progress.unread_until = kept["uid"], kept["unread_until"]
            progress.rebuilt_since = kept.get("rebuilt_since", 0)
            progress.rebuilt_marks = kept.get("rebuilt_marks", [])
        else:
            log.warning(
                "The server rebuilt %s: its mails have new numbers. Those after the last one go on.", settings.mailbox
            )
            progress.rebuilt_since, progress.rebuilt_marks = progress.newest or int(time.time()), progress.marks
            checkpoint(progress.value())
        return progress

    def value(self) -> dict[str, Any]:
        """What is kept."""
        return {name: value for name, value in vars(self).items() if value or not name.startswith("rebuilt_")}

    def passed(self, envelope: Envelope | None, uid: int, mark: str) -> dict[str, Any]:
        """The value once this mail is done."""
        after = Progress(self.account, self.uidvalidity)
        vars(after).update(vars(self))
        after.uid = uid
        if envelope is not None and envelope.received_at > self.newest:
            after.newest, after.marks = envelope.received_at, [mark]
        elif envelope is not None and envelope.received_at == self.newest:
            after.marks = [*self.marks[-99:], mark]
        return after.value()

    def take(self, value: dict[str, Any]) -> None:
        """Goes on from a value that was kept."""
        vars(self).update(value)


def news(link: Link, progress: Progress) -> list[int]:
    """The mails to handle."""
    uids = link.uids_after(progress.uid)
    if progress.uid >= progress.unread_until:
        return uids
    unread = set(link.uids_after(progress.uid, "UNSEEN"))
    return [uid for uid in uids if uid > progress.unread_until or uid in unread]


def envelopes(link: Link, uids: list[int]) -> Iterator[tuple[int, Envelope]]:
    """What the server knows of these mails; those deleted meanwhile are passed over."""
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        found = link.envelopes(batch)
        yield from ((uid, found[uid]) for uid in batch if uid in found)


def catch_up_rebuilt(link: Link, settings: Settings, progress: Progress) -> None:
    """After a rebuild the numbers say nothing about what is new: what arrived after the last mail does."""
    last = link.box.uidnext - 1
    for uid, envelope in envelopes(
        link, [n for n in link.uids_since(progress.rebuilt_since) if progress.uid < n <= last]
    ):
        at_that_moment = envelope.received_at == progress.rebuilt_since
        known = at_that_moment and mark(link.header(uid, MOST_HEADER_BYTES)) in progress.rebuilt_marks
        if envelope.received_at >= progress.rebuilt_since and not known:
            handle(link, settings, progress, uid, envelope)
    progress.uid, progress.rebuilt_since, progress.rebuilt_marks = max(progress.uid, last), 0, []
    checkpoint(progress.value())


def mark(raw: bytes) -> str:
    """What a mail is known by when numbers fail: the same for the same header."""
    head = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].strip()
    return hashlib.sha256(head).hexdigest()[:12]


def handle(link: Link, settings: Settings, progress: Progress, uid: int, envelope: Envelope) -> None:
    """Turns a mail into its events. The last carries the checkpoint: until then, all is done again after a crash."""
    whole = envelope.size <= settings.max_message_bytes
    raw = link.text(uid, settings.max_message_bytes + 1) if whole else link.header(uid, MOST_HEADER_BYTES)
    if not raw and not link.envelopes([uid]):
        log.info("Mail %d was deleted before it could be read.", uid)
        return
    mail = message.read(raw)
    if not whole:
        mail.problems.append("The mail is too large: only its header was read")
    if not raw:
        mail.problems.append("The server gives no text for this mail")
    key = f"{progress.account}/{progress.uidvalidity}/{uid}"
    received_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(envelope.received_at))
    about = {"uid": uid, "mailbox": settings.mailbox, "received_at": received_at}
    listed = list(save_attachments(settings, mail, key, about))
    data = {
        **mail.fields,
        **about,
        "flags": list(envelope.flags),
        "size": envelope.size,
        "attachment_count": len(mail.attachments),
        "attachments": listed,
        "problems": mail.problems,
    }
    after = progress.passed(envelope, uid, mark(raw))
    send("email_received", fitting(data), key, after)
    progress.take(after)


def save_attachments(
    settings: Settings, mail: message.Mail, key: str, about: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    """Saves what is wanted, sends an event for each saved file, and lists all."""
    name = f"{about['received_at'][:10]}_{hashlib.sha256(key.encode()).hexdigest()[:10]}"
    folder = MailFolder(settings.save_folder, name) if settings.save_folder else None
    for number, attachment in enumerate(mail.attachments, 1):
        size = len(attachment.content)
        entry: dict[str, Any] = {
            "filename": attachment.filename,
            "size": size,
            "content_type": attachment.content_type,
            "inline": attachment.inline,
            "sha256": attachment.sha256,
        }
        if size > settings.max_attachment_bytes:
            entry["not_saved"] = "larger than the limit in the configuration"
        elif folder is not None and is_wanted(attachment.filename, settings.save_patterns):
            path = folder.save(attachment, number)
            entry["file_path"] = str(path)
            file = {
                "filename": path.name,
                "file_path": str(path),
                "file_size": size,
                "content_type": attachment.content_type,
                "file_hash": attachment.sha256,
                "source_folder": str(settings.save_folder),
                "original_name": attachment.filename,
                "from": mail.fields["from"],
                "subject": mail.fields["subject"],
                "message_id": mail.fields["message_id"],
                **about,
            }
            send("email_attachment_saved", file, f"{key}/{number}", None)
        yield entry


def send(event_type: str, data: dict[str, Any], key: str, progress: dict[str, Any] | None) -> None:
    """Sends an event; one that the app refuses is kept there as rejected, and the next one's turn comes."""
    try:
        emit(event_type, data=data, key=key, checkpoint=progress)
    except EventRejected as error:
        log.warning("An event of mail %s was refused: %s", data["uid"], error)


def fitting(data: dict[str, Any]) -> dict[str, Any]:
    """The data within the size of an event: what is least needed is left out first, and said."""
    for name, rest in (("text", 200), ("attachments", 20), ("to", 5), ("cc", 5)):
        if len(json.dumps(data, ensure_ascii=False).encode()) <= MOST_EVENT_BYTES:
            return data
        data = {**data, name: data[name][:rest], "problems": [*data["problems"][:20], f'"{name}" was cut: too large']}
    return data
