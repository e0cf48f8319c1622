from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiments.allocation import fixed_shares, thompson_shares
from engine.experiments.counts import Counts
from engine.experiments.intervals import difference_interval, rate_interval
from engine.experiments.sample_ratio import chi_square_above, mismatch_p

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("statistic", "freedom", "chance"),
    [(3.841459, 1, 0.05), (5.991465, 2, 0.05), (7.814728, 3, 0.05), (10.827566, 1, 0.001), (18.466827, 4, 0.001), (0.0, 3, 1.0)],
)
def test_chi_square_as_in_the_tables(statistic: float, freedom: int, chance: float) -> None:
    assert chi_square_above(statistic, freedom) == pytest.approx(chance, rel=1e-5)


def test_an_uneven_split_is_improbable() -> None:
    """821,588 to 815,482 of an even split: the example of Fabijan et al. (2019), whose p is 1.8e-6."""
    people = {"a": 821_588, "b": 815_482}

    assert mismatch_p(people, dict.fromkeys(people, sum(people.values()) / 2)) == pytest.approx(1.8e-6, rel=0.05)


def test_few_people_say_nothing_about_a_split() -> None:
    assert mismatch_p({"a": 8, "b": 0}, {"a": 4.0, "b": 4.0}) is None
    assert mismatch_p({"a": 8}, {"a": 8.0}) is None


def test_the_interval_of_a_rate_is_where_the_mixture_does_not_refute_it() -> None:
    """One success of one person: the mixture is 1/2, so rates below alpha/2 are refuted."""
    assert rate_interval(1, 1, 0.05) == pytest.approx((0.025, 1.0))
    assert rate_interval(0, 1, 0.05) == pytest.approx((0.0, 0.975))
    assert rate_interval(0, 0, 0.05) == (0.0, 1.0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_of_a_rate_holds_the_estimate(successes: int, failures: int) -> None:
    low, high = rate_interval(successes, successes + failures, 0.05)

    assert 0 <= low <= high <= 1
    if successes + failures:
        assert low <= successes / (successes + failures) <= high


def test_the_interval_of_a_difference_by_hand() -> None:
    """20 of 100 against 10 of 100, 5 points hoped for: V = 21/102*81/102/100 + 11/102*91/102/100."""
    variance = 21 / 102 * 81 / 102 / 100 + 11 / 102 * 91 / 102 / 100
    radius = math.sqrt(variance * (variance + 0.0025) / 0.0025 * (math.log((variance + 0.0025) / variance) + 2 * math.log(20)))

    assert difference_interval((20, 100), (10, 100), 0.05, 0.05) == pytest.approx((0.1 - radius, 0.1 + radius))
    assert difference_interval((0, 0), (10, 100), 0.05, 0.05) == (-1.0, 1.0)


@given(st.integers(0, 50), st.integers(50, 500), st.integers(0, 50), st.integers(50, 500))
def test_differences_turned_round_are_turned_round(one: int, of_one: int, other: int, of_other: int) -> None:
    low, high = difference_interval((one, of_one), (other, of_other), 0.05, 0.05)
    turned_low, turned_high = difference_interval((other, of_other), (one, of_one), 0.05, 0.05)

    assert (low, high) == pytest.approx((-turned_high, -turned_low))


def test_the_exact_interval_is_hardly_ever_wrong_at_any_count() -> None:
    generator = np.random.default_rng(7)
    wrong = 0
    for _ in range(100):
        successes = np.cumsum(generator.random(200) < 0.1)
        intervals = (rate_interval(int(successes[people - 1]), people, 0.05) for people in range(1, 201, 5))
        wrong += any(not low <= 0.1 <= high for low, high in intervals)
    assert wrong <= 5


def test_thompson_moves_people_to_the_better_arm_but_keeps_the_floor() -> None:
    even = thompson_shares("x", {"a": Counts(0, 0), "b": Counts(0, 0)}, 0.1)
    clear = thompson_shares("x", {"a": Counts(500, 25), "b": Counts(500, 100)}, 0.1)

    assert even["a"] == pytest.approx(0.5, abs=0.05)
    assert clear == pytest.approx({"a": 0.1, "b": 0.9})
    assert thompson_shares("x", {"a": Counts(500, 25), "b": Counts(500, 100)}, 0.1) == clear


def test_thompson_draws_do_not_hang_on_the_order_of_the_arms() -> None:
    counts = {"a": Counts(40, 4), "b": Counts(40, 6), "c": Counts(40, 5)}

    turned = thompson_shares("x", dict(reversed(counts.items())), 0.05)

    assert turned == thompson_shares("x", counts, 0.05)
    assert sum(turned.values()) == pytest.approx(1.0)


def test_weights_become_shares() -> None:
    assert fixed_shares({"a": 3, "b": 1}) == {"a": 0.75, "b": 0.25}
