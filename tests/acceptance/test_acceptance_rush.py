"""More calls than one worker carries, one after another as fast as the trunks take them: none is lost, none is made twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.rush import OUTCOMES, Rush, rushed

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(400)]

RUSH: Final = Rush(lines=32, calls=100, calls_per_second=10, ring_ms=2500)


async def test_ten_calls_per_second_over_two_trunks(tmp_path: Path) -> None:
    seen = await rushed(RUSH, tmp_path)

    assert seen.ended.status == 0, seen.ended.errors
    assert seen.problems() == []
    assert {number: disposition for number, disposition in seen.dispositions.items() if disposition != OUTCOMES[number[-1]]} == {}
    refused = Counter(call.number[-1] for call in seen.east)["9"]
    assert refused > 0
    assert seen.attempts.total() == RUSH.calls + refused, "what the east refused was tried in the west"
    assert seen.most_within_a_second <= RUSH.calls_per_second + 2, "one more than the rate for each trunk"
