"""What this source looks at: put your own thing here."""

from pathlib import Path


def count(folder):
    """How many files are in the folder."""
    return sum(1 for entry in Path(folder).iterdir() if entry.is_file())
