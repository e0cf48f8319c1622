"""Hours in which people are sent messages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.campaign.contact.quiet import message_hours

pytestmark = pytest.mark.unit

BOSTON = "+16175550123"
WEDNESDAY = (2026, 11, 18)


def at(hour: int, zone: str = "America/New_York") -> float:
    return datetime(*WEDNESDAY, hour, tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("number", "zone", "now", "opens"),
    [
        (BOSTON, None, at(3), at(8)),
        (BOSTON, None, at(12), at(12)),
        (BOSTON, "America/Los_Angeles", at(9), at(11)),
        ("+5511987654321", None, at(3), at(3)),
    ],
)
def test_a_late_message_waits_for_the_hours_of_calls(number: str, zone: str | None, now: float, opens: float) -> None:
    assert message_hours("us" if number == BOSTON else "by_number", None)(number, zone, now) == opens


def test_a_laboratory_has_no_night() -> None:
    assert message_hours("none", None)(BOSTON, None, at(3)) == at(3)
