"""Phone numbers, from what people write to E.164."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from engine.campaign.lists.quick_numbers import quick_e164

_SPREADSHEET: Final = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)

_FLOAT: Final = re.compile(r"(\+?\d{7,15})\.0", re.ASCII)
"""What programs make of a column of numbers with gaps: taken as punctuation, the dot would add a digit."""

_UNPARSABLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: "has no known country code: write it with + and the country code",
    NumberParseException.NOT_A_NUMBER: "is not a phone number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "ends after the international prefix",
    NumberParseException.TOO_SHORT_NSN: "is too short",
    NumberParseException.TOO_LONG: "is too long",
}
_IMPOSSIBLE: Final = {
    ValidationResult.TOO_SHORT: "is too short for its country",
    ValidationResult.TOO_LONG: "is too long for its country",
    ValidationResult.INVALID_LENGTH: "has a length that its country does not use",
    ValidationResult.INVALID_COUNTRY_CODE: "has no known country code: write it with + and the country code",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
}


class NumberError(ValueError):
    """The text is no number that can be dialled; the message says why without repeating it."""


def e164(text: str, region: str) -> str:
    """Normalises a number as people write it, e.g. `(555) 010-0001` with region `US` to `+15550100001`.

    Whether the number is assigned to anybody is for the network to say: only its form is checked.

    Args:
        text: with `+` and country code, or in the region's national form.
        region: ISO 3166 code for numbers without `+`.

    Raises:
        NumberError: it cannot be a number.
    """
    if ".0" in text and (float_ := _FLOAT.fullmatch(text.strip())):
        text = float_[1]
    if quick := quick_e164(text, region):
        return quick
    if in_scientific_notation(text):
        raise NumberError("was turned into scientific notation by a spreadsheet: format the column as text")
    if any(letter.isalpha() for letter in text):
        raise NumberError("contains letters: one number in digits, without extension")
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        raise NumberError(_UNPARSABLE[error.error_type]) from error
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != ValidationResult.IS_POSSIBLE:
        raise NumberError(_IMPOSSIBLE[possible])
    if number.extension:
        raise NumberError("has an extension, which cannot be dialled")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def in_scientific_notation(text: str) -> bool:
    """Whether a spreadsheet wrote a long number as `1.38E+10`, dropping its digits."""
    return _SPREADSHEET.fullmatch(text.strip()) is not None


def key_of(text: str, region: str) -> str:
    """A number as E.164; anything else as it is, for it may be an external id."""
    try:
        return e164(text, region)
    except NumberError:
        return text


def known_region(region: str) -> bool:
    """Whether national numbers of this ISO 3166 code can be read."""
    return region in phonenumbers.SUPPORTED_REGIONS
