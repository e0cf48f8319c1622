"""Telephone numbers digit by digit, in the groups in which they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from engine.dialog.slots.phones import USUAL_REGION
from engine.dialog.spoken.characters import DIGITS
from engine.dialog.spoken.errors import UnspeakableValue

_ONE_BY_PHONE: Final = {"1": "幺"}
_SPOKEN: Final[Mapping[str, Mapping[str, str]]] = {"en": DIGITS["en"], "zh": {**DIGITS["zh"], **_ONE_BY_PHONE}}


def phone(value: str, language: str) -> str:
    """`+12025550143` as `two zero two, five five five, zero one four three`; `+8613800138000` as `幺三八，零零幺三，八零零零`.

    A number of the language's usual country is read without its country code.
    """
    try:
        number = phonenumbers.parse(value)
    except NumberParseException:
        raise UnspeakableValue(value, "phone", "a number with its country code, e.g. +12025550143") from None
    at_home = number.country_code == phonenumbers.country_code_for_region(USUAL_REGION[language])
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)
    groups = [_group(digits, language) for digits in re.findall(r"\d+", written)]
    if language == "zh":
        return ("" if at_home else "加") + "，".join(groups)
    return ("" if at_home else "plus ") + ", ".join(groups)


def _group(digits: str, language: str) -> str:
    return ("" if language == "zh" else " ").join(_SPOKEN[language][digit] for digit in digits)
