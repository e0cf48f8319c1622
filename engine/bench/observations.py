"""What the recording of one call shows about each exchange: reply gaps, stops, cut-ins. Pure; times are the recording's.

person   ▂▂▂▂▂▂      ▂▂▂▂                          over the bot:      ▂▂▂▂
bot                            ▂▂▂▂▂▂▂▂                     ▂▂▂▂▂▂▂▂▂▂▂▂
pause      │ gap │                                      │stop│
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine.bench.exchanges import Exchange, Kind
from engine.bench.recordings import Span, joined

STOP_MS: Final = 250
"""This much silence inside the benchmark's long sentence, which has no pause of its own, means that the bot stopped."""
STOP_WITHIN_MS: Final = 2000
"""An interruption that takes longer was missed."""
AFTERMATH_MS: Final = 1500
"""A stop so soon after a backchannel is laid to it."""


GOES_ON_MS: Final = 1000
"""A longer silence after a backchannel is no hesitation any more."""
RESUMED_MS: Final = 3000
"""Speech that long without a pause is the rest of the long sentence: no reply has a sentence of this length."""


class Verdict(StrEnum):
    FINE = "fine"
    CUT_IN = "cut_in"
    """The bot began while the person was in their turn."""
    NO_REPLY = "no_reply"
    """The bot said nothing until the person's next turn or the end of the call."""
    HESITATED = "hesitated"
    """The bot fell silent for a backchannel and went on within `GOES_ON_MS`."""
    FALSE_STOP = "false_stop"
    """The bot fell silent for a backchannel, and that was that for a while."""
    MISSED = "missed"
    """The bot talked on through an interruption."""
    VOID = "void"
    """The bot was not doing what this exchange is about: no sample."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What came of one exchange."""

    exchange: Exchange
    onset_ms: int
    """First sound of the person."""
    end_ms: int
    """Their last."""
    verdict: Verdict
    gap_ms: int | None = None
    """From the person's last sound to the bot's first; None without a reply."""
    stop_ms: int | None = None
    """From the person's first sound over the bot to the bot's last."""
    hole_ms: int | None = None
    """How long the bot was silent after a backchannel before it spoke again."""
    yield_ms: int | None = None
    """From the person's first sound over the bot to its lowered voice or silence; None if it did neither in time."""


def observe(exchange: Exchange, pieces: Sequence[Span], bot: Sequence[Span], until_ms: int) -> Observation:
    """One exchange.

    Args:
        exchange: the truth.
        pieces: when the person's words were audible, piece by piece.
        bot: all speech of the bot in this call, in order.
        until_ms: the person's next turn, or the end of the recording.
    """
    turn = Span(pieces[0].start_ms, pieces[-1].end_ms)
    saw = Observation(exchange, turn.start_ms, turn.end_ms, Verdict.FINE)
    match exchange.kind:
        case Kind.BACKCHANNEL:
            return _backchannel(saw, bot)
        case Kind.INTERRUPTION:
            return _interruption(saw, bot, until_ms)
        case _:
            return _answer(saw, bot, until_ms)


def _answer(saw: Observation, bot: Sequence[Span], until_ms: int) -> Observation:
    if any(span.start_ms <= saw.onset_ms < span.end_ms for span in bot):
        return replace(saw, verdict=Verdict.VOID)
    if any(saw.onset_ms < span.start_ms < saw.end_ms for span in bot):
        return replace(saw, verdict=Verdict.CUT_IN)
    gap_ms = _gap(saw.end_ms, saw.end_ms, bot, until_ms)
    return replace(saw, gap_ms=gap_ms, verdict=Verdict.NO_REPLY if gap_ms is None else Verdict.FINE)


def _backchannel(saw: Observation, bot: Sequence[Span]) -> Observation:
    utterance = _utterance_at(saw.onset_ms, bot)
    if utterance is None:
        return replace(saw, verdict=Verdict.VOID)
    if utterance.end_ms > saw.end_ms + AFTERMATH_MS:
        return saw
    further = _utterance_after(utterance.end_ms, bot)
    hole_ms = further.start_ms - utterance.end_ms if further else None
    verdict = Verdict.HESITATED if hole_ms is not None and hole_ms < GOES_ON_MS else Verdict.FALSE_STOP
    return replace(saw, verdict=verdict, stop_ms=utterance.end_ms - saw.onset_ms, hole_ms=hole_ms)


def _interruption(saw: Observation, bot: Sequence[Span], until_ms: int) -> Observation:
    utterance = _utterance_at(saw.onset_ms, bot)
    if utterance is None:
        return replace(saw, verdict=Verdict.VOID)
    stop_ms = utterance.end_ms - saw.onset_ms
    further = _utterance_after(utterance.end_ms, bot)
    talks_on = further is not None and (further.start_ms < saw.end_ms or further.length_ms >= RESUMED_MS)
    if stop_ms > STOP_WITHIN_MS or talks_on:
        return replace(saw, verdict=Verdict.MISSED)
    gap_ms = _gap(saw.end_ms, max(saw.end_ms, utterance.end_ms), bot, until_ms)
    return replace(saw, gap_ms=gap_ms, stop_ms=stop_ms)


def _utterance_after(at_ms: int, bot: Sequence[Span]) -> Span | None:
    """What the bot says next."""
    return next((span for span in joined(bot, STOP_MS) if span.start_ms > at_ms), None)


def _utterance_at(at_ms: int, bot: Sequence[Span]) -> Span | None:
    """What the bot is saying at this moment, up to its next stop."""
    return next((span for span in joined(bot, STOP_MS) if span.start_ms <= at_ms < span.end_ms), None)


def _gap(end_ms: int, after_ms: int, bot: Sequence[Span], until_ms: int) -> int | None:
    return next((span.start_ms - end_ms for span in bot if after_ms <= span.start_ms < until_ms), None)
