"""`Line` over pjsua2: the loop's view of one call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pjsua2 as pj

from telephony.causes import HangupCause
from telephony.errors import DtmfFailed
from telephony.line import HungUp, LineEvent, MediaCounters, TransferFailed
from telephony.recording import Recording
from telephony.sip.facts import Broken, Disconnected, EndedBy, Fact, Responded
from telephony.sip.link import CallLink
from telephony.sip.progress import CallProgress, Stage
from telephony.sip.referral import Referral, ReferralStage
from telephony.sip.thread import ThreadDied
from telephony.sip.uris import checked_digits, transfer_uri

if TYPE_CHECKING:
    from telephony.sip.stack import SipStack

HANG_UP_TIMEOUT_S: Final = 3.0
"""pjsua2 reports the end of a call as soon as it is asked for; only a hanging SIP thread takes this long."""


class SipLine:
    """Fulfils `telephony.line.Line`, either direction of call."""

    def __init__(self, stack: SipStack, key: int, link: CallLink) -> None:
        self.key = key
        self.link = link
        self.call_id = ""
        self.request_uri = ""
        """Of the INVITE that we sent."""
        self._stack = stack
        self._progress = CallProgress()
        self._events: asyncio.Queue[LineEvent] = asyncio.Queue()
        self._frames_waiting = asyncio.Event()
        self._ended = asyncio.Event()
        self._referral: Referral | None = None
        self._referral_over = asyncio.Event()
        self._recording: Recording | None = None
        self._response_timer: asyncio.TimerHandle | None = None
        self._ring_timer: asyncio.TimerHandle | None = None
        self._end_timer: asyncio.TimerHandle | None = None
        link.listen(self._on_facts, self._frames_waiting.set)

    @property
    def played_ms(self) -> int:
        return self.link.channel.playing.played_ms

    @property
    def queued_ms(self) -> int:
        return self.link.channel.playing.queued_ms

    @property
    def counters(self) -> MediaCounters:
        """What the media clock did so far."""
        return self.link.channel.counters

    @property
    def has_ended(self) -> bool:
        return self._progress.stage is Stage.ENDED

    async def events(self) -> AsyncIterator[LineEvent]:
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, HungUp):
                return

    async def frames(self) -> AsyncIterator[bytes]:
        while True:
            self._frames_waiting.clear()
            while (frame := self.link.channel.take()) is not None:
                yield frame
            if self.has_ended:
                return
            await self._frames_waiting.wait()

    def play(self, pcm: bytes) -> int:
        return self.link.channel.playing.append(pcm)

    def stop_playing(self, *, fade_ms: int = 0) -> int:
        return self.link.channel.playing.cut(fade_ms)

    def turn_volume(self, gain_db: float, *, ramp_ms: int) -> None:
        self.link.channel.playing.turn_volume(gain_db, ramp_ms)

    def pass_on(self, taker: Callable[[bytes], None] | None) -> None:
        self.link.channel.pass_on(taker)

    def relay(self, frame: bytes) -> None:
        self.link.channel.relayed.append(frame)

    def overhear(self, sink: Callable[[bytes, bytes], None] | None) -> None:
        self.link.channel.overhear(sink)

    def keep_time(self, tick: Callable[[], None] | None) -> None:
        self.link.channel.keep_time(tick)

    def record(self, path: Path) -> Recording:
        self._recording = Recording.start(path)
        self.link.channel.copy_to(self._recording.feed)
        return self._recording

    async def send_dtmf(self, digits: str) -> None:
        checked_digits(digits)
        try:
            await self._stack.thread.run(lambda core: core.send_digits(self.key, digits))
        except (KeyError, pj.Error, ThreadDied) as error:
            raise DtmfFailed(f"DTMF could not be sent: {_explained(error)}") from error

    async def transfer(self, target: str) -> None:
        try:
            uri = transfer_uri(target, self._stack.trunk)
            self._referral = Referral()
            self._referral_over.clear()
            await self._stack.thread.run(lambda core: core.refer(self.key, uri))
            async with asyncio.timeout(self._stack.trunk.transfer_timeout_s):
                await self._referral_over.wait()
        except TimeoutError:
            raise TransferFailed(f"no answer to the transfer in {self._stack.trunk.transfer_timeout_s:g} s") from None
        except (ValueError, KeyError, pj.Error, ThreadDied) as error:
            raise TransferFailed(_explained(error)) from error
        finally:
            referral, self._referral = self._referral, None
        if referral is None or referral.stage is not ReferralStage.DONE:
            raise TransferFailed("" if referral is None else referral.refusal)
        await self.hang_up(HangupCause.TRANSFERRED)

    async def hang_up(self, cause: HangupCause | None = None) -> None:
        """`cause` is what `HungUp` will say; by default NORMAL after answer, CANCELLED before."""
        answered = self._progress.stage is Stage.ANSWERED
        self._end(cause or (HangupCause.NORMAL if answered else HangupCause.CANCELLED))
        await self._ended.wait()

    # For the stack.

    def dialled(self, call_id: str, ring_timeout_s: float) -> None:
        """The INVITE is out: limits its waits from now on."""
        self.call_id = call_id
        loop = asyncio.get_running_loop()
        self._response_timer = loop.call_later(self._stack.trunk.response_timeout_s, self._end, HangupCause.TIMEOUT)
        self._ring_timer = loop.call_later(ring_timeout_s, self._end, HangupCause.NO_ANSWER)
        self._settle_timers()

    def plan_end(self, cause: HangupCause) -> None:
        self._progress.plan_end(cause)

    def break_off(self, what: str) -> None:
        """Something of ours failed: `HungUp(LOCAL_FAILURE)` now."""
        self._feed(Broken(what))

    def _end(self, cause: HangupCause) -> None:
        if not self.has_ended:
            self._progress.plan_end(cause)
            self._stack.thread.post(lambda core: core.hang_up(self.key))
            if self._end_timer is None:
                self._end_timer = asyncio.get_running_loop().call_later(HANG_UP_TIMEOUT_S, self._give_up)

    def _give_up(self) -> None:
        self._feed(Disconnected(EndedBy.US, 0, "the SIP thread does not react"))

    def _on_facts(self) -> None:
        while (fact := self.link.take_fact()) is not None:
            self._feed(fact)

    def _feed(self, fact: Fact) -> None:
        if self._referral is not None:
            self._feed_referral(self._referral, fact)
        if isinstance(fact, Responded):
            self._stack.note(self, fact.message)
        if isinstance(fact, Broken):
            self._stack.thread.post(lambda core: core.hang_up(self.key))
        for event in self._progress.feed(fact):
            self._events.put_nowait(event)
            if isinstance(event, HungUp):
                self._finish()
        self._settle_timers()

    def _feed_referral(self, referral: Referral, fact: Fact) -> None:
        referral.feed(fact)
        if referral.is_over:
            self._referral_over.set()
            if referral.stage is ReferralStage.DONE:
                self._progress.plan_end(HangupCause.TRANSFERRED)

    def _settle_timers(self) -> None:
        if self._response_timer is not None and (self._progress.heard_from_peer or self.has_ended):
            self._response_timer.cancel()
        if self._ring_timer is not None and self._progress.stage is not Stage.DIALLING:
            self._ring_timer.cancel()
        if self._end_timer is not None and self.has_ended:
            self._end_timer.cancel()

    def _finish(self) -> None:
        self.link.channel.copy_to(None)
        self.link.channel.overhear(None)
        self.link.channel.keep_time(None)
        if self._recording is not None:
            self._recording.close()
        self._ended.set()
        self._frames_waiting.set()
        self._stack.forget(self)


def _explained(error: Exception) -> str:
    if isinstance(error, pj.Error):
        return error.reason
    return "the call is over" if isinstance(error, KeyError) else str(error)
