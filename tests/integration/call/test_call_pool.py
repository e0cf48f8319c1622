"""Worker processes that start, carry calls, refuse, die, freeze and talk nonsense: each call ends exactly once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import msgspec
import psutil
import pytest

from engine.call.messages import Configure, PlaceCall
from engine.call.worker.pool import WorkerPool
from engine.call.worker.process import WorkerProcess, WorkerStartFailed
from engine.dialog.bundle import Bundle
from engine.events import CallEnded, CallEvent, PhoneRinging
from engine.outcome import Disposition
from telephony.settings import StackSettings, TrunkSettings

pytestmark = pytest.mark.integration

PROGRAM: Final = (sys.executable, "-m", "tests.integration.call.fake_worker")
PATIENCE_S: Final = 30.0


def configuration(
    name: str, does: str = "serve", folder: Path = Path("unused"), lines: int = 2, trunk: str = "127.0.0.1"
) -> Configure:
    return Configure(
        name=name,
        stack=StackSettings(max_lines=lines),
        trunk=TrunkSettings(host=trunk),
        ring_timeout_s=5.0,
        conversation={},
        answering={},
        script=Bundle(does, {}),
        voices={},
        encoders={},
        speech_socket="",
        cache_dir=str(folder),
        webhook_hosts={},
        recordings_dir=None,
    )


def pool_of(*configurations: Configure, start_timeout_s: float = PATIENCE_S) -> WorkerPool:
    return WorkerPool(configurations, start_timeout_s=start_timeout_s, unix_s=lambda: 7.0, program=PROGRAM)


def call(attempt_id: str, number: str) -> PlaceCall:
    return PlaceCall(attempt_id=attempt_id, number=number, caller_id=None, variables={})


def died(attempt_id: str) -> CallEnded:
    return CallEnded(attempt_id=attempt_id, at=7.0, disposition=Disposition.FAILED, cause="worker_died")


async def next_event(events: AsyncIterator[CallEvent]) -> CallEvent:
    async with asyncio.timeout(PATIENCE_S):
        return await anext(events)


async def free_line(pool: WorkerPool) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await pool.wait_for_free_line()


def is_gone(pid: int) -> bool:
    """The process has ended and was reaped."""
    return not Path(f"/proc/{pid}").exists()


async def test_calls_are_spread_carried_and_hung_up() -> None:
    async with pool_of(configuration("one"), configuration("two")) as pool:
        assert pool.free_lines() == 4
        assert {pool.place(call("a", "hold")), pool.place(call("b", "hold"))} == {"one", "two"}
        assert {pool.place(call("c", "hold")), pool.place(call("d", "hold"))} == {"one", "two"}
        assert (pool.free_lines(), pool.place(call("e", "hold"))) == (0, None)
        events = pool.events()
        for attempt_id in "abcd":
            pool.hang_up(attempt_id)
            ended = await next_event(events)
            assert isinstance(ended, CallEnded)
            assert (ended.attempt_id, ended.cause) == (attempt_id, "hung up")
        pool.hang_up("a")
        assert pool.free_lines() == 4
        assert pool.place(call("f", "talk")) is not None
        assert [type(await next_event(events)) for _ in range(2)] == [PhoneRinging, CallEnded]
        pids = [worker.pid for worker in pool.workers]
    assert all(map(is_gone, pids))


async def test_a_worker_has_no_passwords_and_tokens_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "PGPASSWORD",
        "CALLWRIGHT_TRUNK__PASSWORD",
        "CALLWRIGHT_SMS__TOKEN",
        "CRM_TOKEN",
        "CALLWRIGHT_LOG_LEVEL",
        "SSL_CERT_FILE",
    ):
        monkeypatch.setenv(name, "x")
    async with pool_of(configuration("one")) as pool:
        (worker,) = pool.workers
        variables = psutil.Process(worker.pid).environ().keys()
    assert {"PATH", "CALLWRIGHT_LOG_LEVEL", "SSL_CERT_FILE"} <= variables
    assert not {"PGPASSWORD", "CALLWRIGHT_TRUNK__PASSWORD", "CALLWRIGHT_SMS__TOKEN", "CRM_TOKEN"} & variables


async def test_lines_of_one_trunk() -> None:
    east = TrunkSettings(host="east").address
    async with pool_of(configuration("one"), configuration("two", trunk="east")) as pool:
        assert (pool.free_lines(), pool.free_lines(east), pool.free_lines("sip:nowhere:5060")) == (4, 2, 0)
        assert [pool.place(call(attempt_id, "hold"), east) for attempt_id in "abc"] == ["two", "two", None]
        assert (pool.free_lines(), pool.free_lines(east)) == (2, 0)


async def test_a_caller_waits_for_a_line_until_a_call_ends() -> None:
    async with pool_of(configuration("one", lines=1)) as pool:
        pool.place(call("a", "hold"))
        waiting = asyncio.create_task(free_line(pool))
        done, _ = await asyncio.wait([waiting], timeout=0)
        assert not done
        pool.hang_up("a")
        await waiting
        assert pool.free_lines() == 1


async def test_every_reason_of_a_failed_start_is_told_and_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []
    announced = WorkerProcess._await_ready

    async def noted(self: WorkerProcess) -> None:
        pids.append(self.pid)
        await announced(self)

    monkeypatch.setattr(WorkerProcess, "_await_ready", noted)
    with pytest.raises(WorkerStartFailed) as failure:
        async with pool_of(configuration("one", "refuse"), configuration("two"), configuration("three", "exit")):
            pass
    first, second = str(failure.value).splitlines()
    assert first == "one: SIP address is in use"
    assert second.startswith("three: the process died while starting")
    assert len(pids) == 3
    assert all(map(is_gone, pids))


async def test_a_worker_that_is_never_ready_is_given_up() -> None:
    with pytest.raises(WorkerStartFailed, match=r"one: not ready after 0\.3 s"):
        async with pool_of(configuration("one", "hang"), start_timeout_s=0.3):
            pass


async def test_a_cancelled_start_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: asyncio.Queue[int] = asyncio.Queue()
    announced = WorkerProcess._await_ready

    async def noted(self: WorkerProcess) -> None:
        started.put_nowait(self.pid)
        await announced(self)

    monkeypatch.setattr(WorkerProcess, "_await_ready", noted)
    starting = asyncio.create_task(WorkerProcess.start(configuration("one", "hang"), PATIENCE_S, PROGRAM))
    async with asyncio.timeout(PATIENCE_S):
        pid = await started.get()
        starting.cancel()
        await asyncio.wait([starting])
    assert starting.cancelled()
    assert is_gone(pid)


async def test_a_death_ends_the_calls_it_leaves_once_and_the_worker_comes_back() -> None:
    async with pool_of(configuration("one", lines=3)) as pool:
        (first,) = pool.workers
        events = pool.events()
        pool.place(call("over", "talk"))
        assert [type(await next_event(events)) for _ in range(2)] == [PhoneRinging, CallEnded]
        for attempt_id, number in (("b", "hold"), ("a", "hold"), ("c", "die")):
            assert pool.place(call(attempt_id, number)) == "one"
        assert [await next_event(events) for _ in range(3)] == [died("a"), died("b"), died("c")]
        assert is_gone(first.pid)

        await free_line(pool)
        (second,) = pool.workers
        assert second.pid != first.pid
        assert (pool.free_lines(), pool.place(call("d", "talk"))) == (3, "one")
        ringing, ended = await next_event(events), await next_event(events)
        assert (ringing.attempt_id, ended.attempt_id, type(ended)) == ("d", "d", CallEnded)


async def test_a_death_leaves_the_other_workers_calls_alone() -> None:
    async with pool_of(configuration("one", lines=1), configuration("two", lines=1)) as pool:
        events = pool.events()
        assert pool.place(call("a", "hold")) == "one"
        assert pool.place(call("b", "die")) == "two"
        assert await next_event(events) == died("b")
        pool.hang_up("a")
        ended = await next_event(events)
        assert (ended.attempt_id, isinstance(ended, CallEnded) and ended.cause) == ("a", "hung up")


async def test_what_was_recorded_until_a_worker_died_is_told_with_the_end_of_its_call(tmp_path: Path) -> None:
    recorded = tmp_path / "a.wav"
    async with pool_of(msgspec.structs.replace(configuration("one"), recordings_dir=str(tmp_path))) as pool:
        events = pool.events()
        recorded.write_bytes(b"RIFF")
        pool.place(call("a", "hold"))
        pool.place(call("b", "die"))
        ends = [await next_event(events) for _ in range(2)]

    assert ends == [msgspec.structs.replace(died("a"), recording=str(recorded)), died("b")]


@pytest.mark.parametrize("trouble", ["freeze", "garble"])
async def test_a_stuck_or_confused_worker_is_killed(trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.call.worker.process.SILENT_MAX_S", 2.0)
    async with pool_of(configuration("one")) as pool:
        (worker,) = pool.workers
        events = pool.events()
        pool.place(call("a", "hold"))
        pool.place(call("b", trouble))
        assert isinstance(await next_event(events), PhoneRinging)
        assert [await next_event(events) for _ in range(2)] == [died("a"), died("b")]
        assert is_gone(worker.pid)
        await free_line(pool)


async def test_a_worker_that_does_not_come_back_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.call.worker.starting.BACKOFF_FIRST_S", 0.01)
    monkeypatch.setattr("engine.call.worker.starting.STARTS_MAX", 2)
    async with pool_of(configuration("one", "once", tmp_path)) as pool:
        pool.place(call("a", "die"))
        async with asyncio.timeout(PATIENCE_S):
            assert [event async for event in pool.events()] == [died("a")]
        assert pool.free_lines() == 0


async def test_a_stuck_worker_does_not_keep_the_pool_from_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.call.worker.process.STOP_TIMEOUT_S", 0.3)
    async with pool_of(configuration("one")) as pool:
        (worker,) = pool.workers
        pool.place(call("a", "freeze"))
        assert isinstance(await next_event(pool.events()), PhoneRinging)
    assert is_gone(worker.pid)
