"""One call of a simulated phone: meets the INVITE as the phone book says, talks if it answers, and reports.

IncomingCall ─▶ refuse │ ring out │ announce and refuse │ ring, answer, `Conversation` ─▶ CallReport
"""

from __future__ import annotations

import asyncio
import zlib
from pathlib import Path
from typing import Final

from telephony.audio import duration_ms
from telephony.lab.conversation import Conversation
from telephony.lab.line_echo import LineEcho
from telephony.lab.report import CallReport, Ending, Noted
from telephony.lab.sounds import Sounds
from telephony.lab.spec import Phone, WhenCalled
from telephony.line import DtmfReceived, HungUp
from telephony.recording import Recording
from telephony.sip.answerer import IncomingCall
from telephony.sip.channel import FrameSink
from telephony.sip.line import SipLine

REFUSAL_TIMEOUT_S: Final = 10.0
"""A refusal is acknowledged at once, or the transaction's own timers end it."""
NO_MEDIA_S: Final = 10.0
"""The conversation counts its time in audio; this much longer than `max_call_s` means that audio does not arrive."""
UNAVAILABLE_RETRY_AFTER_S: Final = 30
_REFUSALS: Final = {WhenCalled.BUSY: 486, WhenCalled.REJECT: 603, WhenCalled.UNKNOWN_NUMBER: 404, WhenCalled.UNAVAILABLE: 503}


class PhoneCall:
    """Made for one incoming call and used once, by `take`."""

    def __init__(self, phone: Phone, call: IncomingCall, sounds: Sounds, recordings: Path | None) -> None:
        self._phone = phone
        self._call = call
        self._line: SipLine = call.line
        self._sounds = sounds
        self._recordings = recordings
        self._began_s = asyncio.get_running_loop().time()
        self._ended = asyncio.Event()
        self._events: list[Noted] = []
        self._digits = ""
        self._conversation: Conversation | None = None
        self._recording: Recording | None = None
        self._problem: str | None = None

    async def take(self) -> CallReport:
        """Carries the call to its end. Every way out is bounded by the phone's `ring_s` and `max_call_s`."""
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(self._watch(), name="lab phone events")
            ending = await self._meet()
            try:
                async with asyncio.timeout(REFUSAL_TIMEOUT_S):
                    await self._ended.wait()
            except TimeoutError:
                watching.cancel()
                self._go_wrong("the call did not end in time")
        await self._finish_recording()
        return self._report(ending)

    async def _meet(self) -> Ending:
        match self._phone.when_called:
            case WhenCalled.ANSWER:
                return await self._answer()
            case WhenCalled.RING_OUT:
                return await self._ring_out()
            case WhenCalled.NOT_IN_SERVICE:
                return await self._announce()
            case _ as refusal:
                retry_after_s = UNAVAILABLE_RETRY_AFTER_S if refusal is WhenCalled.UNAVAILABLE else None
                await self._call.reject(_REFUSALS[refusal], retry_after_s=retry_after_s)
                return Ending.REFUSED

    async def _ring_out(self) -> Ending:
        await self._call.ring()
        if await self._over_within(self._phone.ring_s):
            return Ending.CALLER_GAVE_UP
        await self._call.reject(480)
        return Ending.REFUSED

    async def _announce(self) -> Ending:
        await self._call.ring(183, early_media=True)
        announcement = self._sounds.not_in_service(self._phone)
        self._line.play(announcement)
        if await self._over_within(duration_ms(announcement) / 1000):
            return Ending.CALLER_GAVE_UP
        await self._call.reject(404)
        return Ending.REFUSED

    async def _answer(self) -> Ending:
        await self._call.ring()
        if await self._over_within(self._phone.ring_s):
            return Ending.CALLER_GAVE_UP
        self._connect_ears()
        seed = zlib.crc32(self._call.number.encode())
        self._conversation = Conversation(self._phone, self._line, self._sounds, self._note, seed=seed)
        self._call.accept_transfers()
        await self._call.answer()
        try:
            async with asyncio.timeout(self._phone.max_call_s + NO_MEDIA_S):
                ending = await self._conversation.run()
        except TimeoutError:
            self._go_wrong("the audio stopped or never came")
            await self._line.hang_up()
            return Ending.TOO_LONG
        if ending in (Ending.WAITED_IN_VAIN, Ending.TOO_LONG):
            self._problem = self._conversation.reason
        return ending

    async def _over_within(self, seconds: float) -> bool:
        """Whether the call ended in this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return False
        return True

    async def _watch(self) -> None:
        async for event in self._line.events():
            match event:
                case DtmfReceived(digit=digit):
                    self._digits += digit
                    self._note(f"received digit {digit}")
                case HungUp(cause=cause, by_us=by_us):
                    self._note(f"ended by {'this phone' if by_us else 'the caller'}: {cause}")
                case _:
                    self._note(type(event).__name__)
        self._ended.set()

    def _note(self, what: str) -> None:
        audio_ms = self._conversation.audio_ms if self._conversation else 0
        at_ms = round((asyncio.get_running_loop().time() - self._began_s) * 1000)
        self._events.append(Noted(at_ms=at_ms, audio_ms=audio_ms, what=what))

    def _go_wrong(self, what: str) -> None:
        self._problem = what
        self._note(what)

    def _connect_ears(self) -> None:
        """Has the media clock feed the echo and the recording, whichever this phone has."""
        takers = list[FrameSink]()
        if self._phone.echo_db is not None:
            echo = LineEcho(self._phone.echo_db, self._phone.echo_ms)
            self._line.link.channel.send_through(echo.over)
            takers.append(lambda received, _: echo.hear(received))
        if self._recordings is not None:
            recording = self._start_recording(self._recordings)
            # The person is this side: what is sent goes left, what is received right.
            takers.append(lambda received, sent: recording.feed(sent, received))

        def take(received: bytes, sent: bytes) -> None:
            for taker in takers:
                taker(received, sent)

        self._line.link.channel.copy_to(take)

    def _start_recording(self, folder: Path) -> Recording:
        call_mark = f"{zlib.crc32(self._call.call_id.encode()):08x}"
        self._recording = Recording.start(folder / f"{self._call.number.strip('+')}-{call_mark}.wav")
        return self._recording

    async def _finish_recording(self) -> None:
        if self._recording is not None:
            await self._recording.finished()

    def _report(self, ending: Ending) -> CallReport:
        talk = self._conversation
        return CallReport(
            number=self._call.number,
            name=self._phone.name,
            call_id=self._call.call_id,
            caller_id=self._call.caller_id,
            ending=ending,
            problem=self._problem,
            events=tuple(self._events),
            heard_bot_ms=talk.heard_bot_ms if talk else 0,
            said_ms=talk.said_ms if talk else 0,
            said=talk.said if talk else (),
            digits_received=self._digits,
            transferred_to=self._call.transferred_to,
            recording=self._recording.path if self._recording else None,
        )
