"""What the number in a cell means: an integer, a fraction, a date. No digit is lost unseen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from engine.campaign.lists.table import Oddity

_KEPT_DIGITS: Final = 15
"""A spreadsheet keeps so many significant digits of a number; what it wrote after them is noise."""
_ROUND: Final = "000000"
_INTEGER: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_DATE_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats that are dates or times (ECMA-376, part 1, 18.8.30)."""
_NO_FORMAT_LETTERS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_LAST_DAY: Final = 2_958_465
"""31 December 9999."""


def is_date_format(number: int, code: str | None) -> bool:
    """Whether a number format shows dates or times; `code` is a custom format's, such as `dd/mm/yyyy`."""
    if code is None:
        return number in _DATE_FORMATS
    return _DATE_LETTERS.search(_NO_FORMAT_LETTERS.sub("", code)) is not None


def number_text(raw: str) -> tuple[str, Oddity | None]:
    """A number as its column means it: `13800138000`, `19.99`; and what is odd about it.

    Args:
        raw: as the file has it, maybe `1.3800138E10`: the binary number behind it is exact up to fifteen digits.
    """
    if _INTEGER.fullmatch(raw):
        return raw, Oddity.ROUNDED if raw.endswith(_ROUND) else None
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw, Oddity.FAILED
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return raw, Oddity.FAILED
    if value != value.to_integral_value():
        return f"{float(value):.{_KEPT_DIGITS}g}", Oddity.FRACTION
    text = f"{value.to_integral_value():f}"
    if len(text.lstrip("-")) > _KEPT_DIGITS:
        return text, Oddity.DIGITS_LOST
    return text, Oddity.ROUNDED if text.endswith(_ROUND) else None


def date_text(raw: str, *, from_1904: bool) -> tuple[str, Oddity | None]:
    """A day number as an ISO date, a time of day, or both.

    Args:
        raw: days since the workbook's epoch.
        from_1904: that epoch is 1904; else 1900, counted as if that had been a leap year.
    """
    try:
        days = float(raw)
    except ValueError:
        return raw, Oddity.FAILED
    if not 0 <= days <= _LAST_DAY:
        return raw, Oddity.FAILED
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    at = epoch + timedelta(seconds=round(days * 86_400))
    if days < 1:
        return at.strftime("%H:%M:%S"), Oddity.DATE
    return (f"{at:%Y-%m-%d}" if days == int(days) else f"{at:%Y-%m-%dT%H:%M:%S}"), Oddity.DATE
