"""The wheel and the sdist, built as for a release, installed where nothing else is, and used there from a foreign process.

PRAMA_BIN names the program to send to. PyPI must be reachable: the builds take hatchling from there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SDK = ROOT / "sdk" / "python"
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
PROGRAM = """
import prama
assert "site-packages" in prama.__file__, prama.__file__
print(prama.emit("timer_fired", "my-timer", {"fired_at": "2025-11-19T10:30:00Z", "timer_id": "x"}).event_id)
"""


def run(*command: str | Path, **more: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)  # type: ignore[call-overload]
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return str(done.stdout)


class WheelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        root = Path(cls.folder.name)
        cls.data = root / "data"
        tools, dist, unpacked = root / "tools", root / "dist", root / "unpacked"
        run(*PIP, "install", "--target", tools, "hatchling==1.33.0")
        build = "import sys; from hatchling.build import build_{0} as build; print(build(sys.argv[1]))"
        environment = {**os.environ, "PYTHONPATH": str(tools)}
        dist.mkdir()
        run(sys.executable, "-c", build.format("sdist"), dist, cwd=SDK, env=environment)
        (cls.sdist,) = dist.glob("*.tar.gz")
        # The wheel is made from the sdist, so that what is missing in that one shows.
        with tarfile.open(cls.sdist) as sdist:
            sdist.extractall(unpacked, filter="data")
        run(sys.executable, "-c", build.format("wheel"), dist, cwd=unpacked / "prama-0.1.0", env=environment)
        (cls.wheel,) = dist.glob("*.whl")

    def test_the_packages_hold_the_code_and_nothing_else(self) -> None:
        with zipfile.ZipFile(self.wheel) as wheel:
            names = [name for name in wheel.namelist() if not name.startswith("prama-0.1.0.dist-info/")]
            metadata = wheel.read("prama-0.1.0.dist-info/METADATA").decode()
        source = SDK / "src"
        expected = {p.relative_to(source).as_posix() for p in (source / "prama").rglob("*") if p.suffix != ".pyc"}
        self.assertEqual(set(names), {name for name in expected if (source / name).is_file()})
        self.assertIn("prama/py.typed", names)
        self.assertNotIn("Requires-Dist", metadata)
        with tarfile.open(self.sdist) as sdist:
            kept = {name.split("/", 1)[1].split("/")[0] for name in sdist.getnames() if "/" in name}
        self.assertEqual(kept - {".gitignore"}, {"src", "README.md", "pyproject.toml", "PKG-INFO"})

    def test_it_is_installed_and_used_by_a_foreign_process(self) -> None:
        root = Path(self.folder.name)
        run(sys.executable, "-m", "venv", "--without-pip", root / "user")
        python = root / "user" / "bin" / "python"
        run(*PIP, "--python", python, "install", "--no-index", self.wheel)
        environment = {"PATH": os.environ["PATH"], "PRAMA_DATA": str(self.data)}
        self.assertEqual(run(python, "-c", PROGRAM, env=environment, cwd=root).strip(), "None", "kept while away")
        prama = os.environ["PRAMA_BIN"]
        serve = [prama, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0"]
        app = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (app.terminate(), app.wait()))
        deadline = time.monotonic() + 120
        while not (self.data / "endpoint.json").exists():
            self.assertLess(time.monotonic(), deadline, "prama serve is not ready")
            time.sleep(0.05)
        event = run(python, "-c", PROGRAM, env=environment, cwd=root).strip()
        self.assertNotEqual(event, "None")
        listed = json.loads(run(prama, "events", "list", "--source", "my-timer", "--json", env=environment))
        self.assertEqual([listed["total"], listed["items"][0]["id"]], [2, event])


if __name__ == "__main__":
    unittest.main()
