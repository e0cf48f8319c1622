from __future__ import annotations

import pytest

from engine.bench.exchanges import Exchange, Kind
from engine.bench.observations import Observation, Verdict, observe
from engine.bench.recordings import Span

pytestmark = pytest.mark.unit

ANSWER = Exchange(Kind.ANSWER, ("Yes, please.",), "agree")
PAUSE = Exchange(Kind.PAUSE, ("Well,", "yes."), "agree", pause_ms=500)
MM_HMM = Exchange(Kind.BACKCHANNEL, ("Uh-huh.",))
STOP = Exchange(Kind.INTERRUPTION, ("Stop.",), "wait")


def seen(exchange: Exchange, said: list[tuple[int, int]], bot: list[tuple[int, int]], until_ms: int = 20_000) -> Observation:
    return observe(exchange, [Span(*piece) for piece in said], [Span(*span) for span in bot], until_ms)


@pytest.mark.parametrize(
    ("bot", "verdict", "gap_ms"),
    [
        ([(0, 800), (2600, 4000)], Verdict.FINE, 600),
        ([(0, 800), (2000, 4000)], Verdict.FINE, 0),
        ([(0, 800), (1990, 4000)], Verdict.CUT_IN, None),
        ([(0, 800), (1200, 1300), (2600, 4000)], Verdict.CUT_IN, None),
        ([(0, 800)], Verdict.NO_REPLY, None),
        ([(0, 800), (9500, 9900)], Verdict.NO_REPLY, None),
        ([(0, 1100), (2600, 4000)], Verdict.VOID, None),
    ],
)
def test_an_answer_has_a_gap_or_a_reason_for_none(bot: list[tuple[int, int]], verdict: Verdict, gap_ms: int | None) -> None:
    observation = seen(ANSWER, [(1000, 2000)], bot, until_ms=9000)
    assert (observation.verdict, observation.gap_ms) == (verdict, gap_ms)


@pytest.mark.parametrize(
    ("bot", "verdict", "gap_ms"),
    [
        ([(3100, 4000)], Verdict.FINE, 600),
        ([(1700, 4000)], Verdict.CUT_IN, None),
        ([(2200, 4000)], Verdict.CUT_IN, None),
    ],
)
def test_whoever_starts_in_a_thinking_pause_or_after_it_cuts_in(
    bot: list[tuple[int, int]], verdict: Verdict, gap_ms: int | None
) -> None:
    observation = seen(PAUSE, [(1000, 1500), (2000, 2500)], bot)
    assert (observation.verdict, observation.gap_ms) == (verdict, gap_ms)


@pytest.mark.parametrize(
    ("bot", "verdict", "stop_ms", "hole_ms"),
    [
        ([(1000, 9000)], Verdict.FINE, None, None),
        ([(1000, 3300), (3540, 9000)], Verdict.FINE, None, None),  # a gap of 240 ms is no stop
        ([(1000, 3300), (3560, 9000)], Verdict.HESITATED, 300, 260),
        ([(1000, 3300), (4299, 9000)], Verdict.HESITATED, 300, 999),
        ([(1000, 3300), (4300, 9000)], Verdict.FALSE_STOP, 300, 1000),
        ([(1000, 3300)], Verdict.FALSE_STOP, 300, None),
        ([(1000, 2900)], Verdict.VOID, None, None),
        ([], Verdict.VOID, None, None),
    ],
)
def test_a_backchannel_does_not_stop_the_bot(
    bot: list[tuple[int, int]], verdict: Verdict, stop_ms: int | None, hole_ms: int | None
) -> None:
    observation = seen(MM_HMM, [(3000, 3400)], bot)
    assert (observation.verdict, observation.stop_ms, observation.hole_ms) == (verdict, stop_ms, hole_ms)


@pytest.mark.parametrize(
    ("bot", "verdict", "stop_ms", "gap_ms"),
    [
        ([(1000, 3400), (4400, 6000)], Verdict.FINE, 400, 600),
        ([(1000, 4100), (4700, 6000)], Verdict.FINE, 1100, 900),  # stops after the person's last word
        ([(1000, 3400)], Verdict.FINE, 400, None),
        ([(1000, 5100), (6000, 7000)], Verdict.MISSED, None, None),
        ([(1000, 3300), (3700, 9000)], Verdict.MISSED, None, None),  # goes on under the person's words
        ([(1000, 3400), (4400, 7400)], Verdict.MISSED, None, None),  # holds its breath, then tells the rest
        ([(3500, 9000)], Verdict.VOID, None, None),
    ],
)
def test_an_interruption_stops_the_bot(
    bot: list[tuple[int, int]], verdict: Verdict, stop_ms: int | None, gap_ms: int | None
) -> None:
    observation = seen(STOP, [(3000, 3800)], bot)
    assert (observation.verdict, observation.stop_ms, observation.gap_ms) == (verdict, stop_ms, gap_ms)
