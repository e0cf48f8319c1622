from __future__ import annotations

import asyncio

import pytest

from engine.campaign.course import Course, Stage
from engine.campaign.wishes import Wishes
from engine.store.tables import CampaignState
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


class _Book:
    def __init__(self, *states: CampaignState) -> None:
        self._states = list(states)

    async def pushed_at(self) -> float | None:
        return None

    async def state(self) -> CampaignState:
        return self._states.pop(0) if len(self._states) > 1 else self._states[0]


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (CampaignState.RUNNING, Stage.DIALLING),
        (CampaignState.PAUSED, Stage.DIALLING),
        (CampaignState.DRAINING, Stage.DRAINING),
        (CampaignState.STOPPED, Stage.HANGING_UP),
    ],
)
@in_virtual_time
async def test_a_wish_moves_the_run(state: CampaignState, stage: Stage) -> None:
    course = Course()
    wishes = Wishes(_Book(state), course)

    wishes.take(state)

    assert course.stage is stage
    assert wishes.paused is (state is CampaignState.PAUSED)
    assert wishes.patient is (state is CampaignState.DRAINING)


@in_virtual_time
async def test_a_paused_run_waits_until_it_is_resumed() -> None:
    wishes = Wishes(_Book(CampaignState.PAUSED, CampaignState.PAUSED, CampaignState.RUNNING), Course(), look_s=0.0)
    wishes.take(CampaignState.PAUSED)
    waiting = asyncio.create_task(wishes.allow_dialling())
    await asyncio.sleep(0)
    assert not waiting.done()

    following = asyncio.create_task(wishes.follow())

    assert await asyncio.wait_for(waiting, 5.0)
    following.cancel()


@in_virtual_time
async def test_a_paused_run_may_be_stopped() -> None:
    course = Course()
    wishes = Wishes(_Book(CampaignState.PAUSED, CampaignState.STOPPED), course, look_s=0.0)
    wishes.take(CampaignState.PAUSED)
    following = asyncio.create_task(wishes.follow())

    assert not await asyncio.wait_for(wishes.allow_dialling(), 5.0)
    assert not await wishes.allow_dialling()
    following.cancel()
