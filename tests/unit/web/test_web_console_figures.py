"""Calls over the hours of a week, by the clocks of who reads them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from engine.store.reporting.distributions import Hour, by_hour_of_week
from engine.store.reporting.figures import CallFact
from engine.store.scripts.pins import Pin

MONDAY_23_UTC = 1_795_474_800.0
"""2026-11-23 23:00."""


def fact(at: float, *, reached: bool) -> CallFact:
    return CallFact(at, Pin("x", "hash", 1), None, reached, talked=False, interested=False)


def test_calls_count_in_the_hour_of_the_zone() -> None:
    facts = [fact(MONDAY_23_UTC, reached=True), fact(MONDAY_23_UTC + 1800, reached=False), fact(MONDAY_23_UTC + 3600, reached=True)]
    assert by_hour_of_week(facts, ZoneInfo("UTC")) == {(1, 23): Hour(2, 1), (2, 0): Hour(1, 1)}
    assert by_hour_of_week(facts, ZoneInfo("Asia/Shanghai")) == {(2, 7): Hour(2, 1), (2, 8): Hour(1, 1)}


def test_no_calls_no_hours() -> None:
    assert by_hour_of_week([], ZoneInfo("UTC")) == {}
