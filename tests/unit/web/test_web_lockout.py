from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.web.access.buckets import Buckets, Rate
from engine.web.access.lockout import Backoff, Lockout

pytestmark = pytest.mark.unit

BACKOFF = Backoff(free=3, first_s=2.0, longest_s=60.0, forgotten_s=1000.0)


def tried(times: int, lockout: Lockout, key: str = "ann", now: float = 0.0) -> None:
    for _ in range(times):
        lockout.tried(key, now)


@pytest.mark.parametrize(("failures", "wait_s"), [(0, 0), (3, 0), (4, 2), (5, 4), (8, 32), (9, 60), (500, 60)])
def test_each_further_failure_doubles_the_wait(failures: int, wait_s: float) -> None:
    lockout = Lockout(BACKOFF)
    tried(failures, lockout)
    assert lockout.wait_s("ann", 0.0) == wait_s


def test_the_wait_runs_down_and_others_do_not_wait() -> None:
    lockout = Lockout(BACKOFF)
    tried(5, lockout)
    assert lockout.wait_s("ann", 3.0) == 1.0
    assert lockout.wait_s("ann", 4.0) == 0.0
    assert lockout.wait_s("bob", 0.0) == 0.0


def test_failures_are_forgotten_after_a_while_or_by_success() -> None:
    lockout = Lockout(BACKOFF)
    tried(20, lockout)
    assert lockout.wait_s("ann", 1000.0) == 0.0
    lockout.tried("ann", 1000.0)
    assert lockout.wait_s("ann", 1000.0) == 0.0
    tried(20, lockout, "bob")
    lockout.forgive("bob")
    tried(3, lockout, "bob")
    assert lockout.wait_s("bob", 0.0) == 0.0


def test_who_knows_one_password_may_not_guess_freely_at_others() -> None:
    """An address that signs in as itself between guesses: only its right tries do not count."""
    lockout = Lockout(BACKOFF)
    for _ in range(4):
        lockout.tried("192.0.2.1", 0.0)
        lockout.tried("192.0.2.1", 0.0)
        lockout.take_back("192.0.2.1")
    assert lockout.wait_s("192.0.2.1", 0.0) == 2.0


def test_made_up_names_do_not_fill_the_memory() -> None:
    lockout = Lockout(BACKOFF)
    for name in range(20_005):
        lockout.tried(str(name), 0.0)
    tried(3, lockout, "0")
    assert lockout.wait_s("0", 0.0) == 0.0, "the one who failed longest ago was forgotten"


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
