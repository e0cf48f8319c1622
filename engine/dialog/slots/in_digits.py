"""Values as lists and other systems write them, in digits: `1.250,00 €`, `20.11.2025 14:30`, `DE-4711`.

They are not read as speech is, of which the part that is understood counts: a wrong amount of money or another day would be read
aloud. What can be meant in two ways is no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from engine.dialog.slots.amounts import written_currency
from engine.dialog.slots.date_times import is_month_first
from engine.dialog.slots.money import LARGEST, Money, plain
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.slots.when import When

_AMOUNT: Final = re.compile(r"(?P<before>[^\d+-]*)(?P<number>[+-]? ?\d[\d.,'’ ]*)(?P<after>\D*)")
_NUMBER: Final = re.compile(r"(?P<number>[+-]? ?\d[\d.,'’ ]*|-?\d+(?:\.\d+)?[eE][+-]?\d+) ?%?")
_PLAIN: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_GROUPED: Final = (
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)(?:\.(?P<places>\d+))?"),
    re.compile(r"(?P<whole>\d{1,3}(?:[ '’]\d{3})+)(?:[.,](?P<places>\d+))?"),
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+(?=,))(?:,(?P<places>\d+))?"),
    re.compile(r"(?P<whole>\d+),(?P<places>\d{1,2})"),
)
"""1,250.00; 1 250,00; 1.250,00; 1250,00."""
_THOUSAND_OR_POINT: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""`1.250`: of an amount the one is as likely as the other."""
_DATE: Final = re.compile(
    r"(?:(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)"
    r"|(?P<day_first>\d\d?)\.(?P<second>\d\d?)\.(?P<last>\d{4})"
    r"|(?P<one>\d\d?)(?P<slash>[/-])(?P<two>\d\d?)(?P=slash)(?P<end>\d{4}))"
    r"(?:(?:T| ?, ?| )(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[aApP])\.?[mM]\.?)? ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_TIME_ALONE: Final = re.compile(r"\d\d?[:.]\d\d|\d\d?/\d\d?")
"""An hour of this day, a day of this year: read as it is said."""
_NOON: Final = 12
_DIGITS: Final = re.compile(r"\d+(?:[ /-]\d+)*")


@dataclass(frozen=True, slots=True)
class InDigits:
    """What was written in digits."""

    value: str | None
    """Canonical; None: it is no value of the type, or may be two."""


def in_digits(spec: SlotSpec, text: str, language: str, now: datetime) -> InDigits | None:
    """A value of a type that is written in digits; None if it is not, and may be words.

    Args:
        spec: the slot or variable.
        text: tidy: full-width digits and double spaces are gone.
        language: base language.
        now: the person's local time, aware; moments with an offset become moments of that clock.
    """
    match spec.type:
        case SlotType.AMOUNT:
            return _amount(spec, text, language)
        case SlotType.NUMBER:
            return _number(text)
        case SlotType.DATE_TIME:
            return _moment(spec, text, language, now)
        case SlotType.DIGITS if any(map(str.isdecimal, text)):
            return InDigits(re.sub(r"\D", "", text) if _DIGITS.fullmatch(text) else None)
        case _:
            return None


def _amount(spec: SlotSpec, text: str, language: str) -> InDigits | None:
    if not (match := _AMOUNT.fullmatch(text)):
        return None if any(map(str.isalpha, text)) else InDigits(None)
    units = [unit for unit in (match["before"].strip(), match["after"].strip()) if unit]
    currencies = {written_currency(unit, language, spec.currency) for unit in units or [""]}
    if None in currencies:
        return None if any(map(str.isalpha, "".join(units))) else InDigits(None)
    number = _decimal(match["number"])
    if number is None or len(currencies) > 1 or _THOUSAND_OR_POINT.fullmatch(match["number"].strip("+- ")):
        return InDigits(None)
    return InDigits(Money(number, str(currencies.pop())).canonical if abs(number) <= LARGEST else None)


def _number(text: str) -> InDigits | None:
    if not (match := _NUMBER.fullmatch(text)):
        return None if any(map(str.isalpha, text)) else InDigits(None)
    number = _decimal(match["number"])
    return InDigits(plain(number) if number is not None and abs(number) <= LARGEST else None)


def _decimal(written: str) -> Decimal | None:
    sign = -1 if written.startswith("-") else 1
    digits = written.lstrip("+-").strip()
    if _PLAIN.fullmatch(digits):
        return sign * Decimal(digits)
    for pattern in _GROUPED:
        if match := pattern.fullmatch(digits):
            return sign * Decimal(f"{re.sub(r'[^0-9]', '', match['whole'])}.{match['places'] or 0}")
    return None


def _moment(spec: SlotSpec, text: str, language: str, now: datetime) -> InDigits | None:
    if not (match := _DATE.fullmatch(text)):
        in_words = any(map(str.isalpha, text)) or _TIME_ALONE.fullmatch(text)
        return None if in_words else InDigits(None)
    try:
        day = date(*_year_month_day(match, spec, language))
        when = When.days(day, day) if match["hour"] is None else When.at(_clock(day, match, now))
        return InDigits(when.canonical)
    except ValueError:
        return InDigits(None)


def _year_month_day(match: re.Match[str], spec: SlotSpec, language: str) -> tuple[int, int, int]:
    if match["year"]:
        return int(match["year"]), int(match["month"]), int(match["day"])
    if match["last"]:
        return int(match["last"]), int(match["second"]), int(match["day_first"])
    month, day = (match["one"], match["two"]) if is_month_first(spec.region, language) else (match["two"], match["one"])
    return int(match["end"]), int(month), int(day)


def _clock(day: date, match: re.Match[str], now: datetime) -> datetime:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(f"there is no {hour} {half}m")
    moment = datetime.combine(day, time(hour % _NOON + (_NOON if half == "p" else 0) if half else hour, int(match["minute"])))
    if match["zone"] is None:
        return moment
    return datetime.fromisoformat(f"{moment.isoformat()}{match['zone']}").astimezone(now.tzinfo)
