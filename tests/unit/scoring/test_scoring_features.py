"""Nothing that becomes known at a call or after it may have a say in its features."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scoring.features import features
from engine.scoring.history import PastCall, PastEvent, Person

pytestmark = pytest.mark.unit

MONDAY_NOON = 1_700_481_600.0
"""2023-11-20 12:00 UTC."""
HOUR, DAY = 3600.0, 86_400.0

CALLS = st.lists(
    st.builds(
        lambda at, took, answered, talked, agreed: PastCall(
            at, at + took, answered, answered and talked, answered and talked and agreed
        ),
        st.floats(0, 100 * DAY),
        st.floats(1, 3600),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
).map(lambda calls: tuple(sorted(calls, key=lambda call: call.at)))
EVENTS = st.lists(
    st.builds(PastEvent, st.floats(0, 100 * DAY), st.sampled_from(["click", "order"]), st.floats(0, 100)), max_size=8
).map(lambda events: tuple(sorted(events, key=lambda event: event.at)))


@given(CALLS, EVENTS, st.floats(0, 100 * DAY))
def test_the_future_has_no_influence(calls: tuple[PastCall, ...], events: tuple[PastEvent, ...], at: float) -> None:
    person = Person(1, "Europe/London", {"city": "Leeds"}, calls, events)
    past_only = Person(
        1,
        "Europe/London",
        {"city": "Leeds"},
        tuple(call for call in calls if call.ended_at < at),
        tuple(event for event in events if event.at < at),
    )

    assert features(person, at) == features(past_only, at)


def test_a_call_knows_nothing_of_its_own_outcome_nor_of_one_that_goes_on() -> None:
    goes_on = PastCall(MONDAY_NOON - 60, MONDAY_NOON + 60, answered=True, talked=True, agreed=True)
    itself = PastCall(MONDAY_NOON, MONDAY_NOON + 60, answered=True, talked=True, agreed=True)

    assert features(Person(1, "UTC", {}, (goes_on, itself)), MONDAY_NOON) == features(Person(1, "UTC"), MONDAY_NOON)


def test_features_by_hand() -> None:
    calls = (
        PastCall(MONDAY_NOON - 7 * DAY, MONDAY_NOON - 7 * DAY + 60, answered=True, talked=True),
        PastCall(MONDAY_NOON - 2 * DAY - 6 * HOUR, MONDAY_NOON - 2 * DAY - 6 * HOUR + 60, answered=False),
    )
    events = (PastEvent(MONDAY_NOON - 3 * DAY, "click"), PastEvent(MONDAY_NOON - DAY, "order", 99.0))

    found = features(Person(1, "UTC", {"city": "York"}, calls, events), MONDAY_NOON)

    assert found == pytest.approx(
        {
            "hour=12": 1,
            "weekday=Mon": 1,
            "attribute city=York": 1,
            "attribute city by afternoon=York": 1,
            "calls": math.log1p(2),
            "answered share": 1.5 / 4,
            "answered share near": 1.5 / 3,  # the one at noon
            "talked share": 1.5 / 3,
            "agreed share": 0.5 / 3,
            "days since call": math.log1p(2.25),
            "last call=unanswered": 1,
            "recency": math.log1p(1),
            "frequency": math.log1p(2),
            "value": math.log(100),
            "clicked": 1,
        }
    )


def test_hours_are_those_of_the_persons_clock() -> None:
    found = features(Person(1, "Asia/Shanghai"), MONDAY_NOON)

    assert {"hour=20", "weekday=Mon"} <= found.keys()
