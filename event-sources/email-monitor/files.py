"""Attachments on disk: under names that cannot leave the folder, whole or not at all, and the same after a restart."""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from mail_text import clean
from message import Attachment

from prama import Trouble

LONGEST_NAME_BYTES = 150
# Names that Windows keeps for devices, should the folder be shared with it.
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_name(name: str, number: int = 1) -> str:
    """A plain file name out of whatever a sender wrote: no folder, no control character, not hidden, not too long."""
    name = re.split(r"[/\\]", clean(name))[-1]
    name = re.sub(r'[<>:"|?*\x00]', "_", name).strip(" .")
    if RESERVED.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST_NAME_BYTES - len((dot + ending).encode())
    stem = stem.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{stem}{dot}{ending}" if stem else f"attachment-{number}"


def is_wanted(name: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns fits the name; capitals don't count."""
    return any(fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


class MailFolder:
    """Where the attachments of one mail are kept: a folder named after the mail, so that no two mails mix."""

    def __init__(self, root: Path, name: str) -> None:
        self.path = root / name
        self._root = root
        self._taken: set[str] = set()

    def save(self, attachment: Attachment, number: int) -> Path:
        """Writes an attachment and returns where; it is on disk then. What is there already is not written again."""
        name = self._free_name(safe_name(attachment.filename, number))
        try:
            with OpenFolder(self._root) as root:
                _make(self.path.name, root)
                with OpenFolder(self.path.name, root) as folder:
                    _write(folder, name, attachment.content)
        except FileNotFoundError as error:
            raise Trouble(
                f"The folder {self._root} for attachments is missing.", "Create it, or choose another."
            ) from error
        except OSError as error:
            raise Trouble(
                f"The attachments cannot be saved in {self._root}: {error.strerror}.",
                "Free some space."
                if error.errno == errno.ENOSPC
                else "Check the folder's permissions, or choose another.",
            ) from error
        return self.path / name

    def _free_name(self, name: str) -> str:
        # Two attachments of one name in one mail: counted, in the order of the mail, so that it is the same each time.
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        candidate, count = name, 1
        while candidate.lower() in self._taken:
            count += 1
            candidate = f"{stem} ({count}){dot}{ending}"
        self._taken.add(candidate.lower())
        return candidate


class OpenFolder:
    """An open folder; what is a link is refused, so that nobody can turn the way elsewhere."""

    def __init__(self, path: str | Path, beneath: int | None = None) -> None:
        # The chosen folder itself may be reached through a link; what lies in it may not.
        follow = 0 if beneath is None else os.O_NOFOLLOW
        self.handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | follow, dir_fd=beneath)

    def __enter__(self) -> int:
        return self.handle

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)


def _make(name: str, root: int) -> None:
    try:
        os.mkdir(name, 0o700, dir_fd=root)
        os.fsync(root)
    except FileExistsError:
        pass


def _write(folder: int, name: str, content: bytes) -> None:
    if _holds(folder, name, content):
        return
    fresh = f".{hashlib.sha256(name.encode()).hexdigest()[:16]}.part"
    try:
        os.unlink(fresh, dir_fd=folder)
    except FileNotFoundError:
        pass
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with open(os.open(fresh, flags, 0o600, dir_fd=folder), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.rename(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)


def _holds(folder: int, name: str, content: bytes) -> bool:
    try:
        with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
            return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
    except OSError:
        return False
