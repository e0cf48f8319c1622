"""Time zones of people, as lists name them."""

from __future__ import annotations

import zoneinfo
from functools import cache, lru_cache


@lru_cache(maxsize=1024)
def zone_named(text: str) -> str | None:
    """The IANA name that a cell means, in the spelling of the database; None for anything else.

    Abbreviations are refused although IANA keeps some (`EST`): what people mean by them changes with the season and the country.
    """
    return _zones().get(text.strip().casefold().replace(" ", "_"))


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC"}
