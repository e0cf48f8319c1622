"""The vocabulary of slots: what is asked for, and what an answer can turn out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SlotType(StrEnum):
    """Types of value, each with its canonical writing."""

    YES_NO = "yes_no"
    """`yes` or `no`."""
    NUMBER = "number"
    """A decimal number without exponent or idle zeros: `12.5`."""
    AMOUNT = "amount"
    """A decimal number with all places of its currency, and the ISO 4217 code: `49.90 USD`, `5000 JPY`."""
    DATE_TIME = "date_time"
    """Local ISO 8601 as precise as was said: `2026-03-03`, `2026-03-03T14:30`, or an interval such as
    `2026-03-03T12:00/2026-03-03T18:00` (an afternoon) or `2026-03-09/2026-03-15` (a week, both days included)."""
    PHONE = "phone"
    """E.164: `+12025550143`."""
    DIGITS = "digits"
    """The digits of a member number, a code, a postcode, leading zeros and all: `04172`."""
    NAME = "name"
    """A person's name with capitals: `Anna Smith`, `王小明`."""
    CHOICE = "choice"
    """One of the slot's choices, by its key."""
    TEXT = "text"
    """The answer as it was heard."""


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """What a question asks for."""

    type: SlotType
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For `choice`: each key with phrases that mean it; the key itself (`_` read as a space) is always one of them."""
    min: str | None = None
    """Least value, included: a number, an amount with or without currency, or a moment (canonical, or English words such as
    `today`, `in two hours`, `one year ago`). A date_time without `min` must not lie in the past."""
    max: str | None = None
    """Greatest value, included."""
    currency: str | None = None
    """Taken for an amount said without one; left out: the usual one of the language."""
    region: str | None = None
    """ISO 3166 code: whose national phone numbers and order of day and month are meant; left out: the usual one of the language."""
    length: str | None = None
    """How many `digits` there are: `5`, or `4-6`; left out: two or more."""


class Fault(StrEnum):
    """Why an answer that was understood cannot be taken."""

    TOO_SMALL = "too_small"
    """Less than `min`; for a moment: earlier."""
    TOO_LARGE = "too_large"
    """More than `max`; for a moment: later."""
    PAST = "past"
    """A moment that is over."""
    NO_SUCH_DATE = "no_such_date"
    """The 31st of February."""
    WRONG_CURRENCY = "wrong_currency"
    """Another currency than that of the limits."""
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_UNKNOWN = "phone_unknown"
    """As long as a phone number, but its country has no such numbers."""
    TOO_FEW_DIGITS = "too_few_digits"
    TOO_MANY_DIGITS = "too_many_digits"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value for the slot."""

    value: str
    """Canonical, see `SlotType`."""
    confidence: float
    """1.0 said outright; less for every guess (morning or afternoon? which of two numbers?) and for words left unexplained."""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Understood, but not a value that the slot can take: the bot can say why."""

    fault: Fault
    value: str
    """What was understood: canonical, or for a phone number its digits; empty for a date that does not exist."""


Reading = Parsed | Invalid | None
"""None: nothing of the slot's type was heard."""

SURE = 0.8
"""Least confidence at which a value need not be confirmed."""


class UnsupportedLanguage(ValueError):
    """Values of a type cannot be understood or read aloud in a language; `supports` tells beforehand."""

    def __init__(self, what: str, language: str) -> None:
        super().__init__(f"{what} is not known in the language '{language}': use en or zh")


def base_language(language: str) -> str:
    """`zh` for `zh-CN`: the grammars know no regional differences."""
    return language.split("-", 1)[0].lower()
