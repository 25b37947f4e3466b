import asyncio
from datetime import datetime
from backend.services.event_emitter import emit_event

async def start_timer():
    while True:
        await asyncio.sleep(60)  # Every minute
        
        await emit_event(
            event_type="timer_fired",
            source="my-timer",
            data={
                "fired_at": datetime.utcnow().isoformat(),
                "timer_id": "default"
            }
        )
