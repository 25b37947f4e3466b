"""Attachments on disk: names that want to get out, links in the way, the same again after a crash."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[3] / "sdk" / "python" / "src")]

from files import LONGEST_NAME_BYTES, MailFolder, is_wanted, safe_name
from imap_link import from_utf7, utf7
from message import Attachment
from settings import Settings

from prama import Trouble

NAMES = {
    "../../etc/passwd": "passwd",
    "/etc/passwd": "passwd",
    "C:\\Windows\\system.ini": "system.ini",
    "..": "attachment-1",
    ".": "attachment-1",
    "": "attachment-1",
    "/": "attachment-1",
    ".bashrc": "bashrc",
    "-rf": "-rf",
    "a\0b.pdf": "ab.pdf",
    "a\r\nX-Header: b.pdf": "a  X-Header_ b.pdf",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "con.txt": "_con.txt",
    "  spaced .pdf  ": "spaced.pdf",
    "Rechnung März.pdf": "Rechnung März.pdf",
}


def file(name: str, content: bytes = b"x") -> Attachment:
    return Attachment(name, "application/pdf", content, False)


class Names(unittest.TestCase):
    def test_no_name_leaves_the_folder(self) -> None:
        for given, expected in NAMES.items():
            self.assertEqual(safe_name(given), expected)

    def test_a_long_name_keeps_its_ending(self) -> None:
        name = safe_name("ä" * 500 + ".pdf")
        self.assertTrue(name.endswith("ä.pdf"))
        self.assertLessEqual(len(name.encode()), LONGEST_NAME_BYTES)

    def test_patterns(self) -> None:
        self.assertTrue(is_wanted("Scan.PDF", ["*.csv", "*.pdf"]))
        self.assertFalse(is_wanted("logo.png", ["*.pdf"]))

    def test_mailbox_names_in_imaps_own_utf7(self) -> None:
        for name, code in (("Entwürfe", "Entw&APw-rfe"), ("A&B", "A&-B"), ("日本語", "&ZeVnLIqe-"), ("INBOX", "INBOX")):
            self.assertEqual((utf7(name), from_utf7(code)), (code, name))


class Saving(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def test_two_files_of_one_name_and_the_same_again_after_a_crash(self) -> None:
        for _ in range(2):
            folder = MailFolder(self.root, "mail")
            paths = [folder.save(file("a.pdf", content), n) for n, content in enumerate((b"one", b"two", b"one"), 1)]
            self.assertEqual([p.name for p in paths], ["a.pdf", "a (2).pdf", "a (3).pdf"])
            self.assertEqual([p.read_bytes() for p in paths], [b"one", b"two", b"one"])
        self.assertEqual(len(list((self.root / "mail").iterdir())), 3)

    def test_half_a_file_left_by_a_crash_is_written_anew(self) -> None:
        path = MailFolder(self.root, "mail").save(file("a.pdf", b"whole"), 1)
        path.write_bytes(b"wh")
        self.assertEqual(MailFolder(self.root, "mail").save(file("a.pdf", b"whole"), 1).read_bytes(), b"whole")

    def test_a_link_in_the_way_is_not_followed(self) -> None:
        outside = self.root / "outside"
        outside.mkdir()
        (self.root / "mail").symlink_to(outside)
        with self.assertRaises(Trouble):
            MailFolder(self.root, "mail").save(file("a.pdf"), 1)
        (victim := self.root / "victim").write_text("mine")
        inside = self.root / "mail2"
        inside.mkdir()
        (inside / "a.pdf").symlink_to(victim)
        self.assertFalse(MailFolder(self.root, "mail2").save(file("a.pdf", b"new"), 1).is_symlink())
        self.assertEqual((victim.read_text(), list(outside.iterdir())), ("mine", []))

    def test_a_missing_folder_is_said_and_not_made(self) -> None:
        with self.assertRaisesRegex(Trouble, "is missing. Create it"):
            MailFolder(self.root / "away", "mail").save(file("a.pdf"), 1)


class Configuration(unittest.TestCase):
    def test_what_is_missing_is_named(self) -> None:
        with self.assertRaisesRegex(Trouble, '"password" is not set'):
            Settings.read({"server": "s", "user": "u"})

    def test_a_line_break_cannot_become_a_command(self) -> None:
        with self.assertRaisesRegex(Trouble, "line break"):
            Settings.read({"server": "s", "user": "u", "password": "a\r\nA1 DELETE INBOX"})

    def test_the_password_is_not_in_what_is_printed(self) -> None:
        settings = Settings.read({"server": "s", "user": "u", "password": "geheim"})
        self.assertNotIn("geheim", repr(settings))
        self.assertEqual((settings.port, settings.security), (993, "tls"))


if __name__ == "__main__":
    unittest.main()
