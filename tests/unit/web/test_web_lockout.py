from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.store.tables import PasswordTries
from engine.web.access.buckets import Buckets, Rate
from engine.web.access.lockout import Backoff

pytestmark = pytest.mark.unit

BACKOFF = Backoff(free=3, first_s=2.0, longest_s=60.0, forgotten_s=1000.0)


def failed(times: int, last_at: float = 0.0) -> PasswordTries:
    return PasswordTries(key="account ann", count=times, last_at=last_at)


@pytest.mark.parametrize(("failures", "wait_s"), [(0, 0), (3, 0), (4, 2), (5, 4), (8, 32), (9, 60), (500, 60)])
def test_each_further_failure_doubles_the_wait(failures: int, wait_s: float) -> None:
    assert BACKOFF.wait_s(failed(failures), 0.0) == wait_s


@pytest.mark.parametrize(("now", "wait_s"), [(3.0, 1.0), (4.0, 0.0), (9.0, 0.0)])
def test_the_wait_runs_down(now: float, wait_s: float) -> None:
    assert BACKOFF.wait_s(failed(5), now) == wait_s


def test_failures_are_forgotten_after_a_while() -> None:
    endless = Backoff(free=0, first_s=5000.0, longest_s=5000.0, forgotten_s=1000.0)
    assert endless.wait_s(failed(1), 999.0) == 4001.0
    assert endless.wait_s(failed(1), 1000.0) == 0.0
    assert endless.wait_s(None, 0.0) == 0.0


@given(some.lists(some.floats(0, 10), max_size=60), some.integers(1, 5), some.floats(0.5, 10))
def test_a_bucket_never_gives_more_than_its_burst_and_what_flowed_in(pauses_s: list[float], burst: int, per_s: float) -> None:
    buckets, now, taken = Buckets(Rate(per_s, burst)), 0.0, 0
    for pause_s in pauses_s:
        now += pause_s
        taken += buckets.take("ann", now) == 0
        assert taken <= burst + now * per_s + 1e-6


def test_an_empty_bucket_tells_how_long_to_wait() -> None:
    buckets = Buckets(Rate(per_s=2.0, burst=2))
    assert [buckets.take("ann", 0.0) for _ in range(3)] == [0, 0, 0.5]
    assert buckets.take("bob", 0.0) == 0
    assert buckets.take("ann", 0.5) == 0
