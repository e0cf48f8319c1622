"""How English names days: patterns over lower-case text with number words as digits, each with what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from engine.dialog.slots import hours
from engine.dialog.slots.days import InDays, InMonth, InMonths, InWeek, MonthPart, OnDate, OnNthWeekday, OnWeekday
from engine.dialog.slots.hours_en import COUNT, counted
from engine.dialog.slots.rules import Piece, Rule, rule, said

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH: Final = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_YEAR: Final = r"(?:,? (?P<year>20 ?\d\d|19 ?\d\d|2000)\b(?!:))?"
_WEEKDAY: Final = r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|tues|wed|thurs?|fri)(?:'?s)?\b"
_NO_DAY_OF_MONTH: Final = r"(?! (?:thing|one|time|floor|street|option|question|class|step|person|half|call|place)\b)"


def _date(match: re.Match[str]) -> Iterator[Piece]:
    year = match["year"]
    yield from _on(int(match["day"]), _MONTHS.index(match["month"][:3]) + 1, int(year.replace(" ", "")) if year else None)


def _numeric(day_first: bool) -> str:
    first, second = ("day", "month") if day_first else ("month", "day")
    return rf"\b(?P<{first}>\d{{1,2}})(?P<sign>[/-])(?P<{second}>\d{{1,2}})(?:(?P=sign)(?P<year>\d{{4}}|\d\d))?\b(?!:)"


def _numeric_date(match: re.Match[str]) -> Iterator[Piece]:
    if match["sign"] == "-" and not match["year"]:
        return
    day, month = int(match["day"]), int(match["month"])
    if month > 12:
        day, month = month, day
    year = int(match["year"]) if match["year"] else None
    yield from _on(day, month, year + 2000 if year is not None and year < 100 else year)


def _iso_date(match: re.Match[str]) -> Iterator[Piece]:
    yield from _on(int(match["day"]), int(match["month"]), int(match["year"]))


def _on(day: int, month: int | None, year: int | None = None, months: int | None = None) -> Iterator[Piece]:
    if 1 <= day <= 31 and (month is None or 1 <= month <= 12) and (year is None or 1 <= year <= 9998):
        yield OnDate(day, month, year, months)


def _day_of_month(match: re.Match[str]) -> Iterator[Piece]:
    which = match["which"]
    yield from _on(int(match["day"]), None, None, _ahead(which) if which else None)


def _weekday(match: re.Match[str]) -> Iterator[Piece]:
    weekday = _WEEKDAYS.index(match["weekday"][:3])
    which, week = match["which"], match["week"]
    if week:
        yield OnWeekday(weekday, _ahead(week))
    elif which in ("next", "following", "the following"):
        yield OnWeekday(weekday, 1, loosely=True)
    else:
        yield OnWeekday(weekday, -1 if which == "last" else None)


def _nth_weekday(match: re.Match[str]) -> Iterator[Piece]:
    nth = -1 if match["nth"] == "last" else 1 if match["nth"] == "first" else int(match["nth"][0])
    weekday, month = _WEEKDAYS.index(match["weekday"][:3]), match["month"]
    if month:
        yield OnNthWeekday(nth, weekday, month=_MONTHS.index(month[:3]) + 1)
    else:
        yield OnNthWeekday(nth, weekday, months=_ahead(match["which"]))


def _counted(match: re.Match[str]) -> Iterator[Piece]:
    """`in two weeks`, `a week from Friday`, `three days ago`."""
    count = counted(match["count"])
    period = match["period"]
    if period in ("month", "year"):
        months = round(count * (12 if period == "year" else 1))
        yield InMonths(-months if match["ago"] else months)
        return
    days = round(count * {"day": 1, "week": 7, "fortnight": 14}[period])
    if match["weekday"]:
        yield OnWeekday(_WEEKDAYS.index(match["weekday"][:3]), None, days)
    else:
        yield InDays(-days if match["ago"] else days + (match["from"] == "tomorrow"))


def _weekday_week(match: re.Match[str]) -> Iterator[Piece]:
    yield OnWeekday(_WEEKDAYS.index(match["weekday"][:3]), None, 7)


def _part_of_month(match: re.Match[str]) -> Iterator[Piece]:
    part = {"be": MonthPart.BEGINNING, "st": MonthPart.BEGINNING, "ea": MonthPart.BEGINNING, "mi": MonthPart.MIDDLE}.get(
        match["part"][:2], MonthPart.LAST_THIRD if match["part"] == "late" else MonthPart.END
    )
    month = match["month"]
    yield InMonth(part, None, _MONTHS.index(month[:3]) + 1) if month else InMonth(part, _ahead(match["which"]))


def _part_of_week(match: re.Match[str]) -> Iterator[Piece]:
    first, last = {"be": (0, 1), "st": (0, 1), "ea": (0, 1), "mi": (2, 3)}.get(match["part"][:2], (4, 4))
    yield InWeek(_ahead(match["which"]), first, last)


def _month(match: re.Match[str]) -> Iterator[Piece]:
    year = match["year"]
    yield InMonth(month=_MONTHS.index(match["month"][:3]) + 1, year=int(year.replace(" ", "")) if year else None)


def _stretch(match: re.Match[str]) -> Iterator[Piece]:
    ahead = _ahead(match["which"])
    match match["stretch"]:
        case "week":
            yield InWeek(ahead)
        case "weekend":
            yield InWeek(ahead, 5, 6)
        case _:
            yield InMonth(months=ahead)


def _ahead(which: str) -> int:
    return 1 if which in ("next", "the following", "following") else -1 if which == "last" else 0


_STRETCH: Final = r"(?:the )?(?P<part>beginning|start|early|middle|mid|late|end)(?: part)?(?:[- ]of)?[- ]"

_BEFORE_NUMERIC: Final = (
    rule(r"\b(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:t|\b)", _iso_date),
    rule(rf"{_STRETCH}(?:the )?(?P<which>this|next|following|the|)(?: coming)? ?(?:month\b|{_MONTH})", _part_of_month),
    rule(rf"{_STRETCH}(?:the )?(?P<which>this|next|following|)(?: coming)? ?week\b", _part_of_week),
    rule(
        rf"\b(?P<nth>first|1th|2th|3th|4th|last) {_WEEKDAY} (?:of|in) (?:the )?"
        rf"(?:(?P<which>this|next|)(?: coming)? ?month\b|{_MONTH})",
        _nth_weekday,
    ),
    rule(rf"\b{_MONTH} ?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:| ?[ap]m\b){_YEAR}", _date),
    rule(rf"\b(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:day )?(?:of )?{_MONTH}{_YEAR}", _date),
)
_AFTER_NUMERIC: Final = (
    rule(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th) of (?:the )?(?P<which>this|next|following|last)(?: coming)? month\b", _day_of_month),
    rule(rf"\b(?:the|on) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b(?P<which>){_NO_DAY_OF_MONTH}", _day_of_month),
    rule(rf"\b(?P<day>(?![123]th)\d{{1,2}})(?:st|nd|rd|th)\b(?P<which>){_NO_DAY_OF_MONTH}", _day_of_month),
    rule(
        r"\b(?:the|on) (?:the )?(?P<day>\d{1,2})(?P<which>)(?=$|[,.!?;]| (?:at|around|about|in the|after|before|between|from)\b)",
        _day_of_month,
    ),
    said(r"\bthe day after tomorrow\b", InDays(2)),
    said(r"\bthe day before yesterday\b", InDays(-2)),
    said(r"\b(?:the )?week after next\b", InWeek(2)),
    rule(
        rf"\b{COUNT} (?P<period>day|week|fortnight|month|year)s? (?P<ago>)(?:from|on|after) "
        rf"(?:(?P<from>now|today|tomorrow)|(?:this |next )?{_WEEKDAY})",
        _counted,
    ),
    rule(rf"\b(?P<count>an?|1) (?P<period>week|fortnight)(?P<ago>) (?:(?P<from>today|tomorrow)\b|{_WEEKDAY})", _counted),
    rule(
        rf"\b(?:in|within|after|for)? ?{COUNT} (?P<period>day|week|fortnight|month|year)s?\b'?(?: time| or so)?(?: later)?"
        r"(?: (?P<ago>ago)\b)?"
        r"(?P<from>)(?P<weekday>)",
        _counted,
    ),
    rule(rf"\b{_WEEKDAY} week\b", _weekday_week),
    rule(
        rf"\b(?:(?P<which>this coming|coming|this|next|the following|following|last) )?{_WEEKDAY}"
        r"(?: (?:of )?(?P<week>next|this|last) week\b)?",
        _weekday,
    ),
    said(r"\btonight\b", InDays(0), hours.EVENING),
    said(r"\blast night\b", InDays(-1), hours.EVENING),
    said(r"\b(?:later )?this morning\b", InDays(0), hours.MORNING),
    said(r"\b(?:later )?this afternoon\b", InDays(0), hours.AFTERNOON),
    said(r"\b(?:later )?this evening\b", InDays(0), hours.EVENING),
    said(r"\btomorrow\b", InDays(1)),
    said(r"\btoday\b", InDays(0)),
    said(r"\byesterday\b", InDays(-1)),
    rule(r"\b(?P<which>this|next|last|the following|following|the coming|the)(?: coming)? (?P<stretch>weekend)\b", _stretch),
    rule(r"\b(?P<which>this|next|last|the following|following|the coming)(?: coming)? (?P<stretch>week|month)\b", _stretch),
    said(r"\bweekend\b", InWeek(0, 5, 6)),
    rule(rf"\b(?:in|during|this|next|of) {_MONTH}{_YEAR}", _month),
    rule(r"^\W*(?P<month>may|march)\W*$(?P<year>)", _month),
    rule(rf"\b(?!may\b|march\b|mar\b){_MONTH}{_YEAR}", _month),
)


@cache
def day_rules(day_first: bool) -> tuple[Rule, ...]:
    """The ways of naming a day, in the order in which they are to be tried.

    Args:
        day_first: whether 3/4 is the third of April, as everywhere but in America.
    """
    return (*_BEFORE_NUMERIC, rule(_numeric(day_first), _numeric_date), *_AFTER_NUMERIC)
