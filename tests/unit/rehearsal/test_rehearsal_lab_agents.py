"""Whether calls of a test need agents."""

import asyncio
from pathlib import Path

import pytest

from engine.campaign.plan.schema import Team
from engine.dialog.testing import script_of
from engine.rehearsal.cases.lab_agents import agents_for
from tests.unit.rehearsal.scripts import SCRIPT

pytestmark = pytest.mark.unit


def test_nobody_is_made_ready_where_nobody_is_handed_over(tmp_path: Path) -> None:
    async def team() -> Team | None:
        async with agents_for([script_of(SCRIPT)], tmp_path / "agents", f"sqlite:///{tmp_path / 'test.db'}", 0.0) as found:
            return found

    assert asyncio.run(team()) is None
    assert list(tmp_path.iterdir()) == []
