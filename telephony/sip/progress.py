"""The life of one call as a pure state machine: facts from the SIP thread in, line events out.

    DIALLING ── Confirmed ──▶ ANSWERED ── Disconnected | Broken ──▶ ENDED
        └────── Disconnected | Broken ──────────────────────────────▲

Exactly one `HungUp` leaves it, and nothing after that. It reads no clock and touches no socket.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Final

from telephony.causes import HangupCause, cause_of_refusal
from telephony.line import Answered, DtmfReceived, EarlyMedia, HungUp, LineEvent, MediaActive, Ringing
from telephony.sip.facts import Broken, Confirmed, Digit, Disconnected, EndedBy, Fact, MediaUp, Provisional

FIRST_RINGING_STATUS: Final = 180
REQUEST_TIMEOUT: Final = 408
REQUEST_TERMINATED: Final = 487
MIDCALL_FAILURES_Q850: Final = frozenset({27, 38, 41, 42, 44, 47, 102})
"""Q.850 causes of a BYE that say the network dropped the call, not the person."""


class Stage(Enum):
    DIALLING = auto()
    ANSWERED = auto()
    ENDED = auto()


class CallProgress:
    """One call, either direction."""

    def __init__(self) -> None:
        self.stage = Stage.DIALLING
        self.heard_from_peer = False
        """Any response, be it 100 Trying: the trunk is alive."""
        self.planned_cause: HangupCause | None = None
        """Why this side is ending the call; None while it is not."""
        self._codec: str | None = None
        self._last_provisional = 0

    def plan_end(self, cause: HangupCause) -> None:
        """Notes why this side is about to end the call. The first reason stands."""
        if self.planned_cause is None:
            self.planned_cause = cause

    def feed(self, fact: Fact) -> list[LineEvent]:
        """The events that follow from `fact`, in order."""
        if self.stage is Stage.ENDED:
            return []
        match fact:
            case Provisional():
                return self._on_provisional(fact.status)
            case MediaUp():
                return self._on_media(fact)
            case Confirmed():
                return self._on_confirmed()
            case Digit():
                return [DtmfReceived(fact.digit)]
            case Disconnected():
                return self._end(self._hung_up(fact))
            case Broken():
                return self._end(HungUp(HangupCause.LOCAL_FAILURE, by_us=True, reason=fact.what))
            case _:
                return []

    def _on_provisional(self, status: int) -> list[LineEvent]:
        self.heard_from_peer = True
        if status < FIRST_RINGING_STATUS or status == self._last_provisional:
            return []
        self._last_provisional = status
        return [Ringing(status)]

    def _on_media(self, fact: MediaUp) -> list[LineEvent]:
        known, self._codec = self._codec, fact.codec
        if self.stage is Stage.ANSWERED:
            return [MediaActive(fact.codec)] if known is None else []
        return [EarlyMedia()] if fact.early and known is None else []

    def _on_confirmed(self) -> list[LineEvent]:
        if self.stage is Stage.ANSWERED:
            return []
        self.heard_from_peer = True
        self.stage = Stage.ANSWERED
        return [Answered()] if self._codec is None else [Answered(), MediaActive(self._codec)]

    def _end(self, event: HungUp) -> list[LineEvent]:
        self.stage = Stage.ENDED
        return [event]

    def _hung_up(self, fact: Disconnected) -> HungUp:
        peer_decided = fact.ended_by is EndedBy.PEER and fact.status != REQUEST_TERMINATED
        if self.planned_cause is not None and not peer_decided:
            return self._hung_up_as(
                self.planned_cause, _as_planned(fact, self.planned_cause), by_us=self.planned_cause is not HangupCause.TIMEOUT
            )
        cause = self._cause_after_answer(fact) if self.stage is Stage.ANSWERED else _cause_before_answer(fact)
        return self._hung_up_as(cause, fact, by_us=fact.ended_by is EndedBy.US)

    def _cause_after_answer(self, fact: Disconnected) -> HangupCause:
        if fact.ended_by is EndedBy.PEER:
            if self.planned_cause is not None:
                return self.planned_cause
            return HangupCause.CONNECTION_LOST if fact.q850 in MIDCALL_FAILURES_Q850 else HangupCause.NORMAL
        return HangupCause.CONNECTION_LOST

    def _hung_up_as(self, cause: HangupCause, fact: Disconnected, *, by_us: bool) -> HungUp:
        return HungUp(cause, by_us, fact.status or None, fact.q850, fact.reason, fact.retry_after_s)


def _as_planned(fact: Disconnected, cause: HangupCause) -> Disconnected:
    """An INVITE given up for want of any response has no final status of its own: RFC 3261 (17.1.1.2) treats it as 408."""
    return replace(fact, status=REQUEST_TIMEOUT, reason="no response") if cause is HangupCause.TIMEOUT else fact


def _cause_before_answer(fact: Disconnected) -> HangupCause:
    match fact.ended_by:
        case EndedBy.TIMEOUT:
            return HangupCause.TIMEOUT
        case EndedBy.TRANSPORT:
            return HangupCause.TRANSPORT_FAILED
        case EndedBy.PEER | EndedBy.US if 300 <= fact.status < 700:
            return cause_of_refusal(fact.status, fact.q850)
        case _:
            return HangupCause.LOCAL_FAILURE
