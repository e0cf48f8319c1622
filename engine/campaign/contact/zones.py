"""Local time, exactly: stretches of time over which a zone keeps one offset from UTC, cut where its clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_S: Final = 86400


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begin` to before `end`, Unix seconds, local time is Unix time plus `offset_s`."""

    begin: int
    end: int
    offset_s: int


def known_zone(name: str) -> bool:
    """Whether this is the IANA name of a zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as `America`
        return False
    return True


def stretches(zone: str, begin: int, end: int) -> Iterator[Stretch]:
    """The time from `begin` to `end`, cut at changes of the clock. For a day at a time: of two changes within, both are missed."""
    first, last = _offset_s(zone, begin), _offset_s(zone, end - 1)
    if first == last:
        yield Stretch(begin, end, first)
        return
    low, high = begin, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_s(zone, middle) == first else (low, middle)
    yield Stretch(begin, high, first)
    yield Stretch(high, end, last)


def local(zone: str, at: float) -> datetime:
    """The clock of a zone at Unix time `at`."""
    return datetime.fromtimestamp(at, _zone(zone))


def _offset_s(zone: str, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(_zone(zone)).utcoffset()
    if offset is None:
        raise ValueError(f"{zone} has no offset")
    return int(offset.total_seconds())


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
