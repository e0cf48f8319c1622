from __future__ import annotations

import asyncio
import time

import pytest

from engine.campaign.clock import JumpingClock, SystemClock

pytestmark = pytest.mark.unit

NOON = 1_800_000_000.0
DAY_S = 86400.0


def _standing(start: float = NOON) -> JumpingClock:
    return JumpingClock(start, machine=lambda: 0.0)


async def test_the_system_clock_is_the_machines() -> None:
    clock = SystemClock()

    assert abs(clock.now() - time.time()) < 1.0
    assert clock.told(5.0) == 5.0
    await clock.sleep_until(clock.now() - 1.0)  # returns at once
    asleep = asyncio.create_task(clock.sleep_until(clock.now() + 0.02))
    await asyncio.wait_for(asleep, timeout=5.0)


async def test_a_clock_may_be_behind_the_machines() -> None:
    clock = SystemClock(ahead_s=-DAY_S)

    assert abs(clock.now() - (time.time() - DAY_S)) < 1.0
    assert clock.told(DAY_S) == 0.0
    await asyncio.wait_for(clock.sleep_until(clock.now() + 0.02), timeout=5.0)


async def test_a_jump_takes_no_time_and_ends_at_the_sleepers_time() -> None:
    clock = _standing()

    await clock.sleep_until(NOON + 3 * DAY_S)

    assert clock.now() == NOON + 3 * DAY_S


async def test_the_earliest_sleeper_wakes_first() -> None:
    clock = _standing()
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, *until_s: float) -> None:
        for moment_s in until_s:
            await clock.sleep_until(NOON + moment_s)
            woken.append((name, clock.now() - NOON))

    await asyncio.gather(sleep("a", 30.0), sleep("b", 10.0, 20.0, 40.0))

    assert woken == [("b", 10.0), ("b", 20.0), ("a", 30.0), ("b", 40.0)]


async def test_no_jump_while_something_goes_on() -> None:
    clock = _standing()
    clock.hold()
    asleep = asyncio.create_task(clock.sleep_until(NOON + 60.0))
    for _ in range(5):
        await asyncio.sleep(0)
    assert (asleep.done(), clock.now()) == (False, NOON)

    clock.release()
    for _ in range(5):
        await asyncio.sleep(0)
    # Who slept meanwhile may want to act first: a new sleeper says that everybody is through.
    assert (asleep.done(), clock.now()) == (False, NOON)
    await clock.sleep_until(NOON + 30.0)
    assert clock.now() == NOON + 30.0
    await asyncio.wait_for(asleep, timeout=5.0)
    assert clock.now() == NOON + 60.0


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = _standing()
    clock.hold()
    asleep = asyncio.create_task(clock.sleep_until(NOON + 1.0))
    await asyncio.sleep(0)
    asleep.cancel()
    await asyncio.gather(asleep, return_exceptions=True)
    clock.release()

    await clock.sleep_until(NOON + 50.0)

    assert clock.now() == NOON + 50.0


async def test_stamps_of_the_machine_are_told_by_the_clock_that_is_ahead() -> None:
    clock = JumpingClock(NOON, machine=lambda: 1000.0)

    assert clock.told(990.0) == NOON - 10.0
    await clock.sleep_until(NOON + DAY_S)
    assert clock.told(1000.0) == NOON + DAY_S


async def test_between_jumps_it_moves_with_the_machine() -> None:
    clock = JumpingClock(time.time())
    clock.hold()

    await asyncio.wait_for(clock.sleep_until(clock.now() + 0.02), timeout=5.0)


def test_releasing_what_nobody_holds_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="release without hold"):
        _standing().release()
