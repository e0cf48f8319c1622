"""Time zones of people: from what a list says, or from the number."""

from __future__ import annotations

import zoneinfo
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import timezone


def time_zones_of(number: str) -> tuple[str, ...]:
    """The time zones in which the owner of a number may live, by libphonenumber's tables.

    An area code tells one zone; a mobile number of a large country, or a number whose area code is unknown, all of its country
    code's (+1: 42, from Guam to Newfoundland). Whoever decides about calling hours has to respect every one of them.

    Args:
        number: E.164, with `+`.

    Returns:
        IANA names, sorted; empty if nothing is known (satellite phones, international free numbers).
    """
    parsed = phonenumbers.parse(number)
    zones: tuple[str, ...] = timezone.time_zones_for_number(parsed)
    if zones == (timezone.UNKNOWN_TIMEZONE,):
        # An unassigned range, as far as the tables know: its country at least is certain.
        zones = timezone.time_zones_for_geographical_number(parsed)
    return tuple(sorted(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE))


@lru_cache(maxsize=1024)
def zone_named(text: str) -> str | None:
    """The IANA name that a cell means, in the spelling of the database; None for anything else.

    Abbreviations are refused although IANA keeps some (`EST`): what people mean by them changes with the season and the country.
    """
    return _zones().get(text.strip().casefold().replace(" ", "_"))


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC"}
