from __future__ import annotations

import asyncio

import pytest

from engine.campaign.in_order import InOrder
from engine.events import TagAdded
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


def _tag(call: str, tag: str) -> TagAdded:
    return TagAdded(attempt_id=call, at=1.0, tag=tag)


@in_virtual_time
async def test_a_call_that_takes_long_holds_up_only_itself() -> None:
    slow, handled = asyncio.Event(), []

    async def handle(event: TagAdded) -> None:
        if event.attempt_id == "slow":
            await slow.wait()
        handled.append((event.attempt_id, event.tag))

    async with InOrder(handle) as hearing:
        for call, tag in (("slow", "1"), ("quick", "1"), ("slow", "2"), ("quick", "2")):
            hearing.give(_tag(call, tag))
        for _ in range(5):
            await asyncio.sleep(0)
        assert handled == [("quick", "1"), ("quick", "2")]
        hearing.give(_tag("slow", "3"))
        slow.set()
    assert handled[2:] == [("slow", "1"), ("slow", "2"), ("slow", "3")]


@in_virtual_time
async def test_a_call_that_was_silent_for_a_while_is_heard_again() -> None:
    handled: list[TagAdded] = []

    async def handle(event: TagAdded) -> None:
        handled.append(event)

    events = [_tag("a", "1"), _tag("a", "2")]
    async with InOrder(handle) as hearing:
        for event in events:
            hearing.give(event)
            await asyncio.sleep(0.01)
    assert handled == events


@in_virtual_time
async def test_an_error_of_the_handler_leaves_the_block() -> None:
    async def handle(event: TagAdded) -> None:
        raise ZeroDivisionError(event.tag)

    async def hear() -> None:
        async with InOrder(handle) as hearing:
            hearing.give(_tag("a", "1"))
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as caught:
        await hear()
    assert caught.group_contains(ZeroDivisionError, match="1")
