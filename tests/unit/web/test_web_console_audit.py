"""The audit log's page: what an address means, and what is made of an entry."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from engine.store.access.audit import AuditFilter
from engine.web.console.pages.audit_wanted import chosen_of, wanted_of

pytestmark = pytest.mark.unit

BERLIN = ZoneInfo("Europe/Berlin")


def test_an_address_without_a_choice_means_everything() -> None:
    assert wanted_of({"by": "", "action": "", "first": "", "last": ""}, BERLIN) == AuditFilter()
    assert chosen_of({"by": "", "before": "7"}) == {}


def test_days_are_whole_and_the_readers() -> None:
    spring = wanted_of({"first": "2026-03-29", "last": "2026-03-29", "by": "account ann", "action": "call."}, BERLIN)
    assert (spring.actor, spring.action) == ("account ann", "call.")
    assert spring.since is not None
    assert spring.until is not None
    assert spring.until - spring.since == 23 * 3600


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_what_is_no_day_counts_as_left_out(day: str) -> None:
    assert wanted_of({"first": day, "last": day}, BERLIN) == AuditFilter()
