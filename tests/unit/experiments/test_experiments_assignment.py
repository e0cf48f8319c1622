from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiments.assignment import arm_for

pytestmark = pytest.mark.unit

PEOPLE = [f"+1202555{number:04}" for number in range(4000)]


def test_the_hash_is_the_stated_one_for_ever() -> None:
    """Other values would move people who are in an experiment already."""
    shares = {"plain": 1.0, "discount": 1.0}

    assert " ".join(arm_for(person, "opening", shares) for person in PEOPLE[:8]) == (
        "discount plain discount discount discount plain discount plain"
    )


@pytest.mark.parametrize("shares", [{"a": 1.0, "b": 1.0}, {"a": 3.0, "b": 1.0}, {"a": 0.5, "b": 0.2, "c": 0.3}])
def test_each_arm_gets_its_share(shares: dict[str, float]) -> None:
    got = Counter(arm_for(person, "opening", shares) for person in PEOPLE)

    total = sum(shares.values())
    for arm, share in shares.items():
        assert got[arm] / len(PEOPLE) == pytest.approx(share / total, abs=0.025)  # three standard errors


def test_another_experiment_shuffles_people_anew() -> None:
    shares = {"a": 1.0, "b": 1.0}

    same = sum(arm_for(person, "one", shares) == arm_for(person, "two", shares) for person in PEOPLE)

    assert same / len(PEOPLE) == pytest.approx(0.5, abs=0.025)


@given(st.integers(0, 10_000), st.permutations(["a", "b", "c"]))
def test_the_order_of_the_arms_does_not_matter(person: int, order: list[str]) -> None:
    assert arm_for(str(person), "x", dict.fromkeys(order, 1.0)) == arm_for(str(person), "x", {"a": 1.0, "b": 1.0, "c": 1.0})


def test_a_new_arm_moves_people_to_itself_only() -> None:
    before = {person: arm_for(person, "x", {"a": 1.0, "b": 1.0}) for person in PEOPLE}

    after = {person: arm_for(person, "x", {"a": 1.0, "b": 1.0, "c": 1.0}) for person in PEOPLE}

    assert {after[person] for person in PEOPLE if after[person] != before[person]} == {"c"}


def test_an_arm_without_a_share_gets_nobody() -> None:
    assert {arm_for(person, "x", {"a": 0.0, "b": 0.1}) for person in PEOPLE[:200]} == {"b"}
    with pytest.raises(ValueError, match="no arm with a share"):
        arm_for("x", "x", {"a": 0.0})
