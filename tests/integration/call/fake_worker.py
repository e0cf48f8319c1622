"""A call worker without telephony: what it does at start is told by its script's name, what it does with a call by the number.

start: serve | refuse | exit | hang | once (serves the first time, exits when it is started again)
call:  talk | hold (until it is told to hang up) | agent (wants one; holds) | die | freeze | garble
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from engine.call.messages import (
    AgentAssigned,
    AgentWanted,
    Configure,
    HangUpCall,
    NoAgentFree,
    PlaceCall,
    ToWorker,
    WorkerAlive,
    WorkerFailed,
    WorkerReady,
)
from engine.events import AgentRinging, CallEnded, PhoneRinging, TransferRefused
from engine.outcome import Disposition
from engine.wire import Channel

BEAT_S: Final = 0.1


def ended(attempt_id: str, cause: str) -> CallEnded:
    return CallEnded(attempt_id=attempt_id, at=1.0, disposition=Disposition.COMPLETED, cause=cause)


async def work(descriptor: int) -> None:
    channel: Channel[ToWorker] = await Channel.over(socket.socket(fileno=descriptor), ToWorker)
    inbox = aiter(channel)
    configuration = await anext(inbox)
    assert isinstance(configuration, Configure)
    await _start(configuration, channel)
    async with asyncio.TaskGroup() as tasks:
        beating = tasks.create_task(_beat(channel))
        async for message in inbox:
            match message:
                case PlaceCall():
                    _carry(message, channel, descriptor)
                case HangUpCall(attempt_id=attempt_id):
                    channel.send(ended(attempt_id, "hung up"))
                case AgentAssigned(attempt_id=attempt_id, agent=agent):
                    channel.send(AgentRinging(attempt_id=attempt_id, at=0.7, agent=agent, summary=""))
                case NoAgentFree(attempt_id=attempt_id):
                    channel.send(TransferRefused(attempt_id=attempt_id, at=0.7, target="agents", reason="nobody"))
                case _:
                    break
        beating.cancel()
    await channel.close()


async def _start(configuration: Configure, channel: Channel[ToWorker]) -> None:
    match configuration.script.main:
        case "refuse":
            channel.send(WorkerFailed(reason="SIP address is in use"))
            await channel.close()
            sys.exit()
        case "exit":
            sys.exit(1)
        case "hang":
            await asyncio.Event().wait()
        case "once":
            started = Path(configuration.cache_dir) / "started"
            if started.exists():
                sys.exit(1)
            started.touch()
    channel.send(WorkerReady(pid=os.getpid(), sip_address="127.0.0.1:5060"))


def _carry(call: PlaceCall, channel: Channel[ToWorker], descriptor: int) -> None:
    if call.number not in ("hold", "die"):
        channel.send(PhoneRinging(attempt_id=call.attempt_id, at=0.5, sip_status=180))
    match call.number:
        case "talk":
            channel.send(ended(call.attempt_id, "normal"))
        case "agent":
            channel.send(AgentWanted(attempt_id=call.attempt_id, within_s=9.0))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "freeze":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "garble":
            os.write(descriptor, b"\x04\x00\x00\x00what")
        case _:
            pass


async def _beat(channel: Channel[ToWorker]) -> None:
    while True:
        await asyncio.sleep(BEAT_S)
        channel.send(WorkerAlive(loop_lag_ms=0.0, media_ticks=0, late_ticks=0))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int)
    asyncio.run(work(parser.parse_args().fd))
