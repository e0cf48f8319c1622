"""When each lead is called: at its best hour of the coming days, as far as lines and hours allow. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """A lead, and what calling it at each hour promises."""

    lead: int
    promise: Mapping[int, float]
    """By hour, counted from now: 0 is the hour that has begun. Hours at which it may not be called are left out."""


HOURS_A_DAY = 24


def schedule(leads: Sequence[Wanted], room: int) -> dict[int, int | None]:
    """The hour of each lead, by lead.

    The lead that promises most chooses first, and takes its best hour that has room. A day is filled before the next begins: nobody
    waits for a better hour of tomorrow while today's lines would stand idle.

    Args:
        leads: in any order.
        room: calls that the lines can make in an hour.

    Returns:
        None for a lead that no hour has room for.
    """
    taken: dict[int, int] = {}
    hours: dict[int, int | None] = {}
    for lead in sorted(leads, key=lambda wanted: (-max(wanted.promise.values(), default=0.0), wanted.lead)):
        free = [hour for hour in lead.promise if taken.get(hour, 0) < room]
        hour = min(free, key=lambda hour: (hour // HOURS_A_DAY, -lead.promise[hour], hour), default=None)
        hours[lead.lead] = hour
        if hour is not None:
            taken[hour] = taken.get(hour, 0) + 1
    return hours
