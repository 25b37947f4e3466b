"""Going on in the face of trouble, and a stop that does not wait for a function that never returns."""

from __future__ import annotations

import unittest

from support import Hosted

from prama import Trouble, persevere


class Done(Exception):
    """Ends the endless."""


class PausesTest(unittest.TestCase):
    def pauses(self, outcomes: list[object]) -> list[float]:
        """How long it waits after each outcome: a Trouble, or "well" before one."""
        pauses: list[float] = []

        def work(well: object) -> None:
            if not outcomes:
                raise Done
            outcome = outcomes.pop(0)
            if outcome == "well":
                well()  # type: ignore[operator]
                outcome = outcomes.pop(0)
            raise outcome  # type: ignore[misc]

        with self.assertRaises(Done), self.assertLogs("prama"):
            persevere(work, pauses.append)
        return pauses

    def test_pauses_grow_up_to_a_limit_and_vary(self) -> None:
        pauses = self.pauses([Trouble("away") for _ in range(12)])
        for pause, least in zip(pauses, (1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300), strict=True):
            self.assertTrue(least <= pause <= 1.25 * least, (pause, least))

    def test_it_begins_anew_after_it_went_well(self) -> None:
        pauses = self.pauses([Trouble("away"), Trouble("away"), "well", Trouble("away")])
        self.assertTrue(2 <= pauses[1] <= 2.5 and 1 <= pauses[2] <= 1.25, pauses)

    def test_what_only_a_person_can_mend_is_tried_seldom(self) -> None:
        pauses = self.pauses([Trouble("wrong password", pause_s=900) for _ in range(8)])
        self.assertTrue(900 <= pauses[0] <= 1125 and 900 * 24 <= pauses[7] <= 900 * 30, pauses)


class HostedTest(unittest.TestCase):
    def test_trouble_is_shown_once_and_taken_away(self) -> None:
        code = """
from prama import Trouble, emit, persevere

outcomes = [Trouble("Away.", "Wait."), Trouble("Away.", "Wait."), None]

def work(well):
    outcome = outcomes.pop(0)
    if outcome:
        raise outcome
    well()
    emit("through", "test")
    raise SystemExit

def main():
    persevere(work, lambda pause_s: None)
"""
        with Hosted(code) as app:
            app.wait_for_events(1)
            app.finish()
            self.assertEqual(app.states, ["Away. Wait.", None])
            self.assertEqual(app.logged, [("error", "Away. Wait."), ("info", "It works again.")])

    def test_an_ordinary_main_that_never_returns_is_stopped_in_order(self) -> None:
        code = """
import time
from prama import emit

def main():
    emit("begun", "test")
    while True:
        time.sleep(3600)
"""
        with Hosted(code) as app:
            app.wait_for_events(1)
            app.say({"method": "shutdown"})
            self.assertEqual(app.finish()[0], 0)


if __name__ == "__main__":
    unittest.main()
