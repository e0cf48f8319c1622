"""How long a call may last."""

import asyncio

import pytest

from engine.call.cap import CallCap

pytestmark = pytest.mark.unit


async def reached_after(longest_s: float, *allowed_s: float) -> float:
    loop, reached = asyncio.get_running_loop(), asyncio.Event()
    began_s = loop.time()
    cap = CallCap(longest_s, reached.set)
    for seconds in allowed_s:
        cap.allow(seconds)
    async with asyncio.timeout(5):
        await reached.wait()
    return loop.time() - began_s


async def test_the_latest_word_counts() -> None:
    assert 0.05 <= await reached_after(3.0, 2.0, 0.05) < 1.0


async def test_nothing_is_allowed_beyond_the_longest() -> None:
    assert 0.05 <= await reached_after(0.05, 2.0) < 1.0


async def test_a_call_that_is_over_reaches_nothing() -> None:
    reached = asyncio.Event()
    cap = CallCap(1.0, reached.set)
    cap.allow(0.01)
    cap.lift()
    await asyncio.sleep(0.03)
    assert not reached.is_set()
