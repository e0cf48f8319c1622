"""Values that people give when they are asked for one: such as the question can take, in words. Pure."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Final

import phonenumbers

from engine.dialog.slots.amounts import USUAL_CURRENCY
from engine.dialog.slots.limits import limit_of
from engine.dialog.slots.phones import USUAL_REGION
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.values import read_aloud

_SPAN: Final = 20
"""From one limit to where the other is not known."""
_ANY_DAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""Numbers, amounts and telephone numbers are the same every day."""


def value_in_words(spec: SlotSpec, language: str, chance: random.Random) -> str | None:
    """A number, an amount or a telephone number that keeps the limits; None for other types, and where there is none.

    Args:
        spec: what the question asks for.
        language: base language.
        chance: chooses among the values.
    """
    value = value_of(spec, language, chance)
    return None if value is None else read_aloud(value, spec, None, language, _ANY_DAY)


def value_of(spec: SlotSpec, language: str, chance: random.Random) -> str | None:
    """The same in its canonical writing."""
    match spec.type:
        case SlotType.NUMBER:
            return _whole(spec, language, chance)
        case SlotType.AMOUNT:
            number = _whole(spec, language, chance)
            return number and f"{number} {spec.currency or USUAL_CURRENCY.get(language, 'USD')}"
        case SlotType.PHONE:
            example = phonenumbers.example_number(spec.region or USUAL_REGION.get(language, "US"))
            return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else None
        case _:
            return None


def _whole(spec: SlotSpec, language: str, chance: random.Random) -> str | None:
    least, most = limit_of(spec, "min", language), limit_of(spec, "max", language)
    low = least if least is not None else min(Decimal(1), most - _SPAN if most is not None else Decimal(1))
    high = most if most is not None else low + _SPAN
    first, last = int(low.to_integral_value(ROUND_CEILING)), int(high // 1)
    return str(chance.randint(first, last)) if first <= last else None
