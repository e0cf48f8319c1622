"""A phone in its own process: what it does with a call is the number that was dialled. Says what it saw as one JSON line per call.

busy | late_busy | ring | early | cancelled | answer | answer_and_leave | speak | press
"""

from __future__ import annotations

import asyncio
import json
import sys
from array import array
from dataclasses import asdict, dataclass, field

from telephony.audio import SAMPLE_RATE_HZ
from telephony.line import DtmfReceived, HungUp
from telephony.settings import Srtp, StackSettings, Transport
from telephony.sip.answerer import IncomingCall, SipAnswerer
from telephony.sip.line import SipLine

LOUD = 8000


@dataclass
class Saw:
    """One call as the phone saw it."""

    number: str
    caller_id: str
    asserted_identity: str
    events: list[str] = field(default_factory=list)
    cause: str = ""
    digits: str = ""
    loud_frames: int = 0
    frames: int = 0


def square_wave(ms: int) -> bytes:
    """500 Hz, which G.711 carries at full level."""
    return array("h", ([LOUD] * 8 + [-LOUD] * 8) * (SAMPLE_RATE_HZ * ms // 16_000)).tobytes()


def is_loud(frame: bytes) -> bool:
    return max(array("h", frame)) > LOUD // 2


async def _behave(call: IncomingCall) -> None:
    match call.number:
        case "busy":
            await call.reject(486, reason_q850=17, retry_after_s=5)
        case "ring":
            await call.ring()
        case "early":
            await call.ring(early_media=True)
            call.line.play(square_wave(600))
            await asyncio.sleep(0.6)
            await call.answer()
        case _:
            await call.ring()
            await call.answer()


async def _talk(call: IncomingCall, line: SipLine) -> None:
    match call.number:
        case "speak":
            line.play(square_wave(1000))
        case "press":
            await line.send_dtmf("4*#")
        case "leave":
            await asyncio.sleep(0.4)
            await line.hang_up()
        case _:
            pass


async def _watch(call: IncomingCall, saw: Saw) -> None:
    async for event in call.line.events():
        saw.events.append(type(event).__name__)
        if isinstance(event, DtmfReceived):
            saw.digits += event.digit
        elif isinstance(event, HungUp):
            saw.cause = event.cause
        elif saw.events[-1] == "MediaActive":
            await _talk(call, call.line)


async def _listen(call: IncomingCall, saw: Saw) -> None:
    async for frame in call.line.frames():
        saw.frames += 1
        saw.loud_frames += is_loud(frame)


async def _take(call: IncomingCall) -> None:
    saw = Saw(call.number, call.caller_id, call.asserted_identity)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_watch(call, saw))
        tasks.create_task(_listen(call, saw))
        await _behave(call)
    print(json.dumps(asdict(saw)), flush=True)  # noqa: T201  # the report the test reads


async def main(rtp_port_first: int, srtp: str, transport: str) -> None:
    stack = StackSettings(bind_address="127.0.0.1", rtp_port_first=rtp_port_first)
    answerer = await SipAnswerer.open(stack, srtp=Srtp(srtp), transport=Transport(transport))
    print(answerer.bound_address.rpartition(":")[2], flush=True)  # noqa: T201
    async with asyncio.TaskGroup() as tasks:
        async for call in answerer.calls():
            tasks.create_task(_take(call))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
