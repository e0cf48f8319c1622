"""A few rounds of chaos; `python -m tests.acceptance.chaos` strikes for longer, and on PostgreSQL too."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.chaos import survive

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(600)]

STRIKES: Final = ("worker", "engine", "speech", "locked", "full", "stuck worker")


async def test_whatever_dies_nobody_is_lost_and_nobody_is_called_twice(tmp_path: Path) -> None:
    survived = await survive(STRIKES, "sqlite", tmp_path, seed=7)

    assert survived.problems == []
    assert survived.starts > STRIKES.count("engine"), "it was started again each time"
    causes = {cause for _, cause in survived.outcomes}
    assert {"engine_died", "worker_died", "busy", "service_unavailable"} <= causes
