"""How often what was not taken is tried again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.messaging import courier
from engine.outgoing import SPREAD, NotTaken, Patience, retry_after_s
from engine.writeback import deliverer

pytestmark = pytest.mark.unit

BUSY = NotTaken("HTTP 503")


def delays(patience: Patience) -> list[float]:
    """Until it is given up."""
    found: list[float] = []
    while (again_at := patience.again_at(BUSY, len(found) + 1, 0.0, 0.5)) is not None:
        found.append(again_at)
    return found


@pytest.mark.parametrize(
    ("patience", "least_s", "most_s"),
    [(courier.PATIENCE, 2.5 * 3600, 4 * 3600), (deliverer.PATIENCE, 2.5 * 86400, 4 * 86400)],
)
def test_tries_get_rarer_and_end(patience: Patience, least_s: float, most_s: float) -> None:
    known = delays(patience)
    assert known == sorted(known)
    assert least_s < sum(known) < most_s


def test_what_never_will_be_taken_is_given_up_at_once() -> None:
    assert deliverer.PATIENCE.again_at(NotTaken("HTTP 410", final=True), 1, 0.0, 0.5) is None


@given(tries=st.integers(1, 9), chance=st.floats(0, 1), wanted_s=st.none() | st.floats(0, 1e9))
def test_a_delay_is_spread_and_heeds_who_was_asked_within_a_day(tries: int, chance: float, wanted_s: float | None) -> None:
    middle = deliverer.PATIENCE.again_at(BUSY, tries, 0.0, 0.5)
    spread = deliverer.PATIENCE.again_at(NotTaken("HTTP 503", retry_after_s=wanted_s), tries, 0.0, chance)

    assert middle is not None
    assert spread is not None
    assert spread >= middle * (1 - SPREAD) - 1e-6
    assert spread >= min(wanted_s or 0, 86_400)
    assert spread <= max(middle * (1 + SPREAD), 86_400) + 1e-6


@pytest.mark.parametrize(("header", "seconds"), [("120", 120.0), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("٣", None)])
def test_a_wish_is_told_in_seconds(header: str, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds
