"""Mails as people and machines send them, and as nobody should."""

from __future__ import annotations

import json
import random
import sys
import unittest
from email.message import EmailMessage
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[3] / "sdk" / "python" / "src")]

import message
from email_monitor import MOST_EVENT_BYTES, fitting


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Ann Doe <ann@example.com>", "Subject": "Hello", **headers}.items():
        made[name.replace("_", "-")] = value
    return made


class Ordinary(unittest.TestCase):
    def test_header_text_and_attachment(self) -> None:
        made = mail(
            To="bob@example.com, Eve <eve@example.com>", Date="Wed, 19 Nov 2025 11:30:00 +0100", Message_ID="<1@x>"
        )
        made.set_content("Dear Bob,\n\n\n\nsee   the file.\n")
        made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Rechnung März.pdf")
        got = message.read(made.as_bytes())
        self.assertEqual((got.fields["from"], got.fields["from_name"]), ("ann@example.com", "Ann Doe"))
        self.assertEqual(got.fields["to"], ["bob@example.com", "eve@example.com"])
        self.assertEqual((got.fields["date"], got.fields["message_id"]), ("2025-11-19T10:30:00Z", "<1@x>"))
        self.assertEqual(got.fields["text"], "Dear Bob,\n\nsee the file.")
        (file,) = got.attachments
        self.assertEqual(
            (file.filename, file.content_type, file.content), ("Rechnung März.pdf", "application/pdf", b"%PDF-1.7")
        )
        self.assertEqual(got.problems, [])

    def test_html_only_is_read_as_text_without_its_scripts(self) -> None:
        made = mail()
        html = "<head><style>p{}</style><title>t</title></head><p>Total:&nbsp;<b>100</b>&euro;</p><script>x()</script><p>Bye"
        made.set_content(html, subtype="html")
        self.assertEqual(message.read(made.as_bytes()).fields["text"], "Total: 100€\nBye")

    def test_an_attached_mail_is_one_attachment_named_after_its_subject(self) -> None:
        inner = mail(Subject="Inner one")
        inner.set_content("inside")
        made = mail()
        made.set_content("outside")
        made.add_attachment(inner)
        got = message.read(made.as_bytes())
        self.assertEqual([a.filename for a in got.attachments], ["Inner one.eml"])
        self.assertIn(b"inside", got.attachments[0].content)
        self.assertEqual(got.fields["text"], "outside")

    def test_a_pdf_declared_as_anything_is_known_by_its_name(self) -> None:
        made = mail()
        made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.PDF")
        self.assertEqual(message.read(made.as_bytes()).attachments[0].content_type, "application/pdf")


HOSTILE = {
    "nothing": b"",
    "no header": b"\r\n\r\njust text",
    "only a name": b"Subject",
    "binary": bytes(range(256)) * 50,
    "latin-1 without saying so": "From: Jürgen <j@x>\r\nSubject: Grüße\r\n\r\nschön".encode("latin-1"),
    "unknown charset": b"Subject: =?klingon?Q?=41?=\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe",
    "broken encoded word": b"Subject: =?utf-8?B?!!!!?= =?utf-8?B?w6?=\r\nFrom: =?utf-8?Q?=ZZ?= <a@b>\r\n\r\n",
    "broken base64": b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%a=b\r\n",
    "broken uuencode": b"Content-Type: application/x; name=a\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\nzzz\n",
    "multipart without boundary": b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nhi",
    "boundary never closed": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n--x\r\nContent-Type: text/html\r\n\r\n<p",
    "empty boundary": b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nhi\r\n----\r\n',
    "bad parameter": b"Content-Type: text/plain; name*=unknown'x'%ff%00; name*0*=utf-8''%f; charset*=x\r\n\r\nhi",
    "bad addresses": b'From: <<<>>>,,;:@@ "unclosed (\r\nTo: ' + b"<" * 5000 + b"\r\n\r\n",
    "injected header": b"Subject: =?utf-8?Q?a=0d=0aBcc:_x@y=00?=\r\nContent-Disposition: attachment; filename*=utf-8''a%0d%0ab%00\r\n\r\n",
    "bad date": b"Date: Wed, 99 Foo 99999 25:61:61 +9999\r\n\r\n",
    "far date": b"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n\r\n",
    "recursive mail": b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"Subject: x\r\n\r\nhi",
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)
    ),
    "many parts": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\nContent-Type: image/png\r\n\r\n\r\n" * 30_000,
    "many headers": b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
    "long subject": b"Subject: " + b"a" * 500_000 + b"\r\n\r\n",
    "many recipients": b"To: " + b", ".join(b"a%d@example.com" % n for n in range(20_000)) + b"\r\n\r\n",
    "tag soup": b"Content-Type: text/html\r\n\r\n" + b"<!-- <![ <a <b " * 20_000,
    "halves of characters": b"Content-Type: text/plain; charset=utf-7\r\nSubject: =?utf-7?Q?+2AA-?=\r\n\r\n+2AA- +3AA-",
}


