"""The host as the app sees it: what it runs, what it says, how it ends."""

from __future__ import annotations

import signal
import unittest
from pathlib import Path

from support import Hosted

TIMER = Path(__file__).parents[3] / "event-sources" / "my-timer" / "timer.py"

TICK = """
import asyncio
from backend.services.event_emitter import emit_event

async def start_ticking():
    for n in range(3):
        await emit_event(event_type="tick", source="test", data={"n": n}, user_id="u", key=str(n))
"""


class HostTest(unittest.TestCase):
    def test_start_functions_run_and_emit(self) -> None:
        with Hosted(TICK) as app:
            events = app.wait_for_events(3)
            self.assertEqual([e["data"]["n"] for e in events], [0, 1, 2])
            self.assertEqual((events[0]["source"], events[0]["key"]), ("test", "0"))
            self.assertEqual(events[0]["metadata"]["user_id"], "u")
            self.assertEqual(app.finish()[0], 0)

    def test_the_quick_starts_timer_imports_and_waits(self) -> None:
        # It sleeps 60 s before its first event: here only that it starts and stops in order.
        with Hosted(TIMER.read_text(encoding="utf-8") + "\nprint('imported')\n") as app:
            assert app.process.stderr
            self.assertIn(b"imported", app.process.stderr.readline())
            app.say({"method": "shutdown"})
            self.assertEqual(app.finish()[0], 0)
            self.assertEqual(app.logged, [])

    def test_a_rejected_event_raises_with_code_and_text(self) -> None:
        code = """
from prama import EventRejected, emit

def main():
    try:
        emit("wrong", "test")
    except EventRejected as error:
        emit("right", "test", {"code": error.code, "text": error.message})
"""
        with Hosted(code) as app:
            app.reject["wrong"] = ("EVT-002", "not declared")
            self.assertEqual(app.wait_for_events(2)[1]["data"], {"code": "EVT-002", "text": "not declared"})
            self.assertEqual(app.finish()[0], 0)

    def test_an_uncaught_exception_is_logged_with_its_traceback(self) -> None:
        code = "from prama import emit_event\n\nasync def main():\n    await emit_event('wrong', 'test', {})\n"
        with Hosted(code) as app:
            app.reject["wrong"] = ("EVT-002", "not declared")
            self.assertEqual(app.finish()[0], 1)
            level, text = app.logged[0]
            self.assertEqual(level, "error")
            self.assertIn('source.py", line 4, in main', text)
            self.assertTrue(text.endswith("EventRejected: not declared [EVT-002]"), text)
            self.assertNotIn("host.py", text)

    def test_a_syntax_error_is_logged(self) -> None:
        with Hosted("def broken(:\n") as app:
            self.assertEqual(app.finish()[0], 1)
            self.assertIn("SyntaxError", app.logged[0][1])

    def test_nothing_to_run_says_what_is_needed(self) -> None:
        with Hosted("x = 1\n") as app:
            self.assertEqual(app.finish()[0], 1)
            self.assertIn("source.py has nothing to run", app.logged[0][1])

    def test_an_event_source_class_is_initialised_started_and_stopped(self) -> None:
        code = """
from prama import emit_event

class EventSource:
    async def initialize(self, config):
        self.folder = config["folder"]

    async def start(self):
        await emit_event("started", "test", {"folder": self.folder})

    async def stop(self):
        await emit_event("stopped", "test")
"""
        with Hosted(code, config={"folder": "/a"}) as app:
            self.assertEqual(app.wait_for_events(1)[0]["data"], {"folder": "/a"})
            app.process.send_signal(signal.SIGTERM)
            self.assertEqual(app.finish()[0], 0)
            self.assertEqual(app.events[1]["event_type"], "stopped")

    def test_a_factory_gets_config_and_callback(self) -> None:
        code = """
class Source:
    def __init__(self, config, callback):
        self.config, self.callback = config, callback

    async def start(self):
        await self.callback("one", {"n": self.config["n"]})
        await self.callback({"event_type": "two", "data": {}})

def create_event_source(config, callback):
    return Source(config, callback)
"""
        with Hosted(code, config={"n": 7}) as app:
            one, two = app.wait_for_events(2)
            self.assertEqual((one["event_type"], one["data"], two["event_type"]), ("one", {"n": 7}, "two"))

    def test_checkpoints_come_back_and_travel_with_events(self) -> None:
        code = """
from prama import checkpoint, emit, load_checkpoint

def main():
    at = load_checkpoint()
    emit("row", "test", {"at": at}, checkpoint=at + 1)
    checkpoint(load_checkpoint() + 1)
"""
        with Hosted(code, checkpoint=41) as app:
            self.assertEqual(app.finish()[0], 0)
            self.assertEqual((app.events[0]["checkpoint"], app.kept), (42, [43]))

    def test_print_and_logging_go_to_the_log_not_to_the_protocol(self) -> None:
        code = """
import logging, os, subprocess

def main():
    print("printed")
    subprocess.run(["echo", "from a child"])
    logging.getLogger("x").warning("careful")
"""
        with Hosted(code) as app:
            exit_code, stderr = app.finish()
            self.assertEqual(exit_code, 0)
            self.assertIn("printed", stderr)
            self.assertIn("from a child", stderr)
            self.assertEqual(app.logged, [("warn", "careful")])

    def test_a_batch_gives_an_outcome_for_each_event(self) -> None:
        code = """
from prama import emit, emit_batch

async def main():
    batch = await emit_batch([
        {"event_type": "right", "data": {"n": 1}}, {"event_type": "wrong"}, {"event_type": "right", "key": "k"}])
    emit("right", data={"outcomes": [getattr(o, "code", None) or o.event_id for o in batch]})
"""
        with Hosted(code) as app:
            app.reject["wrong"] = ("EVT-002", "not declared")
            self.assertEqual(app.wait_for_events(4)[3]["data"], {"outcomes": ["e1", "EVT-002", "e3"]})
            self.assertEqual(app.events[2]["key"], "k")
            self.assertEqual(app.finish()[0], 0)

    def test_many_events_at_once_do_not_stop_the_pipe(self) -> None:
        code = """
import asyncio
from prama import emit_event

async def main():
    text = "x" * 4000
    await asyncio.gather(*(emit_event("tick", data={"n": n, "text": text}) for n in range(200)))
"""
        # The app reads no further while an answer is not read, and the program writes more than the pipe holds.
        with Hosted(code) as app:
            app.padding = "x" * 150_000
            self.assertEqual([e["data"]["n"] for e in app.wait_for_events(200)], list(range(200)))
            self.assertEqual(app.finish()[0], 0)

    def test_an_event_longer_than_a_line_may_be_is_refused(self) -> None:
        code = """
from prama import EventRejected, emit

def main():
    try:
        emit("tick", data={"text": "x" * 262144})
    except EventRejected as error:
        emit("tick", data={"code": error.code})
"""
        with Hosted(code) as app:
            self.assertEqual(app.wait_for_events(1)[0]["data"], {"code": "EVT-005"})
            self.assertEqual(app.finish()[0], 0)

    def test_the_heartbeat_is_answered_by_the_event_loop(self) -> None:
        code = """
import asyncio, time
from prama import emit_event, heartbeat

async def main():
    await asyncio.to_thread(heartbeat)
    await emit_event("begun")
    await asyncio.sleep(3600)
"""
        with Hosted(code) as app:
            app.wait_for_events(1)
            self.assertEqual(app.handshake, {"protocolVersion": "1.0", "heartbeat": True})
            app.enough.clear()
            app.say({"id": 7, "method": "ping"})
            self.assertTrue(app.enough.wait(20))
            self.assertEqual(app.answers, [{"jsonrpc": "2.0", "id": 7, "result": {}}])

    def test_a_stuck_event_loop_answers_no_ping(self) -> None:
        code = """
import asyncio, sys, time
from prama import emit_event

async def main():
    print("stuck", file=sys.stderr, flush=True)
    time.sleep(0.5)
    await emit_event("freed")
    await asyncio.sleep(3600)
"""
        with Hosted(code) as app:
            assert app.process.stderr
            self.assertEqual(app.process.stderr.readline(), b"stuck\n")
            app.say({"id": 7, "method": "ping"})
            app.wait_for_events(1)
            while not app.answers:
                app.enough.clear()
                self.assertTrue(app.answers or app.enough.wait(20))
            self.assertEqual(app.heard[-2:], ["event", "answer"])

    def test_without_the_host_the_pipe_is_taken_at_first_use(self) -> None:
        code = """
import os, subprocess, sys, time
from prama import config, emit

print("before")
emit("begun", data={"limit": config()["limit"], "inherited": subprocess.check_output(["env"]).count(b"PRAMA_PROTOCOL")})
print('{"event_type": "not an event any more"}')
time.sleep(3600)
"""
        with Hosted(code, config={"limit": 90}, with_host=False) as app:
            self.assertEqual(app.wait_for_events(1)[0]["data"], {"limit": 90, "inherited": 0})
            app.say({"method": "shutdown"})
            self.assertEqual(app.finish()[0], -signal.SIGTERM)
            self.assertEqual(len(app.events), 1)

    def test_an_ordinary_main_does_not_hold_up_the_stop(self) -> None:
        code = """
import time
from prama import emit

def main():
    emit("begun")
    time.sleep(3600)
"""
        with Hosted(code) as app:
            app.wait_for_events(1)
            app.say({"method": "shutdown"})
            self.assertEqual(app.finish()[0], 0)

    def test_it_ends_when_the_app_is_gone(self) -> None:
        code = """
import asyncio
from prama import emit_event

async def main():
    await emit_event("begun", "test")
    await asyncio.sleep(3600)
"""
        with Hosted(code) as app:
            app.wait_for_events(1)
            assert app.process.stdin
            app.process.stdin.close()
            self.assertEqual(app.process.wait(20), 0)


if __name__ == "__main__":
    unittest.main()
