"""Calls per second, whatever the moments at which somebody comes to dial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.trunks.rate import CallRate

pytestmark = pytest.mark.unit


def dialled(calls_per_second: float, waits_s: list[float]) -> list[float]:
    """When calls go if each is dialled so long after it might be."""
    rate, now, went = CallRate(calls_per_second), 1000.0, []
    for wait_s in waits_s:
        now = rate.ready_at(now) + wait_s
        assert rate.ready_at(now) == now
        rate.dialled(now)
        went.append(now)
    return went


def test_calls_are_evenly_spaced() -> None:
    assert dialled(4, [0.0] * 5) == [1000.0, 1000.25, 1000.5, 1000.75, 1001.0]


def test_lateness_is_made_up_for() -> None:
    assert dialled(4, [0.1, 0.0, 0.1, 0.0]) == [1000.1, 1000.35, 1000.7, 1000.85]


def test_idleness_is_not() -> None:
    assert dialled(4, [0.0, 60.0, 0.0, 0.0]) == [1000.0, 1060.25, 1060.5, 1060.75]


@given(rate=st.floats(0.2, 200), waits=st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_second_has_more_than_one_call_above_the_rate(rate: float, waits: list[float]) -> None:
    went = dialled(rate, waits)
    for first, at in enumerate(went):
        within = sum(at <= other < at + 1 for other in went[first:])
        assert within <= rate + 2, (rate, at)


@given(rate=st.floats(1, 200), share=st.floats(0, 0.9))
def test_a_loop_that_always_wakes_late_dials_at_the_full_rate(rate: float, share: float) -> None:
    went = dialled(rate, [share / rate] * 102)
    assert went[-1] - went[1] == pytest.approx(100 / rate)


def test_no_calls_at_all_is_no_rate() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        CallRate(0)
