"""Days and times of day that were named, put together to a stretch of local time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.dialog.slots.days import Day, NoSuchDate, Span, together
from engine.dialog.slots.hours import Between, Clock, Delay, Hours, Part, SameTime
from engine.dialog.slots.rules import Piece
from engine.dialog.slots.spec import Fault, Invalid, Parsed
from engine.dialog.slots.when import When

_NO_DAY = 0.9
_LATER_TODAY = 0.6
"""A time that may be today's or tomorrow's."""
_AWAKE = range(8, 22)
"""Hours at which people make appointments."""
_MISFIT = 0.6
"""A time of day of several days."""
_SEVERAL = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """What was said of a moment."""

    days: tuple[Day, ...]
    part: Part | None
    times: tuple[Clock | Between, ...]
    delay: Delay | None
    same_time: bool

    @property
    def confidence(self) -> float:
        return _SEVERAL if len(set(self.times)) > 1 else 1.0


def mention_of(pieces: Sequence[Piece]) -> Mention:
    """Sorts what was found in a text."""
    return Mention(
        days=tuple(piece for piece in pieces if not isinstance(piece, Part | Clock | Between | Delay | SameTime)),
        part=next((piece for piece in pieces if isinstance(piece, Part)), None),
        times=tuple(piece for piece in pieces if isinstance(piece, Clock | Between)),
        delay=next((piece for piece in pieces if isinstance(piece, Delay)), None),
        same_time=SameTime() in pieces,
    )


def resolve(mention: Mention, now: datetime, previous: When | None) -> list[Parsed | Invalid]:
    """The moments that may be meant, the likeliest first.

    Args:
        mention: what was said.
        now: local time, naive.
        previous: what it may be a correction of: it gives the day to a new time and the time to a new day.
    """
    try:
        found = list(_moments(mention, now, previous))
    except (NoSuchDate, OverflowError):
        return [Invalid(Fault.NO_SUCH_DATE, "")]
    return [Parsed(when.canonical, confidence * mention.confidence) for when, confidence in found]


def _moments(mention: Mention, now: datetime, previous: When | None) -> Iterator[tuple[When, float]]:
    if mention.delay and not mention.days:
        yield When.at(now + timedelta(minutes=mention.delay.minutes)), 1.0
        return
    spans = list(together(list(mention.days), now.date())) if mention.days else []
    hours = list(_hours(mention))
    if mention.same_time and not hours:
        previous = previous or When.at(now)
    if spans and hours:
        yield from (_on(span, time_of_day) for span in spans for time_of_day in hours)
    elif spans:
        yield from (_like(previous, span) for span in spans)
    elif hours and previous and previous.start.date() == previous.last_day:
        day = previous.start.date()
        yield from (_on(Span(day, day), time_of_day) for time_of_day in hours)
    elif hours:
        yield from _next(hours, now)


def _hours(mention: Mention) -> Iterator[Hours]:
    if mention.times:
        yield from mention.times[0].hours(mention.part)
    elif mention.part:
        yield from mention.part.hours(None)


def _on(span: Span, hours: Hours) -> tuple[When, float]:
    if span.first != span.last:
        return When.days(span.first, span.last), span.confidence * _MISFIT
    return When(_at(span.first, hours.start), _at(span.first, hours.end), False), span.confidence * hours.confidence


def _like(previous: When | None, span: Span) -> tuple[When, float]:
    """The days of a span, at the time of day of what they correct."""
    if previous is None or previous.whole_days or span.first != span.last:
        return When.days(span.first, span.last), span.confidence
    moved = datetime.combine(span.first, time()) - datetime.combine(previous.start.date(), time())
    return When(previous.start + moved, previous.end + moved, False), span.confidence


def _next(hours: list[Hours], now: datetime) -> Iterator[tuple[When, float]]:
    """The next such times from now on, those at which people are awake first."""
    today = now.date()
    whens = [
        (When(_at(day, each.start), _at(day, each.end), False), each.confidence)
        for day in (today, today + timedelta(days=1))
        for each in hours
    ]
    ahead = [(when, confidence) for when, confidence in whens if max(when.end, when.start + timedelta(minutes=1)) > now]
    sure = len(hours) == 1
    for when, confidence in sorted(ahead, key=lambda place: ((place[0].start.hour not in _AWAKE) and not sure, place[0].start)):
        yield when, min(confidence, _NO_DAY if sure or confidence == max(each.confidence for each in hours) else _LATER_TODAY)


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
