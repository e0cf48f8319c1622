"""Telephone numbers as people say them: digit by digit, `double seven`, `triple five`, `eight hundred`, `幺三八`, `四个八`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from engine.dialog.slots.numbers import WITH_DIGITS
from engine.dialog.slots.spec import Fault, Invalid, Parsed

USUAL_REGION: Final[Mapping[str, str]] = {"en": "US", "zh": "CN"}

_LEAST_DIGITS = 3
"""Fewer are no attempt at a telephone number."""

_OH: Final = re.compile(r"\boh?\b(?!')")
_ROUND: Final = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|\d) (hundred|thousand)\b(?! and)")
_REPEATED: Final = re.compile(r"\b(double|triple|treble|quadruple) (\d)")
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_COUNTED: Final = re.compile(r"(?<!\d)([2-8])个(\d)")
_JOINTS: Final = re.compile(r"\b(?:then|and|dash|hyphen|space|again|uh|um|er|area code|the)\b|[杠横然后再是区号嗯呃]+|[\s,.()/-]+")
_PLUS: Final = re.compile(r"\bplus\b|加")
_STRETCH: Final = re.compile(r"\+?\d+")
_TOO_SHORT: Final = frozenset({ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY})


def read_phone(text: str, language: str, region: str | None) -> list[Parsed | Invalid]:
    """The telephone number of an utterance. `text` is tidy, the denied part taken away.

    It must be one that its country gives out, by the tables of `phonenumbers`: a digit misheard mostly makes it none.

    Args:
        text: an utterance.
        language: base language.
        region: ISO 3166 code of national numbers; the language's usual one if left out.
    """
    digits = _digits(text.lower(), language)
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


def _digits(text: str, language: str) -> str:
    """The longest stretch of digits, with its plus."""
    if language == "en":
        text = _ROUND.sub(lambda match: f"{match[1]} zero zero{' zero' if match[2] == 'thousand' else ''}", _OH.sub("zero", text))
    text = WITH_DIGITS[language](text)
    text = _REPEATED.sub(lambda match: match[2] * _TIMES[match[1]], text)
    text = _COUNTED.sub(lambda match: match[2] * int(match[1]), text)
    stretches = _STRETCH.findall(_JOINTS.sub("", _PLUS.sub("+", text)))
    return max(stretches, key=len, default="")


def _unparsable(error: NumberParseException) -> Fault:
    match error.error_type:
        case NumberParseException.TOO_LONG:
            return Fault.PHONE_TOO_LONG
        case NumberParseException.INVALID_COUNTRY_CODE:
            return Fault.PHONE_UNKNOWN
        case _:
            return Fault.PHONE_TOO_SHORT
