"""Lines that are offered only while what every call needs is there."""

import asyncio

import pytest

from engine.call.messages import PlaceCall
from engine.campaign.gate import GatedLines
from engine.events import CallEnded
from tests.integration.campaign.scripted_placer import PLACED, ScriptedPlacer
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


class Speech:
    """A gate that opens and shuts."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    @property
    def ready(self) -> bool:
        return self.event.is_set()

    async def wait_until_ready(self) -> None:
        await self.event.wait()


def call(attempt_id: str) -> PlaceCall:
    return PlaceCall(attempt_id=attempt_id, number="+12025550100", caller_id=None, variables={})


async def is_waiting(task: asyncio.Task[None]) -> bool:
    _, pending = await asyncio.wait([task], timeout=0)
    return bool(pending)


@in_virtual_time
async def test_no_line_is_offered_while_the_gate_is_shut() -> None:
    speech, lines = Speech(), ScriptedPlacer(2)
    gated = GatedLines(lines, speech)
    assert (gated.free_lines(), gated.place(call("a")), lines.placed) == (0, None, [])
    waiting = asyncio.create_task(gated.wait_for_free_line())
    assert await is_waiting(waiting)
    speech.event.set()
    async with asyncio.timeout(5):
        await waiting
    assert (gated.free_lines(), gated.place(call("a")), gated.free_lines()) == (2, PLACED, 1)


@in_virtual_time
async def test_a_gate_that_shuts_while_all_lines_are_busy_is_waited_for_again() -> None:
    speech, lines = Speech(), ScriptedPlacer(1)
    gated = GatedLines(lines, speech)
    speech.event.set()
    gated.place(call("a"))
    waiting = asyncio.create_task(gated.wait_for_free_line())
    assert await is_waiting(waiting)
    speech.event.clear()
    async with asyncio.timeout(5):
        async for event in gated.events():
            if isinstance(event, CallEnded):
                break
        assert await is_waiting(waiting)
        speech.event.set()
        await waiting


@in_virtual_time
async def test_hanging_up_passes_a_shut_gate() -> None:
    speech, lines = Speech(), ScriptedPlacer(1)
    GatedLines(lines, speech).hang_up("a")
    assert lines.hung_up == ["a"]
