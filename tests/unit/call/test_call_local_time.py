"""The clock of a call is the person's."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.call.local_time import local_time

pytestmark = pytest.mark.unit

WINTER = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
HERE = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("number", "variables", "local"),
    [
        ("+12025550101", {}, "2026-01-15 18:30"),  # Washington tells one zone
        ("+8613812345678", {}, "2026-01-16 07:30"),  # all of China has one
        ("+442079460958", {}, "2026-01-15 23:30"),
        ("+12025550101", {"time_zone": "America/Los_Angeles"}, "2026-01-15 15:30"),
        ("+12025550101", {"time_zone": " Asia/Tokyo "}, "2026-01-16 08:30"),
        ("+12025550101", {"time_zone": ""}, "2026-01-15 18:30"),
        ("+12025550101", {"time_zone": "Mars/Olympus"}, "2026-01-15 18:30"),
        ("+12025550101", {"time_zone": "../../etc/passwd"}, "2026-01-15 18:30"),
        ("+12025550101", {"time_zone": "Europe"}, "2026-01-15 18:30"),
        ("+18005550101", {}, "2026-01-16 00:30"),  # rings anywhere in North America: this machine's clock
        ("+870773111632", {}, "2026-01-16 00:30"),  # a satellite's
    ],
)
def test_it_is_what_the_list_says_or_the_number(number: str, variables: dict[str, str], local: str) -> None:
    assert f"{local_time(number, variables, WINTER.timestamp(), HERE):%Y-%m-%d %H:%M}" == local


def test_summer_time_counts() -> None:
    july = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)
    assert local_time("+12025550101", {}, july.timestamp(), HERE).hour == 8
