from __future__ import annotations

import asyncio

import pytest

from engine.launch.rounds import Rounds
from engine.store.errors import StoreError

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


async def test_a_round_that_fails_is_told_and_followed_by_the_next(caplog: pytest.LogCaptureFixture) -> None:
    faults = iter([StoreError("the disk is full"), ValueError("a fault of ours")])
    went = asyncio.Event()

    async def work() -> None:
        if fault := next(faults, None):
            raise fault
        went.set()

    rounds = Rounds(work, nap_s=0)
    running = asyncio.create_task(rounds.run())
    async with asyncio.timeout(5):
        await went.wait()
        rounds.stop()
        await running

    assert [record.exc_info and str(record.exc_info[1]) for record in caplog.records] == ["the disk is full", "a fault of ours"]


async def test_the_failure_of_the_last_round_is_raised_as_nobody_tries_it_again() -> None:
    async def work() -> None:
        raise StoreError("the disk is full")

    rounds = Rounds(work, nap_s=3600)
    rounds.stop()
    with pytest.raises(StoreError, match="the disk is full"):
        await rounds.run()
