from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.writeback.retrying import SPREAD, retry_after_s

pytestmark = pytest.mark.unit


def test_tries_get_rarer_and_end_after_three_days() -> None:
    delays = [retry_after_s(tries, chance=0.5) for tries in range(1, 11)]

    assert delays[-1] is None
    known = [delay for delay in delays if delay is not None]
    assert known == sorted(known)
    assert 2.5 * 86400 < sum(known) < 4 * 86400


@given(tries=st.integers(1, 9), chance=st.floats(0, 1), wanted_s=st.none() | st.floats(0, 1e9))
def test_a_delay_is_spread_and_heeds_the_receiver_within_a_day(tries: int, chance: float, wanted_s: float | None) -> None:
    middle, spread = retry_after_s(tries, 0.5), retry_after_s(tries, chance, wanted_s)

    assert middle is not None
    assert spread is not None
    assert spread >= middle * (1 - SPREAD) - 1e-6
    assert spread >= min(wanted_s or 0, 86_400)
    assert spread <= max(middle * (1 + SPREAD), 86_400) + 1e-6
