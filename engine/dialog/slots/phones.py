"""Telephone numbers as people say them, by the numbering plans of their countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from engine.dialog.slots.digit_strings import said_digits
from engine.dialog.slots.spec import Fault, Invalid, Parsed

_COUNTRIES_CALLED: Final = {"UK": "GB", "ENGLAND": "GB", "USA": "US", "AMERICA": "US", "CHINA": "CN"}
USUAL_REGION: Final[Mapping[str, str]] = {"en": "US", "zh": "CN"}

_LEAST_DIGITS = 3
"""Fewer are no attempt at a telephone number."""

_TOO_SHORT: Final = frozenset({ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY})


def read_phone(text: str, language: str, region: str | None) -> list[Parsed | Invalid]:
    """The telephone number of an utterance. `text` is tidy, the denied part taken away.

    It must be one that its country gives out, by the tables of `phonenumbers`: a digit misheard mostly makes it none.

    Args:
        text: an utterance.
        language: base language.
        region: ISO 3166 code of national numbers; the language's usual one if left out.
    """
    digits = said_digits(text, language)
    if len(digits) < _LEAST_DIGITS:
        return []
    try:
        number = phonenumbers.parse(digits, region or USUAL_REGION[language])
    except NumberParseException as error:
        return [Invalid(_unparsable(error), digits)]
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in _TOO_SHORT:
        return [Invalid(Fault.PHONE_TOO_SHORT, digits)]
    if possible == ValidationResult.TOO_LONG:
        return [Invalid(Fault.PHONE_TOO_LONG, digits)]
    if not phonenumbers.is_valid_number(number):
        return [Invalid(Fault.PHONE_UNKNOWN, digits)]
    return [Parsed(phonenumbers.format_number(number, PhoneNumberFormat.E164), 1.0)]


def is_country(code: str) -> bool:
    """True for the ISO 3166 code of a country whose numbers are known."""
    return code in phonenumbers.SUPPORTED_REGIONS


def country_meant(written: str) -> str | None:
    """The ISO 3166 code meant by `UK` or `gb`; None: not known."""
    code = _COUNTRIES_CALLED.get(written.upper(), written.upper())
    return code if is_country(code) else None


def may_be_longer(digits: str, language: str, region: str | None) -> bool:
    """True if a number of the same country may have more digits than these; the arguments are as for `read_phone`."""
    try:
        longer = phonenumbers.parse(f"{digits}0", region or USUAL_REGION[language])
    except NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number_with_reason(longer) == ValidationResult.IS_POSSIBLE)


def _unparsable(error: NumberParseException) -> Fault:
    match error.error_type:
        case NumberParseException.TOO_LONG:
            return Fault.PHONE_TOO_LONG
        case NumberParseException.INVALID_COUNTRY_CODE:
            return Fault.PHONE_UNKNOWN
        case _:
            return Fault.PHONE_TOO_SHORT
