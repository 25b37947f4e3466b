import asyncio
import logging

from prama import EventRejected, emit_batch, heartbeat, load_checkpoint


async def main():
    await asyncio.to_thread(heartbeat)
    n = load_checkpoint() or 0
    while True:
        events = [{"event_type": "tick", "data": {"n": n + i}, "checkpoint": n + i} for i in (1, 2, 3)]
        for outcome in await emit_batch(events):
            if isinstance(outcome, EventRejected):
                logging.warning("%s", outcome)
        print({"sent": len(events)})
        n += len(events)
        await asyncio.sleep(0.5)
