from __future__ import annotations

import pytest

from engine.experiments.counts import Counts
from engine.experiments.simulation import Setup, simulate
from engine.experiments.verdict import OVER, Standing, StopRule, verdict
from engine.experiments.wording import decision, sample_ratio

pytestmark = pytest.mark.unit


def of(*arms: tuple[int, int]) -> dict[str, Counts]:
    """Successes and people of arms a, b, …, split as they should be."""
    return {
        name: Counts(people, successes, expected=float(people), assigned=people)
        for name, (successes, people) in zip("abcd", arms, strict=False)
    }


@pytest.mark.parametrize(
    ("counts", "standing", "best"),
    [
        (of((5, 49), (30, 100)), Standing.TOO_FEW, None),
        (of((10, 100), (12, 100)), Standing.OPEN, None),
        (of((50, 500), (110, 500)), Standing.BETTER, "b"),
        (of((110, 500), (50, 500)), Standing.BETTER, "a"),
        (of((50, 500), (110, 500), (115, 500)), Standing.OPEN, None),  # b and c beat a, neither the other
        (of((50, 500), (60, 500), (150, 500)), Standing.BETTER, "c"),
        (of((1000, 10_000), (1010, 10_000)), Standing.ALIKE, None),
        (of((100, 1000), (120, 1000)), Standing.EXHAUSTED, None),
    ],
)
def test_standings(counts: dict[str, Counts], standing: Standing, best: str | None) -> None:
    found = verdict(counts, StopRule(people_max=1000))

    assert (found.standing, found.best) == (standing, best)
    assert (found.standing in OVER) == decision(found, StopRule(people_max=1000)).startswith("Stop")


def test_a_broken_split_spoils_every_conclusion() -> None:
    counts = {"a": Counts(500, 50, expected=450.0, assigned=500), "b": Counts(400, 120, expected=450.0, assigned=400)}

    found = verdict(counts, StopRule())

    assert (found.standing, found.best) == (Standing.SPOILT, None)
    assert sample_ratio(found).startswith("BROKEN: a split as uneven as this comes by chance once in 1,1")


def test_people_moved_to_the_better_arm_make_wider_intervals() -> None:
    counts = of((50, 500), (110, 500))

    assert verdict(counts, StopRule(adaptive=True)).differences[0].high > verdict(counts, StopRule()).differences[0].high


def test_more_arms_make_wider_intervals() -> None:
    two = verdict(of((50, 500), (60, 500)), StopRule())
    three = verdict(of((50, 500), (60, 500), (50, 500)), StopRule())

    assert three.differences[0].low < two.differences[0].low
    assert three.arms[0].high > two.arms[0].high


def test_in_plain_words() -> None:
    rule = StopRule()
    found = verdict(of((50, 500), (110, 500)), rule)

    assert decision(found, rule) == "Stop: b is better than a. It gains 5.0 to 19.0 points on a."
    assert decision(verdict(of((5, 49), (30, 100)), rule), rule).startswith("Go on: a needs 1 more people")
    assert sample_ratio(verdict(of((1, 4), (1, 4)), rule)) == "too few people to say whether the split is as it should be"


def test_looking_after_every_call_is_hardly_ever_wrong() -> None:
    """The figures of 2,000 longer runs are in docs/growth-loop.md."""
    found = simulate(Setup((0.1, 0.1), people=1500, runs=150), seed=5)

    assert found.share(found.any_difference) <= 0.05
    assert found.share(found.naive) > 0.2
    assert found.power == 0.0


def test_an_effect_is_found() -> None:
    found = simulate(Setup((0.1, 0.2), people=1500, runs=100), seed=5)

    assert found.power >= 0.9
    assert found.median_people is not None
    assert found.median_people < 800


def test_thompson_gives_most_people_the_better_arm() -> None:
    found = simulate(Setup((0.1, 0.2), people=1000, runs=10, floor=0.1), seed=5)

    assert found.best_share > 0.65
