from __future__ import annotations

import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.lists.time_zones import time_zones_of, zone_named

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+14155552671", ("America/Los_Angeles",)),
        ("+442079460958", ("Europe/London",)),
        ("+8613800138000", ("Asia/Shanghai",)),
        ("+4915112345678", ("Europe/Berlin",)),
        ("+883510000000", ()),
    ],
)
def test_the_number_tells_the_zones(number: str, zones: tuple[str, ...]) -> None:
    assert time_zones_of(number) == zones


def test_an_unknown_area_code_has_every_zone_of_its_country_code() -> None:
    zones = time_zones_of("+15550100001")

    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= set(zones)


@given(st.from_regex(r"\+(1|44|61|7|86|55|52|62)[2-9][0-9]{8,9}", fullmatch=True))
def test_zones_are_names_that_can_be_looked_up(number: str) -> None:
    zones = time_zones_of(number)

    assert zones
    assert all(zoneinfo.ZoneInfo(zone).key == zone for zone in zones)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/London", "Europe/London"),
        (" america/new york ", "America/New_York"),
        ("utc", "UTC"),
        ("EST", None),
        ("GMT+1", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_names_of_zones(text: str, zone: str | None) -> None:
    assert zone_named(text) == zone
