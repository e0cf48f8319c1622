"""What a telephone number says about its owner: country, kind of line, and where they may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import timezone


class NumberType(StrEnum):
    """Kinds of numbers, as `phonenumbers` tells them apart."""

    FIXED_LINE = "fixed_line"
    MOBILE = "mobile"
    FIXED_LINE_OR_MOBILE = "fixed_line_or_mobile"
    """The country's numbers do not tell (all of North America's)."""
    TOLL_FREE = "toll_free"
    PREMIUM_RATE = "premium_rate"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL_NUMBER = "personal_number"
    PAGER = "pager"
    UAN = "uan"
    """A company's number."""
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"
    """Nothing that the country is known to have given out; new ranges are known late."""


_TYPES: Final = {getattr(phonenumbers.PhoneNumberType, kind.name): kind for kind in NumberType}
_NOWHERE: Final = frozenset({"001", "ZZ"})
"""Regions that are no country: international networks, and unknown."""
_UNKNOWN_ZONE: Final = "Etc/Unknown"


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What is known of a number without asking anybody."""

    country: str | None
    """ISO 3166 code. For a number that is not known to be given out, the main country of its calling code."""
    type: NumberType
    time_zones: tuple[str, ...]
    """IANA names of all places where it may ring; empty if the number does not tell."""


@lru_cache(maxsize=4096)
def told_by(number: str) -> NumberFacts:
    """The facts of an E.164 number."""
    parsed = phonenumbers.parse(number)
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    zones = tuple(zone for zone in timezone.time_zones_for_number(parsed) if zone != _UNKNOWN_ZONE)
    return NumberFacts(None if country in _NOWHERE else country, _TYPES[phonenumbers.number_type(parsed)], zones)


@lru_cache(maxsize=512)
def zones_of_calling_code(number: str) -> tuple[str, ...]:
    """Every zone of the countries that share the number's calling code."""
    parsed = phonenumbers.parse(number)
    return tuple(zone for zone in timezone.time_zones_for_geographical_number(parsed) if zone != _UNKNOWN_ZONE)
