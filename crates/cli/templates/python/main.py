"""Tells Prama when the number of files in a folder changes."""

import asyncio
import logging

from count import count
from prama import EventRejected, config, emit_event, load_checkpoint


async def main():
    settings = config()
    # What was sent last: kept by Prama, so that a restart tells nothing twice.
    known = load_checkpoint()
    while True:
        files = count(settings["folder"])
        if files != known:
            known = files
            data = {"folder": settings["folder"], "files": files}
            try:
                await emit_event("count_changed", data=data, checkpoint=files)
            except EventRejected as error:
                # The event is wrong; Prama keeps it with the reason. The source goes on.
                logging.warning("%s", error)
        await asyncio.sleep(settings["every_seconds"])
