"""What the recording of one call shows about each exchange: reply gaps, stops, cut-ins. Pure; times are the recording's.

person   ▂▂▂▂▂▂      ▂▂▂▂                          over the bot:      ▂▂▂▂
bot                            ▂▂▂▂▂▂▂▂                     ▂▂▂▂▂▂▂▂▂▂▂▂
pause      │ gap │                                      │stop│
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


class Verdict(StrEnum):
    FINE = "fine"
    CUT_IN = "cut_in"
    """The bot began while the person was in their turn."""
    NO_REPLY = "no_reply"
    """The bot said nothing until the person's next turn or the end of the call."""
    FALSE_STOP = "false_stop"
    """The bot fell silent for a backchannel."""
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


def observe(exchange: Exchange, pieces: Sequence[Span], bot: Sequence[Span], until_ms: int) -> Observation:
    """One exchange.

    Args:
        exchange: the truth.
        pieces: when the person's words were audible, piece by piece.
        bot: all speech of the bot in this call, in order.
        until_ms: the person's next turn, or the end of the recording.
    """
    turn = Span(pieces[0].start_ms, pieces[-1].end_ms)
    match exchange.kind:
        case Kind.BACKCHANNEL:
            verdict, gap_ms, stop_ms = _backchannel(turn, bot)
        case Kind.INTERRUPTION:
            verdict, gap_ms, stop_ms = _interruption(turn, bot, until_ms)
        case _:
            verdict, gap_ms = _answer(turn, bot, until_ms)
            stop_ms = None
    return Observation(exchange, turn.start_ms, turn.end_ms, verdict, gap_ms, stop_ms)


def _answer(turn: Span, bot: Sequence[Span], until_ms: int) -> tuple[Verdict, int | None]:
    if any(span.start_ms <= turn.start_ms < span.end_ms for span in bot):
        return Verdict.VOID, None
    if any(turn.start_ms < span.start_ms < turn.end_ms for span in bot):
        return Verdict.CUT_IN, None
    gap_ms = _gap(turn.end_ms, turn.end_ms, bot, until_ms)
    return (Verdict.NO_REPLY if gap_ms is None else Verdict.FINE), gap_ms


def _backchannel(turn: Span, bot: Sequence[Span]) -> tuple[Verdict, int | None, int | None]:
    utterance = _utterance_at(turn.start_ms, bot)
    if utterance is None:
        return Verdict.VOID, None, None
    if utterance.end_ms <= turn.end_ms + AFTERMATH_MS:
        return Verdict.FALSE_STOP, None, utterance.end_ms - turn.start_ms
    return Verdict.FINE, None, None


def _interruption(turn: Span, bot: Sequence[Span], until_ms: int) -> tuple[Verdict, int | None, int | None]:
    utterance = _utterance_at(turn.start_ms, bot)
    if utterance is None:
        return Verdict.VOID, None, None
    stop_ms = utterance.end_ms - turn.start_ms
    if stop_ms > STOP_WITHIN_MS or any(utterance.end_ms < span.start_ms < turn.end_ms for span in bot):
        return Verdict.MISSED, None, None
    return Verdict.FINE, _gap(turn.end_ms, max(turn.end_ms, utterance.end_ms), bot, until_ms), stop_ms


def _utterance_at(at_ms: int, bot: Sequence[Span]) -> Span | None:
    """What the bot is saying at this moment, up to its next stop."""
    return next((span for span in joined(bot, STOP_MS) if span.start_ms <= at_ms < span.end_ms), None)


def _gap(end_ms: int, after_ms: int, bot: Sequence[Span], until_ms: int) -> int | None:
    return next((span.start_ms - end_ms for span in bot if after_ms <= span.start_ms < until_ms), None)
