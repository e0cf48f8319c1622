"""How long a call may last."""

import asyncio

import pytest

from engine.call.cap import CallCap
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


async def reached_after(longest_s: float, *allowed_s: float) -> float:
    loop, reached = asyncio.get_running_loop(), asyncio.Event()
    began_s = loop.time()
    cap = CallCap(longest_s, reached.set)
    for seconds in allowed_s:
        cap.allow(seconds)
    await reached.wait()
    return loop.time() - began_s


@in_virtual_time
async def test_the_latest_word_counts() -> None:
    assert await reached_after(30.0, 20.0, 5.0) == 5.0


@in_virtual_time
async def test_nothing_is_allowed_beyond_the_longest() -> None:
    assert await reached_after(5.0, 20.0) == 5.0


@in_virtual_time
async def test_a_call_that_is_over_reaches_nothing() -> None:
    reached = asyncio.Event()
    cap = CallCap(1.0, reached.set)
    cap.allow(0.5)
    cap.lift()
    await asyncio.sleep(2.0)
    assert not reached.is_set()
