from __future__ import annotations

import pytest

from engine.campaign.fuse import Fuse
from engine.outcome import Disposition

FAILED, BUSY = Disposition.FAILED, Disposition.BUSY


@pytest.mark.parametrize(
    ("limit", "ends", "blown"),
    [
        (3, [FAILED, FAILED], False),
        (3, [FAILED, FAILED, FAILED], True),
        (3, [FAILED, FAILED, BUSY, FAILED, FAILED], False),
        (3, [BUSY, FAILED, FAILED, FAILED], True),
        (3, [FAILED, FAILED, FAILED, BUSY], True),
        (1, [FAILED], True),
        (0, [FAILED] * 50, False),
    ],
)
def test_only_failures_in_a_row_blow_it_and_it_stays_blown(limit: int, ends: list[Disposition], blown: bool) -> None:
    fuse = Fuse(limit)
    for disposition in ends:
        fuse.ended(disposition)
    assert fuse.blown is blown
