"""Going on in the face of trouble: a source whose server is away waits longer and longer, and says so meanwhile."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable

from ._api import report_status

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0

_log = logging.getLogger(__name__)


class Trouble(Exception):
    """What keeps a source from its work for now, and how a person can mend it.

    `pause_s` is how long to wait at least, for what hardly mends itself: a wrong password is not tried every second.
    """

    def __init__(self, message: str, fix: str = "", pause_s: float = FIRST_PAUSE_S) -> None:
        super().__init__(f"{message} {fix}".strip())
        self.pause_s = pause_s


def persevere(work: Callable[[Callable[[], None]], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Calls `work(well)` again whenever it returns or raises Trouble, after pauses that double and vary a little.

    `work` calls `well()` each time it got through: that takes the trouble off the Sources page and makes the next pause
    short again. Any other exception passes through: it ends the source, which is then started again.
    """
    failures = 0
    said = ""

    def well() -> None:
        nonlocal failures, said
        if said:
            _log.info("It works again.")
            report_status(None)
        failures, said = 0, ""

    while True:
        least_s = FIRST_PAUSE_S
        try:
            work(well)
        except Trouble as trouble:
            least_s = trouble.pause_s
            if str(trouble) != said:
                said = str(trouble)
                _log.error("%s", said)
                report_status(said)
        longest_s = max(LONGEST_PAUSE_S, 24 * least_s)
        pause_s = min(least_s * 2 ** min(failures, 20), longest_s)
        failures += 1
        # At least `least_s`, and not in step with others that lost the same server.
        sleep(pause_s * random.uniform(1.0, 1.25))
