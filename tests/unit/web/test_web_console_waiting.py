from __future__ import annotations

import asyncio

import pytest

from engine.web.console.waiting import SOON_S, awaited
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


async def _work(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"


@pytest.mark.parametrize(("seconds", "words"), [(SOON_S - 0.01, 0), (SOON_S + 0.01, 1), (10 * SOON_S, 1)])
@in_virtual_time
async def test_who_waits_long_is_told_once(seconds: float, words: int) -> None:
    said: list[None] = []

    assert await awaited(_work(seconds), lambda: said.append(None)) == "done"
    await asyncio.sleep(SOON_S)

    assert len(said) == words


@in_virtual_time
async def test_nothing_is_said_of_what_failed_before() -> None:
    said: list[None] = []
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SOON_S / 2):
            await awaited(_work(10.0), lambda: said.append(None))
    await asyncio.sleep(SOON_S)

    assert said == []
