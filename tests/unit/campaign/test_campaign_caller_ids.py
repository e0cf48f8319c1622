"""Which number is shown to whom."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.plan.schema import CallerId
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds

pytestmark = pytest.mark.unit

PEOPLE = [f"+120255500{index:02}" for index in range(100)]


def pool(*limits: int | None) -> list[CallerId]:
    return [CallerId(number=f"+1202555{index:04}", calls_per_day=limit) for index, limit in enumerate(limits)]


def shown_to_all(caller_ids: CallerIds, now: float = 0.0) -> dict[str, str | None]:
    return {person: caller_ids.for_person(person, now) for person in PEOPLE}


def test_without_numbers_the_trunk_shows_its_own() -> None:
    assert (CallerIds([]).for_person(PEOPLE[0], 0.0), CallerIds([]).ready_at(5.0)) == (None, 5.0)


def test_each_person_always_sees_the_same_number_and_all_are_used_about_equally() -> None:
    numbers = pool(None, None, None, None)
    shown = shown_to_all(CallerIds(numbers))
    assert shown == shown_to_all(CallerIds(list(reversed(numbers)))), "in whatever order, in every run"
    assert min(Counter(shown.values()).values()) >= 15
    assert len(set(shown.values())) == 4


def test_a_number_that_is_taken_out_changes_what_is_shown_only_to_its_own_people() -> None:
    numbers = pool(None, None, None, None)
    before, after = shown_to_all(CallerIds(numbers)), shown_to_all(CallerIds(numbers[1:]))
    changed = {person for person in PEOPLE if before[person] != after[person]}
    assert changed == {person for person in PEOPLE if before[person] == numbers[0].number}


def test_a_spent_number_is_left_out_until_a_day_after_its_earliest_call() -> None:
    numbers = pool(2, None)
    caller_ids = CallerIds(numbers)
    mine = next(person for person in PEOPLE if caller_ids.for_person(person, 0.0) == numbers[0].number)
    for at in (0.0, 60.0):
        caller_ids.shown(numbers[0].number, at)
    assert caller_ids.for_person(mine, 61.0) == numbers[1].number
    assert caller_ids.for_person(mine, DAY_S - 1) == numbers[1].number
    assert caller_ids.for_person(mine, DAY_S) == numbers[0].number
    caller_ids.shown(numbers[0].number, DAY_S)
    assert caller_ids.for_person(mine, DAY_S + 59) == numbers[1].number


def test_when_all_are_spent_it_is_known_when_one_is_not() -> None:
    numbers = pool(1, 2)
    caller_ids = CallerIds(numbers, {numbers[0].number: [100.0], numbers[1].number: [30.0, 40.0, 50.0]})
    assert caller_ids.for_person(PEOPLE[0], 200.0) is None
    assert caller_ids.ready_at(200.0) == 40.0 + DAY_S
    assert caller_ids.for_person(PEOPLE[0], 40.0 + DAY_S) == numbers[1].number


def test_a_number_with_as_many_calls_as_it_may_have_is_left_out_until_one_ends() -> None:
    first, second = CallerId(number="+12025550000", concurrency=1), CallerId(number="+12025550001", concurrency=1)
    caller_ids = CallerIds([first, second])
    mine = next(person for person in PEOPLE if caller_ids.for_person(person, 0.0) == first.number)
    caller_ids.shown(first.number, 0.0)
    assert caller_ids.for_person(mine, 1.0) == second.number
    caller_ids.shown(second.number, 1.0)
    assert (caller_ids.for_person(mine, 2.0), caller_ids.ready_at(2.0)) == (None, None)
    caller_ids.ended(first.number)
    assert (caller_ids.for_person(mine, 2.0), caller_ids.ready_at(2.0)) == (first.number, 2.0)


def test_calls_of_a_number_are_spaced_and_who_is_looked_for_ahead_gets_the_next_that_is_free() -> None:
    slow, slower = CallerId(number="+12025550000", calls_per_second=5), CallerId(number="+12025550001", calls_per_second=2)
    caller_ids = CallerIds([slow, slower])
    mine = next(person for person in PEOPLE if caller_ids.for_person(person, 0.0) == slower.number)
    caller_ids.shown(slow.number, 0.0)
    caller_ids.shown(slower.number, 0.0)
    assert caller_ids.ready_at(0.1) == pytest.approx(0.2)
    assert caller_ids.for_person(mine, 0.1) == slow.number, "free in 0.1 s, the own one in 0.4"
    assert caller_ids.for_person(mine, 0.5) == slower.number


def test_a_number_of_no_pool_is_not_counted() -> None:
    caller_ids = CallerIds(pool(1))
    caller_ids.shown("+15550100000", 1.0)
    assert caller_ids.ready_at(2.0) == 2.0


@given(
    limits=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    calls=st.lists(st.tuples(st.sampled_from(PEOPLE), st.floats(0, 40_000)), max_size=80),
)
def test_no_number_is_shown_more_often_than_it_may_in_any_day(limits: list[int], calls: list[tuple[str, float]]) -> None:
    numbers, now = pool(*limits), 0.0
    caller_ids = CallerIds(numbers)
    shown: list[tuple[str, float]] = []
    for person, wait_s in calls:
        ready_at = caller_ids.ready_at(now + wait_s)
        assert ready_at is not None
        now = ready_at
        number = caller_ids.for_person(person, now)
        assert number is not None
        caller_ids.shown(number, now)
        shown.append((number, now))
    for caller_id in numbers:
        times = [at for number, at in shown if number == caller_id.number]
        for first in times:
            assert sum(first <= at < first + DAY_S for at in times) <= (caller_id.calls_per_day or 0)
