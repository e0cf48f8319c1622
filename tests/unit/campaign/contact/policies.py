"""Policies and facts for the tests of the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from engine.campaign.contact.hours import HolidayCalendar, OpenHours, Window
from engine.campaign.contact.policy import CallPlan, HoursRule, Policy

NEW_YORK: Final = "+12125551234"
CHICAGO: Final = "+13125551234"
DENVER: Final = "+13035551234"
LONDON: Final = "+442079460123"
BERLIN: Final = "+493012345678"
BOT: Final = CallPlan(machine=True)


def at(text: str, zone: str = "UTC") -> float:
    """Unix seconds of a local time, e.g. `2026-11-22 10:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def window(text: str) -> Window:
    """`08:00-21:00`."""
    begin, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return Window(begin, end)


def week(weekdays: str = "08:00-21:00", saturday: str = "", sunday: str = "", holidays: HolidayCalendar | None = None) -> OpenHours:
    """Hours of a week; windows separated by spaces, nothing for a closed day. Closed on holidays."""

    def day(text: str) -> tuple[Window, ...]:
        return tuple(window(part) for part in text.split())

    return OpenHours((day(weekdays),) * 5 + (day(saturday), day(sunday)), holidays)


EVERY_DAY: Final = week("08:00-21:00", "08:00-21:00", "08:00-21:00")


def policy(hours: OpenHours = EVERY_DAY) -> Policy:
    """One that knows nothing but hours."""
    return Policy("test@1", HoursRule(hours, "the law"))
