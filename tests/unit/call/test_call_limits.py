"""How long a call may last."""

import asyncio

import pytest

from engine.call.limits import CallCap, CallLimits
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

LIMITS = CallLimits(ring_timeout_s=5.0, max_call_s=20.0, max_talk_s=10.0)


class Answered:
    """A call with a cap, from its answer."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._began_s = self._loop.time()
        self.reached = asyncio.Event()
        self.cap = CallCap(LIMITS)
        self.cap.answered(self.reached.set)

    async def lasted_s(self) -> float:
        await self.reached.wait()
        return self._loop.time() - self._began_s


@in_virtual_time
async def test_the_bot_has_its_time() -> None:
    assert await Answered().lasted_s() == 20.0


@in_virtual_time
async def test_an_agent_has_more() -> None:
    call = Answered()
    await asyncio.sleep(5.0)
    call.cap.with_agent(True)
    assert await call.lasted_s() == 30.0


@in_virtual_time
async def test_after_an_agent_the_bot_has_its_time_anew() -> None:
    call = Answered()
    call.cap.with_agent(True)
    await asyncio.sleep(5.0)
    call.cap.with_agent(False)
    assert await call.lasted_s() == 25.0


@in_virtual_time
async def test_nothing_goes_beyond_both_together() -> None:
    call = Answered()
    call.cap.with_agent(True)
    await asyncio.sleep(15.0)
    call.cap.with_agent(False)
    assert await call.lasted_s() == 30.0


@pytest.mark.parametrize("agent", [None, True, False])
@in_virtual_time
async def test_a_call_that_is_over_reaches_nothing(agent: bool | None) -> None:
    call = Answered()
    call.cap.close()
    if agent is not None:
        call.cap.with_agent(agent)
    await asyncio.sleep(40.0)
    assert not call.reached.is_set()
