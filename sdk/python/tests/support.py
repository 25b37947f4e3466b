"""A pretended app: over pipes for hosted sources, over HTTP for other programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SRC = Path(__file__).parent.parent / "src"
sys.path.insert(0, str(SRC))


class Hosted:
    """Runs a source's code in the host and plays the app on the other end of the pipes."""

    def __init__(
        self, code: str, config: dict[str, Any] | None = None, checkpoint: Any = None, with_host: bool = True
    ) -> None:
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "source.py"
        file.write_text(code, encoding="utf-8")
        self.config, self.checkpoint = config or {}, checkpoint
        self.events: list[dict[str, Any]] = []
        self.logged: list[tuple[str, str]] = []
        self.kept: list[Any] = []
        self.answers: list[dict[str, Any]] = []
        #: What came, in order: methods, and "answer".
        self.heard: list[str] = []
        self.handshake: dict[str, Any] = {}
        self.states: list[str | None] = []
        self.reject: dict[str, tuple[str, str]] = {}
        #: Makes each answer that much longer, so that the pipe cannot hold one that is not read.
        self.padding = ""
        self.enough = threading.Event()
        self.wanted = 1
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "PYTHONDONTWRITEBYTECODE": "1", "PRAMA_PROTOCOL": "1.0"}
        self.process = subprocess.Popen(
            [sys.executable, *(["-m", "prama.host", self.folder.name] if with_host else []), str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        self._reader = threading.Thread(target=self._serve, daemon=True)
        self._reader.start()

    def __enter__(self) -> Hosted:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    pass
        self.folder.cleanup()

    def say(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def wait_for_events(self, count: int) -> list[dict[str, Any]]:
        self.wanted = count
        if len(self.events) < count:
            self.enough.clear()
            assert self.enough.wait(20), f"{len(self.events)} events of {count}; log: {self.logged}"
        return self.events[:count]

    def finish(self) -> tuple[int, str]:
        code = self.process.wait(20)
        self._reader.join(10)
        assert self.process.stderr
        return code, self.process.stderr.read().decode()

    def _serve(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if not line.startswith(b"{"):
                continue
            message = json.loads(line)
            method, params = message.get("method"), message.get("params", {})
            self.heard.append(method or "answer")
            result: dict[str, Any] = {}
            if method == "initialize":
                self.handshake = params
                result = {"source": "test", "config": self.config, "checkpoint": self.checkpoint}
            elif method == "event":
                code, text = self.reject.get(params["event_type"], ("", ""))
                number = len(self.events) + 1
                result = {"status": "accepted", "event_id": f"e{number}", "duplicate": False, "padding": self.padding}
                if code:
                    result = {"status": "rejected", "code": code, "message": text}
                self.events.append(params)
            elif method == "checkpoint":
                self.kept.append(params["value"])
            elif method == "status":
                self.states.append(params["detail"])
            elif method == "log":
                self.logged.append((params["level"], params["message"]))
            elif method is None:
                self.answers.append(message)
                self.enough.set()
            if "id" in message and method:
                self.say({"id": message["id"], "result": result})
            if len(self.events) >= self.wanted:
                self.enough.set()


class App:
    """The part of the HTTP surface that takes events."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.events: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        #: Answers every request: status and body.
        self.answer: tuple[int, dict[str, Any]] | None = None
        #: Answers single events, by type: a problem document.
        self.problems: dict[str, dict[str, Any]] = {}
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                events = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["events"]
                results = [app.take(event) for event in events] if app.answer is None else []
                status, body = app.answer or (202, {"results": results})
                app.tokens.append(self.headers["Authorization"])
                payload = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, event: dict[str, Any]) -> dict[str, Any]:
        problem = self.problems.get(event["event_type"])
        if problem is not None:
            return problem
        self.events.append(event)
        return {"success": True, "event_id": f"e{len(self.events)}", "duplicate": False}

    def open(self) -> None:
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "endpoint.json").write_text(json.dumps({"url": url, "token": "secret", "pid": 1}))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
