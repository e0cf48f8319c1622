"""Times of day as people name them, and which hours of the clock that makes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

DAY_MINUTES: Final = 24 * 60
OPEN_ENDS: Final = (22 * 60, DAY_MINUTES)
"""Where an open `after five` ends: in the evening, or if it is later with the day."""
OPEN_START: Final = 6 * 60
"""Where an open `before noon` starts."""
_NOON: Final = 12 * 60

_PLAIN = 0.9
"""Hours that hardly anybody doubts: `at three` is in the afternoon, `at ten` in the morning."""
_DOUBTFUL = 0.7
"""Six to nine may be either."""
_OTHER_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of a day that may be meant: from the first on, before the last; the same for a moment."""

    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day."""

    start: int
    """Minutes from midnight."""
    end: int

    def hours(self, part: Part | None) -> Iterator[Hours]:  # noqa: ARG002  as every time of day
        yield Hours(self.start, self.end)


EARLY_MORNING: Final = Part(6 * 60, 9 * 60)
MORNING: Final = Part(6 * 60, 12 * 60)
MIDDAY: Final = Part(12 * 60, 14 * 60)
AFTERNOON: Final = Part(12 * 60, 18 * 60)
EARLY_AFTERNOON: Final = Part(12 * 60, 15 * 60)
LATE_AFTERNOON: Final = Part(15 * 60, 18 * 60)
AFTER_WORK: Final = Part(17 * 60, 22 * 60)
EVENING: Final = Part(18 * 60, 22 * 60)
NIGHT: Final = Part(20 * 60, DAY_MINUTES)
SMALL_HOURS: Final = Part(0, 6 * 60)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time by the clock."""

    hour: int
    """As it was said, 0 to 24."""
    minute: int = 0
    sure: bool = False
    """True if the half of the day was said with it."""

    def hours(self, part: Part | None) -> Iterator[Hours]:
        """What it may mean, the likeliest first; the part of the day decides if it was said."""
        yield from (Hours(minutes, minutes, confidence) for minutes, confidence in self._minutes(part))

    def _minutes(self, part: Part | None) -> list[tuple[int, float]]:
        said = self.hour * 60 + self.minute
        if self.sure or self.hour > 12 or self.hour == 0:
            return [(said, 1.0)]
        early, late = said % _NOON, said % _NOON + _NOON
        if part in (MORNING, EARLY_MORNING, SMALL_HOURS):
            return [(late if said == _NOON else early, 1.0)]
        if part is MIDDAY:
            return [(said if self.hour >= 9 else late, 1.0)]
        if part in (EVENING, NIGHT) and (self.hour == 12 or self.hour < 4):
            return [(early + DAY_MINUTES, 1.0)]
        if part:
            return [(late, 1.0)]
        if self.hour in (12, 1, 2, 3, 4, 5):
            return [(late, _PLAIN), (early, _OTHER_HALF)]
        return [
            (early if self.hour > 6 else late, _PLAIN if self.hour > 9 else _DOUBTFUL),
            (late if self.hour > 6 else early, _OTHER_HALF),
        ]


@dataclass(frozen=True, slots=True)
class Between:
    """From one time to another; None where it is open."""

    first: Clock | None
    last: Clock | None

    def hours(self, part: Part | None) -> Iterator[Hours]:
        if self.first and self.last:
            for last in self.last.hours(part):
                starts = [first for first in self.first.hours(part) if first.start < last.start]
                if starts:
                    nearest = max(starts, key=lambda first: first.start)
                    yield Hours(nearest.start, last.start, last.confidence)
        elif self.first:
            for first in self.first.hours(part):
                yield Hours(first.start, next((end for end in OPEN_ENDS if first.start < end), first.start), first.confidence)
        elif self.last:
            for last in self.last.hours(part):
                yield Hours(OPEN_START if last.start > OPEN_START else 0, last.start, last.confidence)


TimeOfDay: TypeAlias = Part | Clock | Between


ReadClock: TypeAlias = Callable[[re.Match[str], str], Clock | None]
"""The time in a match whose groups begin with a name; None if there is no such time."""
ReadTimes: TypeAlias = Callable[[re.Match[str]], Iterator[Clock | Between]]


def at(read: ReadClock) -> ReadTimes:
    """Reads `at three` from a match with a time named `at`."""

    def times(match: re.Match[str]) -> Iterator[Clock]:
        if clock := read(match, "at"):
            yield clock

    return times


def after(read: ReadClock) -> ReadTimes:
    """Reads `after three` from a match with a time named `at`."""

    def times(match: re.Match[str]) -> Iterator[Between]:
        if clock := read(match, "at"):
            yield Between(clock, None)

    return times


def before(read: ReadClock) -> ReadTimes:
    """Reads `before three` from a match with a time named `at`."""

    def times(match: re.Match[str]) -> Iterator[Between]:
        if clock := read(match, "at"):
            yield Between(None, clock)

    return times


@dataclass(frozen=True, slots=True)
class SameTime:
    """The time of day it is now, or that of what is being corrected."""


@dataclass(frozen=True, slots=True)
class Delay:
    """So many minutes from now."""

    minutes: int
