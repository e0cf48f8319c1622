"""How much of a value an answer is so far: is more to come, may more come, or could nothing that comes belong to it? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Final

from engine.dialog.slots.date_times import names_one_minute
from engine.dialog.slots.digit_strings import Length
from engine.dialog.slots.money import decimal
from engine.dialog.slots.parsing import parse
from engine.dialog.slots.phones import may_be_longer
from engine.dialog.slots.spec import SURE, Fault, Invalid, SlotSpec, SlotType, base_language

_TOO_SHORT: Final = (Fault.PHONE_TOO_SHORT, Fault.TOO_FEW_DIGITS)
_NO_TAIL_ABOVE: Final[Mapping[str, int]] = {"en": 20, "zh": 10}
"""Numbers up to this have no second word: "twenty" may become "twenty-five" and "十" "十五", "four" stays four."""


class Fullness(Enum):
    """What the words so far are of the value that was asked for."""

    NOTHING = "nothing"
    """They do not plainly say it, or nobody can tell whether they say all of it."""
    PART = "part"
    """Its beginning: too few digits, or as many as may be followed by a group of others."""
    ENOUGH = "enough"
    """A value; one digit more would make a longer one, and hardly anybody pauses before a single last digit."""
    WHOLE = "whole"
    """A value that no further words make another one of."""


def fullness(spec: SlotSpec, text: str, language: str, now: datetime) -> Fullness:
    """How much of the slot's value a text is; the arguments are those of `parse`, which has to support the type."""
    reading = parse(spec, text, language, now) if text else None
    if isinstance(reading, Invalid):
        return Fullness.PART if _is_begun(spec, reading, base_language(language)) else Fullness.NOTHING
    if reading is None or reading.confidence < SURE:
        return Fullness.NOTHING
    if spec.type is SlotType.DIGITS:
        return _of_digits(len(reading.value), Length.of(spec.length).most)
    return Fullness.WHOLE if _is_closed(spec, text, base_language(language)) else Fullness.NOTHING


def _of_digits(count: int, most: int | None) -> Fullness:
    if most is None or count < most - 1:
        return Fullness.PART
    return Fullness.WHOLE if count == most else Fullness.ENOUGH


def _is_begun(spec: SlotSpec, reading: Invalid, language: str) -> bool:
    if reading.fault is Fault.PHONE_UNKNOWN:
        return may_be_longer(reading.value, language, spec.region)
    return reading.fault in _TOO_SHORT


def _is_closed(spec: SlotSpec, text: str, language: str) -> bool:
    match spec.type:
        case SlotType.YES_NO | SlotType.CHOICE | SlotType.PHONE:
            return True
        case SlotType.NUMBER:
            return spec.max is not None and decimal(spec.max) <= _NO_TAIL_ABOVE[language]
        case SlotType.DATE_TIME:
            return names_one_minute(text, language, spec.region)
        case _:
            return False
