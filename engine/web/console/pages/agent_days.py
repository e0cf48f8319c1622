"""The days that an address means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from engine.reporting.agents import Days, days


def days_of(parameters: Mapping[str, Any], zone: ZoneInfo, now: float) -> Days:
    """From `first` to `last`; what is no day counts as left out, and the earlier of both is the first."""
    first, last = (_day(str(parameters.get(name, ""))) for name in ("first", "last"))
    if first and last and first > last:
        first, last = last, first
    return days(first, last, zone, now)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
