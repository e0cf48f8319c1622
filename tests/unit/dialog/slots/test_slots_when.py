from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.slots.when import When

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "canonical",
    [
        "2026-03-03",
        "2026-03-09/2026-03-15",
        "2026-03-03T14:30",
        "2026-03-03T12:00/2026-03-03T18:00",
        "2026-03-03T20:00/2026-03-04T00:00",
    ],
)
def test_canonical_texts_stay_as_they_are(canonical: str) -> None:
    assert When.of(canonical).canonical == canonical


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "2026-03-03T14:30Z", "2026-03-09/2026-03-01", "2026-03-03T15:00/2026-03-03T14:00"]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        When.of(text)


def test_the_last_day_that_it_touches() -> None:
    assert When.of("2026-03-03T20:00/2026-03-04T00:00").last_day.day == 3
    assert When.of("2026-03-03T00:00").last_day.day == 3
    assert When.of("2026-03-09/2026-03-15").last_day.day == 15


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("2026-03-03T14:30", "2026-03-03", 0),
        ("2026-03-03T14:30", "2026-03-04", -1),
        ("2026-03-04T00:00", "2026-03-03", 1),
        ("2026-03-03T14:30", "2026-03-03T14:30", 0),
        ("2026-03-03T14:31", "2026-03-03T14:30", 1),
        ("2026-03-10", "2026-03-09/2026-03-15", 0),
    ],
)
def test_order(left: str, right: str, order: int) -> None:
    assert When.of(left).order(When.of(right)) == order


@settings(deadline=None)
@given(st.datetimes(datetime(1, 1, 2), datetime(9998, 12, 31)))
def test_moments_are_cut_to_the_minute(moment: datetime) -> None:
    when = When.at(moment)
    assert when.is_moment
    assert When.of(when.canonical) == when
