"""The days that an address means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine.reporting.agents import Days, days

_YEARS: Final = range(1971, 3000)
"""Unix seconds are known of them in every time zone."""


def days_of(parameters: Mapping[str, Any], zone: ZoneInfo, now: float) -> Days:
    """From `first` to `last`; what is no day counts as left out, and the earlier of both is the first."""
    first, last = (day_of(str(parameters.get(name, ""))) for name in ("first", "last"))
    if first and last and first > last:
        first, last = last, first
    return days(first, last, zone, now)


def day_of(text: str) -> date | None:
    """A day as date fields write it; None: it is none, or of a year that clocks do not count."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
