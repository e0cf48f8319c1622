"""A progressive campaign for two agents at browsers: a call rings for each who waits, so nobody who answers meets nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.campaign.plan.schema import Pacing
from tests.acceptance.console.test_acceptance_browser_predictive import talked_with_people

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console


@pytest.mark.timeout(500)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_nobody_is_abandoned_where_one_call_rings_for_each_agent(tmp_path: Path) -> None:
    assert await talked_with_people(tmp_path, Pacing.PROGRESSIVE) == 0
