"""A trunk that refuses call after call is left alone, and tried again with one call at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.trunks.breaker import BreakerLimits, CircuitBreaker

pytestmark = pytest.mark.unit

LIMITS = BreakerLimits(window=6, window_s=60, least=4, refused_share=0.5, first_pause_s=5, longest_pause_s=18)


def after(results: str, at: float = 0.0) -> CircuitBreaker:
    """A breaker that saw these calls, one by one: `c`arried, `r`efused, `u`nknown."""
    breaker = CircuitBreaker(LIMITS)
    for result in results:
        told(breaker, result, at)
    return breaker


def told(breaker: CircuitBreaker, result: str, at: float) -> None:
    permit = breaker.dialled()
    {"c": breaker.carried, "r": breaker.refused, "u": breaker.unknown}[result](permit, at)


@pytest.mark.parametrize(
    ("results", "ready_at"),
    [
        ("", 1.0),
        ("rrr", 1.0),  # too few to tell
        ("rrrr", 5.0),
        ("crcr", 5.0),  # half of four
        ("rccr", 5.0),
        ("rccc", 1.0),
        ("uuuuuu", 1.0),
        ("rrucu" + "r", 5.0),
        ("rr" + "cccccc" + "rr", 1.0),  # the first two are no longer among the latest six
    ],
)
def test_a_burst_of_refusals_opens_it(results: str, ready_at: float) -> None:
    assert after(results).ready_at(1.0) == ready_at


def test_refusals_of_long_ago_are_no_burst() -> None:
    breaker = after("rrr", at=0.0)
    told(breaker, "r", 61.0)
    assert breaker.closed


def test_one_call_tries_the_trunk_and_the_others_wait_for_it() -> None:
    breaker = after("rrrr")
    assert breaker.ready_at(4.9) == 5.0
    probe = breaker.dialled()
    assert breaker.ready_at(6.0) is None
    breaker.carried(probe, 6.0)
    assert (breaker.closed, breaker.ready_at(6.0)) == (True, 6.0)


def test_each_failed_try_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now, pauses = after("rrrr"), 0.0, []
    for _ in range(4):
        ready_at = breaker.ready_at(now)
        assert ready_at is not None
        pauses.append(ready_at - now)
        now = ready_at
        told(breaker, "r", now)
    assert pauses == [5, 10, 18, 18]


def test_the_pause_is_short_again_only_after_a_run_of_good_calls() -> None:
    breaker = after("rrrr")
    told(breaker, "r", 5.0)
    told(breaker, "c", 15.0)  # the probe
    for result in "crr":
        told(breaker, result, 16.0)
    assert breaker.ready_at(16.0) == 16.0 + 18.0
    told(breaker, "c", 34.0)
    for result in "cccc" + "rrr":
        told(breaker, result, 35.0)
    assert breaker.ready_at(35.0) == 35.0 + 5.0


def test_late_results_of_calls_from_before_the_burst_say_nothing_about_the_probe() -> None:
    breaker = CircuitBreaker(LIMITS)
    early = [breaker.dialled() for _ in range(3)]
    for _ in range(4):
        told(breaker, "r", 0.0)
    breaker.dialled()
    breaker.carried(early[0], 6.0)
    breaker.refused(early[1], 6.0)
    breaker.unknown(early[2], 6.0)
    assert breaker.ready_at(6.0) is None


def test_a_probe_that_we_broke_ourselves_is_followed_by_another() -> None:
    breaker = after("rrrr")
    breaker.unknown(breaker.dialled(), 6.0)
    assert breaker.ready_at(6.0) == 6.0
    breaker.dialled()
    assert breaker.ready_at(6.0) is None


def test_a_pause_that_the_trunk_asks_for_is_kept_at_once_and_never_shortened() -> None:
    breaker = CircuitBreaker(LIMITS)
    calls = [breaker.dialled() for _ in range(3)]
    breaker.refused(calls[0], 10.0, retry_after_s=30)
    assert breaker.ready_at(10.0) == 40.0
    breaker.refused(calls[1], 11.0, retry_after_s=2)
    assert breaker.ready_at(11.0) == 40.0
    breaker.refused(calls[2], 12.0, retry_after_s=1e9)
    assert breaker.ready_at(12.0) == 12.0 + LIMITS.longest_retry_after_s


@given(st.lists(st.tuples(st.sampled_from("cru"), st.floats(0, 20)), max_size=60))
def test_it_never_shuts_a_trunk_for_good(calls: list[tuple[str, float]]) -> None:
    breaker, now = CircuitBreaker(LIMITS), 0.0
    for result, wait_s in calls:
        ready_at = breaker.ready_at(now)
        assert ready_at is not None
        assert now <= ready_at <= now + LIMITS.longest_pause_s
        now = ready_at + wait_s
        told(breaker, result, now)
    told(breaker, "c", breaker.ready_at(now) or now)
    assert breaker.closed
