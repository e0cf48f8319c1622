"""The desk between call workers and the store: agents for calls, lines for agents, and nobody kept when something dies."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import pytest

from engine.agents.board import Board
from engine.agents.desk import AgentDesk
from engine.agents.roster import Roster
from engine.agents.seats import BoardRules
from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree
from engine.call.worker.pool import WorkerPool
from engine.events import (
    AgentJoined,
    AgentLeft,
    AgentRinging,
    AnswererKnown,
    CallEnded,
    CallEvent,
    TransferRefused,
)
from engine.outcome import Disposition, HandoverOutcome
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.tables import AgentState
from engine.store.thread import StoreThread
from tests.integration.call.test_call_pool import call, configuration
from tests.migrated import migrated

pytestmark = pytest.mark.integration

PROGRAM: Final = (sys.executable, "-m", "tests.integration.call.fake_worker")
PATIENCE_S: Final = 20.0

Answered = AgentAssigned | NoAgentFree


@dataclass
class Office:
    """A store with agents, and a desk on a clock that the test turns."""

    database: Database
    desk: AgentDesk
    now_s: float = 1000.0

    def state(self, name: str) -> AgentState:
        return self.database.read(lambda session: agents.get(session, name).state)

    async def until(self, name: str, state: AgentState) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.state(name) is not state:
                await self.desk.changed(0.1)

    async def until_there(self, names: tuple[str, ...]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.desk.board.ready() != names:
                await self.desk.changed(0.1)

    def wish(self, name: str, state: AgentState) -> None:
        self.database.write(lambda session: agents.wish(session, name, state, self.now_s))

    async def ask(self, attempt_id: str, within_s: float = 30.0) -> Answered:
        answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self.desk.wanted(AgentWanted(attempt_id=attempt_id, within_s=within_s), answer.set_result)
        async with asyncio.timeout(PATIENCE_S):
            return await answer


@asynccontextmanager
async def office(folder: Path, *names: str, at_answer: bool = False, browsers: Collection[str] = ()) -> AsyncIterator[Office]:
    """`browsers`: agents who take calls in one, as long as they are in here."""
    url = f"sqlite:///{folder / 'calls.db'}"
    migrated(url)
    with Database(url) as database:
        for name in names:
            phone = "" if name in browsers else f"sip:{name}@pbx"
            database.write(partial(agents.add, name=name, sip_uri=phone, at=10.0))
            database.write(partial(agents.wish, name=name, state=AgentState.READY, at=20.0))
        async with StoreThread() as thread:
            board = Board(BoardRules(ring_s=15, wrap_up_s=20))
            roster = Roster(database, thread, "engine-1", names, browsers.__contains__)
            desk = AgentDesk(board, roster, lambda: opened.now_s, at_answer=at_answer)
            opened = Office(database, desk)
            async with desk:
                yield opened


def ended(attempt_id: str) -> CallEnded:
    return CallEnded(attempt_id=attempt_id, at=0, disposition=Disposition.TRANSFERRED, cause="normal")


async def test_an_agent_goes_through_a_call_in_the_store(tmp_path: Path) -> None:
    async with office(tmp_path, "ann") as opened:
        assert await opened.ask("call") == AgentAssigned(attempt_id="call", agent="ann", sip_uri="sip:ann@pbx")
        assert opened.state("ann") is AgentState.RESERVED
        opened.desk.happened(AgentJoined(attempt_id="call", at=0, agent="ann"))
        await opened.until("ann", AgentState.ON_CALL)
        opened.desk.happened(AgentLeft(attempt_id="call", at=0, agent="ann", outcome=HandoverOutcome.JOINED))
        await opened.until("ann", AgentState.WRAP_UP)
        opened.now_s += 20
        await opened.until("ann", AgentState.READY)


async def test_nobody_is_free_in_time(tmp_path: Path) -> None:
    async with office(tmp_path, "ann") as opened:
        await opened.ask("first")
        assert await opened.ask("second", within_s=0.0) == NoAgentFree(attempt_id="second")


async def test_who_becomes_ready_meanwhile_is_seen_within_a_second_or_two(tmp_path: Path) -> None:
    async with office(tmp_path, "ann") as opened:
        opened.wish("ann", AgentState.PAUSED)
        await asyncio.sleep(0)
        asking = asyncio.create_task(opened.ask("call"))
        opened.wish("ann", AgentState.READY)
        assert isinstance(await asking, AgentAssigned)


async def test_who_answers_is_promised_an_agent_before_the_call_asks(tmp_path: Path) -> None:
    async with office(tmp_path, "ann", at_answer=True) as opened:
        opened.desk.happened(AnswererKnown(attempt_id="call", at=0, answerer="human", reason=""))
        await opened.until("ann", AgentState.RESERVED)
        assert await opened.ask("call") == AgentAssigned(attempt_id="call", agent="ann", sip_uri="sip:ann@pbx")


async def test_a_machine_that_was_taken_for_a_person_gets_no_agent(tmp_path: Path) -> None:
    async with office(tmp_path, "ann", at_answer=True) as opened:
        opened.desk.happened(AnswererKnown(attempt_id="call", at=0, answerer="human", reason=""))
        await opened.until("ann", AgentState.RESERVED)
        opened.desk.happened(AnswererKnown(attempt_id="call", at=0, answerer="voicemail", reason=""))
        await opened.until("ann", AgentState.READY)
        assert await opened.ask("other") == AgentAssigned(attempt_id="other", agent="ann", sip_uri="sip:ann@pbx")


async def test_an_agent_whom_another_engine_takes_first_is_passed_over(tmp_path: Path) -> None:
    async with office(tmp_path, "ann", "bob") as opened:
        assert opened.database.write(lambda session: agents.claim(session, "ann", "engine-2", opened.now_s))
        assert await opened.ask("call") == AgentAssigned(attempt_id="call", agent="bob", sip_uri="sip:bob@pbx")
        assert await opened.ask("other", within_s=0.0) == NoAgentFree(attempt_id="other")
        assert opened.state("ann") is AgentState.RESERVED, "by the other"


async def test_an_agent_in_a_browser_is_there_while_their_page_is_open(tmp_path: Path) -> None:
    pages = {"ann"}
    async with office(tmp_path, "ann", browsers=pages) as opened:
        assert opened.desk.board.ready() == ("ann",)
        pages.clear()
        await opened.until_there(())
        assert await opened.ask("call", within_s=0.0) == NoAgentFree(attempt_id="call")
        pages.add("ann")
        await opened.until_there(("ann",))
        assert await opened.ask("other") == AgentAssigned(attempt_id="other", agent="ann", sip_uri=None)


async def test_an_agent_in_a_browser_takes_no_line_of_the_worker(tmp_path: Path) -> None:
    two = configuration("one", lines=2)
    async with office(tmp_path, "ann", browsers={"ann"}) as opened:
        pool = WorkerPool([two], start_timeout_s=PATIENCE_S, unix_s=lambda: 7.0, program=PROGRAM, desk=opened.desk)
        async with pool:
            events = pool.events()
            pool.place(call("1", "hold"))
            pool.place(call("2", "agent"))
            assert await of_kind(events, AgentRinging, 1) == ["2"], "though both lines have people on them"
            pool.hang_up("1")
            assert await of_kind(events, CallEnded, 1) == ["1"]
            assert pool.free_lines() == 1


async def test_the_end_of_a_run_frees_its_agents(tmp_path: Path) -> None:
    async with office(tmp_path, "ann") as opened:
        await opened.ask("call")
    assert opened.state("ann") is AgentState.READY


async def of_kind(events: AsyncIterator[CallEvent], kind: type[CallEvent], count: int) -> list[str]:
    found: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            if isinstance(event, kind):
                found.append(event.attempt_id)
            if len(found) == count:
                break
    return found


async def test_a_worker_keeps_a_line_for_an_agent_and_gives_out_no_more_than_it_has(tmp_path: Path) -> None:
    four = msgspec.structs.replace(configuration("one", lines=4), agent_lines=1)
    async with office(tmp_path, "ann", "bob") as opened:
        pool = WorkerPool([four], start_timeout_s=PATIENCE_S, unix_s=lambda: 7.0, program=PROGRAM, desk=opened.desk)
        async with pool:
            events = pool.events()
            assert pool.free_lines() == 3, "the fourth is for an agent"
            pool.place(call("1", "agent"))
            pool.place(call("2", "hold"))
            assert await of_kind(events, AgentRinging, 1) == ["1"]
            assert pool.free_lines() == 1, "two people, one agent"
            pool.place(call("3", "agent"))
            assert pool.free_lines() == 0
            assert await of_kind(events, TransferRefused, 1) == ["3"], "an agent is free, and no line to call them on"
            assert opened.state("bob") is AgentState.READY
            pool.hang_up("2")
            pool.hang_up("1")
            assert await of_kind(events, CallEnded, 2) == ["2", "1"]
            assert pool.free_lines() == 2
            await opened.until("ann", AgentState.READY)


@asynccontextmanager
async def ringing(folder: Path) -> AsyncIterator[tuple[Office, WorkerPool, AsyncIterator[CallEvent]]]:
    """Ann's phone rings for call 1; her worker records into this folder, and has a line for another person."""
    one = msgspec.structs.replace(configuration("one", lines=3), agent_lines=1, recordings_dir=str(folder))
    async with office(folder, "ann") as opened:
        pool = WorkerPool([one], start_timeout_s=PATIENCE_S, unix_s=lambda: 7.0, program=PROGRAM, desk=opened.desk)
        async with pool:
            events = pool.events()
            pool.place(call("1", "agent"))
            assert await of_kind(events, AgentRinging, 1) == ["1"]
            yield opened, pool, events


async def test_a_dead_worker_keeps_no_agent(tmp_path: Path) -> None:
    async with ringing(tmp_path) as (opened, pool, _):
        pool.place(call("2", "die"))
        await opened.until("ann", AgentState.READY)


async def test_the_leg_of_an_agent_whose_worker_died_is_ended_with_what_was_recorded_of_it(tmp_path: Path) -> None:
    recorded = tmp_path / "1-agent1.wav"
    async with ringing(tmp_path) as (_, pool, events):
        recorded.write_bytes(b"RIFF")
        pool.place(call("2", "die"))
        left, *ends = [await anext(events) for _ in range(3)]

    gone = HandoverOutcome.PERSON_GONE
    assert left == AgentLeft(attempt_id="1", at=7.0, agent="ann", outcome=gone, recording=str(recorded))
    assert [(type(end), end.attempt_id) for end in ends] == [(CallEnded, "1"), (CallEnded, "2")]
