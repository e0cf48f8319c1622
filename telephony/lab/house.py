"""One process of lab phones: a SIP endpoint that is every number of a phone book, up to four calls at a time.

Its report is one JSON object per line (`telephony.lab.report`): `HouseReady` or `HouseFailed` first, then a `CallReport` per call.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from telephony.errors import DialerFailed
from telephony.lab.book import PhoneBookError, load_book
from telephony.lab.espeak import EspeakError
from telephony.lab.phone import PhoneCall
from telephony.lab.report import CallReport, Ending, HouseFailed, HouseReady
from telephony.lab.sounds import Sounds
from telephony.lab.spec import PhoneBook
from telephony.lab.voices import VoiceBox
from telephony.lab.wav import WavError
from telephony.settings import JitterBuffer, StackSettings
from telephony.sip.answerer import IncomingCall, SipAnswerer

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
MAX_CALLS: Final = 4
JITTER_BUFFER: Final = JitterBuffer(wait_min_ms=20, wait_max_ms=160, cap_ms=200)
"""A soft phone's: it adapts, and begins with one packet. Desk phones are often set to begin with 60 ms and more."""
NO_SUCH_NUMBER: Final = 404

Report = Callable[[BaseModel], None]


@dataclass(frozen=True, slots=True)
class HouseSettings:
    """Where one lab process listens and what it reads and writes."""

    phones: Path
    sip_port: int = 0
    """0 takes any free one."""
    rtp_port: int = 40000
    """First of the RTP ports; a busy one is skipped."""
    recordings: Path | None = None
    cache_dir: Path = Path(".")
    """Synthesized lines are kept here."""
    bind_address: str = LOOPBACK


class House:
    """Takes calls until it is told to stop."""

    def __init__(self, settings: HouseSettings, book: PhoneBook, sounds: Sounds, report: Report) -> None:
        self._settings = settings
        self._book = book
        self._sounds = sounds
        self._report = report

    async def run(self, stop: asyncio.Event) -> None:
        """Answers until `stop` is set, then hangs up what is left.

        Raises:
            DialerFailed: the SIP endpoint cannot be opened.
        """
        settings = self._settings
        answerer = await SipAnswerer.open(
            StackSettings(
                bind_address=settings.bind_address,
                sip_port=settings.sip_port,
                rtp_port_first=settings.rtp_port,
                max_lines=MAX_CALLS,
                jitter_buffer=JITTER_BUFFER,
            )
        )
        try:
            async with asyncio.TaskGroup() as tasks:
                serving = tasks.create_task(self._serve(answerer, tasks), name="lab house")
                self._report(HouseReady(sip_address=answerer.bound_address, pid=os.getpid()))
                await stop.wait()
                serving.cancel()
                await answerer.close()
        except BaseException:
            await answerer.close()
            raise

    async def _serve(self, answerer: SipAnswerer, tasks: asyncio.TaskGroup) -> None:
        async for call in answerer.calls():
            tasks.create_task(self._take(call), name="lab call")

    async def _take(self, call: IncomingCall) -> None:
        phone = self._book.phones.get(call.number)
        if phone is None:
            await call.reject(NO_SUCH_NUMBER)
            self._report(_not_taken(call, "nobody", Ending.REFUSED, f"no phone has the number {call.number}"))
            return
        try:
            self._report(await PhoneCall(phone, call, self._sounds, self._settings.recordings).take())
        except Exception as error:  # one phone's failure must not end the other calls of the house
            _log.exception("lab call broke", extra={"action": "lab_call_broken"})
            self._report(_not_taken(call, phone.name, Ending.BROKEN, repr(error)))
            await call.line.hang_up()


async def run_house(settings: HouseSettings, report: Report, stop: asyncio.Event) -> bool:
    """A house from start to stop; False if it could not start, which is also reported."""
    try:
        book = load_book(settings.phones)
        sounds = Sounds(book, VoiceBox(settings.cache_dir))
        await House(settings, book, sounds, report).run(stop)
    except (PhoneBookError, EspeakError, WavError, DialerFailed, OSError) as error:
        report(HouseFailed(reason=str(error)))
        return False
    return True


def _not_taken(call: IncomingCall, name: str, ending: Ending, problem: str) -> CallReport:
    return CallReport(number=call.number, name=name, call_id=call.call_id, caller_id=call.caller_id, ending=ending, problem=problem)
