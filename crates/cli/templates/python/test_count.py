"""python3 -B -m unittest"""

import tempfile
import unittest
from pathlib import Path

from count import count


class CountTest(unittest.TestCase):
    def test_files_are_counted_and_folders_are_not(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertEqual(count(folder), 0)
            (folder / "a.txt").touch()
            (folder / "b.txt").touch()
            (folder / "c").mkdir()
            self.assertEqual(count(folder), 2)


if __name__ == "__main__":
    unittest.main()
