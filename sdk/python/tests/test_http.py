"""Events from a program that the app did not start: over HTTP, or into the outbox while the app is away."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import support

from prama import EventRejected, OutboxFull, Receipt, _link, _outbox, emit, emit_all, emit_batch, emit_event, flush


class HttpTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "prama"
        patch = mock.patch.dict(os.environ, {"PRAMA_DATA": str(self.data), "http_proxy": "http://127.0.0.1:1"})
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(setattr, _link, "_http", None)
        self.app = support.App(self.data)
        self.addCleanup(self.app.close)

    def test_an_event_is_posted_with_token_key_and_time(self) -> None:
        self.app.open()
        receipt = emit("file_upload", "web-client-upload", {"filename": "a.pdf"}, user_id="user-123", key="k")
        self.assertEqual((receipt.event_id, receipt.buffered), ("e1", False))
        event = self.app.events[0]
        self.assertEqual((event["event_type"], event["source"], event["key"]), ("file_upload", "web-client-upload", "k"))
        self.assertEqual(event["metadata"]["user_id"], "user-123")
        self.assertTrue(event["metadata"]["timestamp"].endswith("Z"))
        self.assertEqual(self.app.tokens, ["Bearer secret"])

    def test_an_event_sent_from_within_a_step_names_it(self) -> None:
        with mock.patch.dict(os.environ, {"PRAMA_CAUSED_BY": "run/0"}):
            emit("t", "s")
            self.app.open()
        # It waited in the outbox, and is sent by a program that no step started.
        emit("t", "s", {"n": 1})
        self.assertEqual([e.get("caused_by") for e in self.app.events], ["run/0", None])

    def test_emit_event_takes_the_batch_pattern(self) -> None:
        self.app.open()
        batch = [{"event_type": "t", "source": "s", "data": {"n": n}} for n in range(3)]

        async def send() -> None:
            for event in batch:
                await emit_event(**event)

        asyncio.run(send())
        self.assertEqual([e["data"]["n"] for e in self.app.events], [0, 1, 2])

    def test_a_batch_is_few_requests_with_an_outcome_for_each_event(self) -> None:
        self.app.open()
        self.app.problems["wrong"] = {"status": 422, "code": "EVT-002", "title": "Not declared."}
        batch = [{"event_type": "t", "source": "s", "data": {"n": n}} for n in range(700)]
        outcomes = asyncio.run(emit_batch([*batch, {"event_type": "wrong", "source": "s"}]))
        self.assertEqual([e["data"]["n"] for e in self.app.events], list(range(700)))
        self.assertEqual(len(self.app.tokens), 2)
        self.assertIsInstance(outcomes[700], EventRejected)
        self.assertEqual(outcomes[699], Receipt("e700"))

    def test_a_refusal_raises_with_code_and_text(self) -> None:
        self.app.open()
        problem = {"status": 422, "code": "EVT-003", "title": "Needs fired_at.", "detail": "It has: timer_id."}
        self.app.problems["timer_fired"] = problem
        with self.assertRaises(EventRejected) as caught:
            emit("timer_fired", "my-timer")
        self.assertEqual(caught.exception.code, "EVT-003")
        self.assertEqual(str(caught.exception), "Needs fired_at. It has: timer_id. [EVT-003]")

    def test_events_wait_while_the_app_is_away_and_arrive_in_order_once(self) -> None:
        receipts = [emit("t", "s", {"n": n}) for n in range(3)]
        self.assertTrue(all(r.buffered and r.event_id is None for r in receipts))
        self.app.open()
        self.app.answer = (503, {"title": "Busy."})
        self.assertTrue(emit("t", "s", {"n": 3}).buffered)
        self.app.answer = None
        self.assertFalse(emit("t", "s", {"n": 4}).buffered)
        self.assertEqual([e["data"]["n"] for e in self.app.events], [0, 1, 2, 3, 4])
        self.assertEqual(len({e["key"] for e in self.app.events}), 5)
        emit("t", "s", {"n": 5})
        self.assertEqual(len(self.app.events), 6)

    def test_what_waits_is_sent_when_the_app_is_back_without_another_call(self) -> None:
        self.app.answer = (429, {"title": "Slow down."})
        self.app.open()
        self.assertTrue(emit("t", "s", {"n": 1}).buffered)
        self.app.answer = None
        for _ in range(2000):
            if self.app.events and not self.waiting():
                break
            time.sleep(0.02)
        self.assertEqual(([e["data"]["n"] for e in self.app.events], self.waiting()), ([1], []))

    def test_flush_says_how_many_still_wait(self) -> None:
        emit_all({"event_type": "t", "source": "s", "data": {"n": n}} for n in range(3))
        self.assertEqual(flush(), 3)
        self.app.open()
        self.assertEqual((flush(), [e["data"]["n"] for e in self.app.events]), (0, [0, 1, 2]))

    def test_programs_that_write_and_send_at_once_lose_and_double_nothing(self) -> None:
        program = (
            "import sys, prama\n"
            "for n in range(40): prama.emit('t', 's', {'n': int(sys.argv[1]) + n})\n"
            "prama.flush()\n"
        )
        environment = {**os.environ, "PYTHONPATH": str(support.SRC)}

        def start(first: int) -> subprocess.Popen[bytes]:
            return subprocess.Popen([sys.executable, "-c", program, str(first)], env=environment)

        away = [start(0), start(40)]
        self.assertEqual([p.wait() for p in away], [0, 0])
        self.assertEqual(len(self.waiting()), 80)
        self.app.open()
        self.assertEqual([p.wait() for p in [start(80), start(120)]], [0, 0])
        flush()
        self.assertEqual(self.waiting(), [])
        keys = {e["key"]: e["data"]["n"] for e in self.app.events}
        self.assertEqual(sorted(keys.values()), list(range(160)))

    def test_a_sender_that_was_killed_holds_up_the_others_only_for_a_while(self) -> None:
        emit("t", "s", {"n": 1})
        lease = self.data / "outbox" / ".sending"
        lease.touch()
        self.app.open()
        self.assertEqual(flush(), 1)
        os.utime(lease, (time.time() - 60, time.time() - 60))
        self.assertEqual((flush(), lease.exists()), (0, False))

    def waiting(self) -> list[Path]:
        return list((self.data / "outbox").glob("*.json"))

    def test_the_outbox_is_private_and_bounded(self) -> None:
        emit("t", "s")
        outbox = self.data / "outbox"
        self.assertEqual(outbox.stat().st_mode & 0o077, 0)
        self.assertTrue(all(p.stat().st_mode & 0o077 == 0 for p in outbox.glob("*.json")))
        for limit, value in (("MAX_EVENTS", 1), ("MAX_BYTES", 100)):
            with mock.patch.object(_outbox, limit, value), self.assertRaises(OutboxFull):
                emit("t", "s")

    def test_a_broken_file_does_not_hold_up_the_others(self) -> None:
        emit("t", "s", {"n": 1})
        (self.data / "outbox" / "00-broken.json").write_text("{")
        self.app.open()
        emit("t", "s", {"n": 2})
        self.assertEqual([e["data"]["n"] for e in self.app.events], [1, 2])


if __name__ == "__main__":
    unittest.main()
