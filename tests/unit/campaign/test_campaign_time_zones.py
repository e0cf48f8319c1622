from __future__ import annotations

import pytest

from engine.campaign.lists.time_zones import zone_named

pytestmark = pytest.mark.unit


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
