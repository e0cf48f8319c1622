"""Values of slots and variables: brought into their canonical writing (see `SlotType`), and read aloud."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

from engine.dialog.slots.in_digits import in_digits
from engine.dialog.slots.parsing import parse, supports
from engine.dialog.slots.spec import Invalid, Parsed, SlotSpec, SlotType, UnsupportedLanguage, base_language
from engine.dialog.slots.when import When
from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.speaking import FILTERS, speak

_CANONICAL: Final = {
    SlotType.YES_NO: re.compile(r"yes|no"),
    SlotType.DATE_TIME: re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?(/\d{4}-\d\d-\d\d(T\d\d:\d\d)?)?"),
    SlotType.PHONE: re.compile(r"\+\d{6,15}"),
}
"""Of types that are not written as plain digits."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY_AND_MONTH: Final = re.compile(r"(?<=\d)[.-](?= ?[A-Za-z]{3})|(?<=[A-Za-z])[.-](?= ?\d)")
"""What stands between them in `20-Nov-2025` and `20. November`."""
_NATURAL: Final = {
    SlotType.NUMBER: "number",
    SlotType.AMOUNT: "money",
    SlotType.DATE_TIME: "when",
    SlotType.PHONE: "phone",
    SlotType.DIGITS: "digits",
}
"""The filter by which a value of a type is read where the script names none."""
_YES_NO: Final = {("yes", "zh"): "是", ("no", "zh"): "不是"}
_TELLS_TIME: Final = frozenset({"date", "when"})
"""Filters whose words depend on the day of the call."""


def canonical(spec: SlotSpec, raw: str, language: str, now: datetime) -> str | None:
    """The canonical writing of a value from a list, a script or somebody's system; None if it is no such value.

    Limits and the past do not matter here: a membership may have ended last week.
    """
    value = " ".join(raw.split())
    if spec.type in (SlotType.TEXT, SlotType.NAME):
        return value or None
    if spec.type is SlotType.CHOICE and value in spec.choices:
        return value
    value = unicodedata.normalize("NFKC", value)
    pattern = _CANONICAL.get(spec.type)
    if pattern and pattern.fullmatch(value):
        return value if spec.type is not SlotType.DATE_TIME or _is_moment(value) else None
    if digits := in_digits(spec, value, base_language(language), now):
        return digits.value
    return _in_words(spec, value, language, now)


def _is_moment(value: str) -> bool:
    try:
        return bool(When.of(value))
    except ValueError:
        return False


def _in_words(spec: SlotSpec, value: str, language: str, now: datetime) -> str | None:
    """What somebody who says this means; of a day with its year only that very year."""
    if not value or not supports(spec.type, language):
        return None
    is_day = spec.type is SlotType.DATE_TIME
    match parse(spec, _DAY_AND_MONTH.sub(" ", value) if is_day else value, language, now):
        case Parsed(found, _):
            pass
        case Invalid(_, found) if found:
            pass
        case _:
            return None
    return found if not is_day or set(_YEAR.findall(value)) <= set(_YEAR.findall(found)) else None


def read_aloud(value: str, spec: SlotSpec, filter_name: str | None, language: str, now: datetime) -> str:
    """A value in words: by the filter if that fits it, else as its type is read, else as it is written."""
    chosen = chosen_filter(spec, filter_name)
    if filter_name is None and spec.type is SlotType.YES_NO:
        return _YES_NO.get((value, base_language(language)), value)
    if filter_name is None and spec.type is SlotType.CHOICE:
        return next(iter(spec.choices.get(value, ())), value.replace("_", " "))
    for way in dict.fromkeys((chosen, _NATURAL.get(spec.type))):
        if way is not None and way in FILTERS:
            try:
                return speak(value, way, language, now)
            except (UnspeakableValue, UnsupportedLanguage):
                continue
    return value


def tells_time(spec: SlotSpec, filter_name: str | None) -> bool:
    """True if the words for a value are not the same every day."""
    return chosen_filter(spec, filter_name) in _TELLS_TIME


def chosen_filter(spec: SlotSpec, filter_name: str | None) -> str | None:
    """The filter that a placeholder names, else that of the value's type; None: it is read as it is written."""
    return filter_name or _NATURAL.get(spec.type)