class Hostile(unittest.TestCase):
    def check(self, raw: bytes) -> message.Mail:
        got = message.read(raw)
        listed = [
            {"filename": a.filename, "size": len(a.content), "content_type": a.content_type} for a in got.attachments
        ]
        data = fitting({**got.fields, "attachments": listed, "problems": got.problems})
        # What the pipe does with it.
        line = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        self.assertLessEqual(len(line), MOST_EVENT_BYTES)
        for text in (got.fields["subject"], got.fields["from"], *(a.filename for a in got.attachments)):
            self.assertFalse(set(text) & set("\r\n\0"), text)
        return got

    def test_every_malformed_mail_gives_something(self) -> None:
        for name, raw in HOSTILE.items():
            with self.subTest(name):
                self.check(raw)

    def test_what_is_sent_without_saying_how_is_still_readable(self) -> None:
        got = self.check(HOSTILE["latin-1 without saying so"])
        self.assertEqual((got.fields["subject"], got.fields["from_name"]), ("Grüße", "Jürgen"))
        self.assertEqual(got.fields["text"], "schön")

    def test_what_was_left_out_is_said(self) -> None:
        self.assertIn("first 100 attachments", " ".join(self.check(HOSTILE["many parts"]).problems))
        self.assertIn("structure", " ".join(self.check(HOSTILE["nested multiparts"]).problems))

    def test_two_thousand_mutated_mails(self) -> None:
        made = mail(To="bob@example.com", Date="Wed, 19 Nov 2025 11:30:00 +0100", Subject="Grüße an alle")
        made.set_content("Text äöü\n")
        made.add_alternative("<p>Text</p>", subtype="html")
        made.add_attachment(b"%PDF" * 50, maintype="application", subtype="pdf", filename="ä.pdf")
        seed = made.as_bytes()
        chance = random.Random(7)
        for _ in range(2000):
            raw = bytearray(seed)
            for _ in range(chance.randint(1, 12)):
                at = chance.randrange(len(raw))
                match chance.randrange(4):
                    case 0:
                        raw[at] = chance.randrange(256)
                    case 1:
                        del raw[at : at + chance.randint(1, 40)]
                    case 2:
                        raw[at:at] = raw[at - 30 : at]
                    case _:
                        raw[at:at] = chance.choice([b"\r\n\r\n", b"--", b"=?", b"\0", b";", b'"', b"\xff"])
            self.check(bytes(raw))

    def test_a_mail_of_thirty_megabytes(self) -> None:
        made = mail()
        made.set_content("big")
        made.add_attachment(
            random.Random(1).randbytes(22 * 1024 * 1024), maintype="application", subtype="zip", filename="b.zip"
        )
        raw = made.as_bytes()
        self.assertGreater(len(raw), 30_000_000)
        self.assertEqual(len(self.check(raw).attachments[0].content), 22 * 1024 * 1024)


if __name__ == "__main__":
    unittest.main()
