"""Text that came from outside, made safe to show and to send."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """One line of valid text: without control characters, without halves of characters, without turned directions."""
    # Cc: controls, Cf: invisible ones, among them those that turn the direction; Cs: halves; Zl, Zp: line ends.
    wanted = [
        " " if char in "\r\n\t" else "\ufffd" if "\ud800" <= char <= "\udfff" else char
        for char in text
        if char in "\r\n\t\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp")
    ]
    return "".join(wanted).strip()


def clip(text: str, most: int) -> str:
    """At most so many characters; a cut is marked."""
    return text if len(text) <= most else text[: most - 1] + "…"
