"""Which days a report of agents is about."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.reporting.agents import days

pytestmark = pytest.mark.unit

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=LONDON).timestamp()
"""Half an hour into the day on which clocks go forward."""
TODAY, FRIDAY = date(2026, 3, 29), date(2026, 3, 27)


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (None, None, (TODAY, TODAY)),
        (FRIDAY, None, (FRIDAY, TODAY)),
        (None, FRIDAY, (FRIDAY, FRIDAY)),
        (FRIDAY, TODAY, (FRIDAY, TODAY)),
        (date(2026, 4, 1), None, (date(2026, 4, 1), date(2026, 4, 1))),
    ],
)
def test_what_is_left_out(first: date | None, last: date | None, meant: tuple[date, date]) -> None:
    found = days(first, last, LONDON, NOW)
    assert (found.first, found.last) == meant


def test_a_day_is_as_long_as_its_clocks_make_it() -> None:
    today = days(None, None, LONDON, NOW)
    assert today.until - today.since == 23 * 3600


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="the first day, 2026-03-29, comes after the last, 2026-03-27"):
        days(TODAY, FRIDAY, LONDON, NOW)
