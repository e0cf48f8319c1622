from __future__ import annotations

import asyncio

import pytest

from engine.launch.rounds import Rounds

pytestmark = pytest.mark.unit


async def test_what_is_wanted_before_the_stop_is_still_done() -> None:
    wanted, done, went = ["one"], [], asyncio.Event()

    async def work() -> None:
        while wanted:
            done.append(wanted.pop())
        went.set()

    rounds = Rounds(work, nap_s=3600)
    running = asyncio.create_task(rounds.run())
    await went.wait()
    wanted.append("two")
    rounds.stop()
    await running

    assert done == ["one", "two"]


async def test_rounds_that_are_stopped_before_they_begin_go_once() -> None:
    count = 0

    async def work() -> None:
        nonlocal count
        count += 1

    rounds = Rounds(work, nap_s=3600)
    rounds.stop()
    await rounds.run()

    assert count == 1
