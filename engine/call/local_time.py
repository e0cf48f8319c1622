"""What time it is where a person is called: "tomorrow afternoon" is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

TIME_ZONE_COLUMN: Final = "time_zone"
"""Of a list: an IANA name, such as `Europe/Berlin`."""


def local_time(number: str, variables: Mapping[str, str], unix_s: float, here: tzinfo | None = None) -> datetime:
    """The person's own clock.

    It is the lead's column `time_zone` if that names a zone; else the zone that the number tells, if all that it may ring in have
    the same time now; else this machine's.

    Args:
        number: E.164, with `+`.
        variables: the lead's columns.
        unix_s: now, in seconds since 1970.
        here: this machine's zone; None: the operating system's.
    """
    now = datetime.fromtimestamp(unix_s, UTC)
    told = _zone(variables.get(TIME_ZONE_COLUMN, "").strip())
    if told is not None:
        return now.astimezone(told)
    zones = filter(None, map(_zone, timezone.time_zones_for_number(phonenumbers.parse(number))))
    clocks = {local.utcoffset(): local for local in map(now.astimezone, zones)}
    return clocks.popitem()[1] if len(clocks) == 1 else now.astimezone(here)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not an IANA name, no path of one, a folder of them
        return None
