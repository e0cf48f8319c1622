"""The call worker process: owns up to four lines, runs their conversations, and tells the engine what happens.

    python -m engine.call.worker --fd N      N: one half of a socket pair; the first message on it is `Configure`

A closed channel means that the engine is gone: the worker hangs up and exits.
"""

from __future__ import annotations

import asyncio
import logging
import os

from engine.call.messages import (
    Configure,
    HangUpCall,
    PlaceCall,
    ToWorker,
    WorkerFailed,
    WorkerReady,
)
from engine.dialog.problems import ScriptError
from engine.speech.api import SpeechUnavailable
from engine.wire import Channel

log = logging.getLogger(__name__)


async def work(channel: Channel[ToWorker]) -> None:
    """Serves one engine until it says stop or goes away."""
    inbox = aiter(channel)
    configuration = await anext(inbox)
    if not isinstance(configuration, Configure):
        raise RuntimeError(f"expected Configure first, not {type(configuration).__name__}")
    try:
        lines, dialer, speech = await _prepare(configuration, channel)
    except (TelephonyError, SpeechUnavailable, ScriptError) as error:
        channel.send(WorkerFailed(reason=str(error)))
        await channel.close()
        return
    heartbeat = asyncio.create_task(_beat(channel, dialer), name="heartbeat")
    channel.send(WorkerReady(pid=os.getpid(), sip_address=dialer.bound_address))
    try:
        async for message in inbox:
            match message:
                case PlaceCall():
                    lines.place(message)
                case HangUpCall(attempt_id):
                    lines.hang_up(attempt_id)
                case _:
                    break
    finally:
        heartbeat.cancel()
        await lines.close()
        await dialer.close()
        await speech.close()
        await channel.close()
