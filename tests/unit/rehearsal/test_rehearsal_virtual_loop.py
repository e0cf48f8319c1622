"""Time that moves only when it is told to."""

import asyncio

import pytest

from engine.rehearsal.virtual_loop import VirtualLoop

pytestmark = pytest.mark.unit


def test_tasks_wait_for_the_time_and_run_in_its_order() -> None:
    loop, ran = VirtualLoop(), list[tuple[str, float]]()

    async def after(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        ran.append((name, loop.time()))

    loop.create_task(after("late", 2.0))
    loop.create_task(after("early", 0.5))
    loop.run_ready()
    loop.advance(0.4)
    assert ran == []
    assert loop.idle_s == pytest.approx(0.1)
    loop.advance(3.0)
    assert ran == [("early", 0.5), ("late", 2.0)]
    assert loop.time() == pytest.approx(3.4)
    assert loop.idle_s is None


def test_timeouts_and_task_groups_work_on_it() -> None:
    loop = VirtualLoop()

    async def impatient() -> str:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(1))
        try:
            async with asyncio.timeout(5):
                await asyncio.sleep(60)
        except TimeoutError:
            return f"gave up at {loop.time():.0f} s"
        return "waited"

    task = loop.create_task(impatient())
    loop.run_ready()
    loop.advance(100)
    assert task.result() == "gave up at 6 s"


def test_a_cancelled_timer_does_not_count() -> None:
    loop, ran = VirtualLoop(), list[int]()
    loop.call_later(1, ran.append, 1).cancel()
    loop.call_later(2, ran.append, 2)
    assert loop.idle_s == 2
    loop.advance(5)
    assert ran == [2]


def test_what_nobody_catches_reaches_the_owner() -> None:
    loop = VirtualLoop()

    def fail() -> None:
        raise ValueError("broken")

    loop.call_soon(fail)
    with pytest.raises(ValueError, match="broken"):
        loop.run_ready()


def test_a_coroutine_that_would_wait_for_ever_is_refused() -> None:
    loop = VirtualLoop()

    async def quick() -> int:
        await asyncio.sleep(0)
        return 7

    assert loop.run(quick()) == 7
    with pytest.raises(RuntimeError, match="does not happen by itself"):
        loop.run(asyncio.sleep(1))


async def test_it_runs_inside_another_loop() -> None:
    outer = asyncio.get_running_loop()

    async def which() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    loop = VirtualLoop()
    assert loop.run(which()) is loop
    assert asyncio.get_running_loop() is outer
