"""A preview campaign's run: agents choose, and get whom they chose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.agents import preview as preview_module
from engine.agents.crew import Crew, at_work
from engine.agents.preview import PreviewTerms
from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree, PlaceCall
from engine.campaign.ledger import Ledger, Terms
from engine.campaign.plan.schema import CampaignPlan, Mode, Team
from engine.campaign.progress import Unwatched
from engine.campaign.run import Ending, RunLimits
from engine.campaign.runner import CampaignRunner
from engine.events import CallEnded, CallEvent
from engine.outcome import Disposition
from engine.store.database import Database
from engine.store.floor import agents, previews
from engine.store.leads import Caller, not_listed
from engine.store.tables import Agent, AgentState, Preview
from engine.store.thread import StoreThread
from tests.integration.campaign.campaign_book import StandingClock, number, opened_book
from tests.integration.campaign.scripted_placer import ScriptedPlacer, talk
from tests.migrated import migrated

pytestmark = pytest.mark.integration

TALK = talk(Disposition.TRANSFERRED)
LIMITS = RunLimits(lines=4, call_cap_s=30.0, hang_up_s=30.0, drain_s=30.0, line_wait_s=30.0)
PLAN = CampaignPlan(name="spring", mode=Mode.PREVIEW, team=Team(agents=("ann", "bob"), wrap_up_s=0))


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_module, "LOOK_EVERY_S", 0.01)


class Person:
    """At a desk, deciding about one lead after another."""

    def __init__(self, name: str, database: Database, thread: StoreThread, likes: Callable[[str], bool]) -> None:
        self.name = name
        self._database = database
        self._thread = thread
        self._likes = likes
        self.saw: list[str] = []

    async def works(self) -> None:
        while True:
            shown = await self._thread.run(self._database.read, lambda session: previews.offered(session, self.name))
            if shown is not None:
                self.saw.append(shown.number)
                await self._thread.write(self._database, self._dials if self._likes(shown.number) else self._passes_on)
            await asyncio.sleep(0.005)

    def _dials(self, session: Session) -> None:
        previews.accept(session, self.name, 100.0)

    def _passes_on(self, session: Session) -> None:
        previews.pass_on(session, self.name, "knows us already", 100.0)


class Asking:
    """Asks the desk for an agent, as a worker does when a person has answered."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self.answers: list[AgentAssigned | NoAgentFree] = []

    def placed(self, call: PlaceCall) -> None:
        # Once the runner has told the pace that the call is dialled.
        request = AgentWanted(attempt_id=call.attempt_id, within_s=60.0)
        asyncio.get_running_loop().call_soon(lambda: self._crew.desk.wanted(request, self.answers.append))


class UntilEnded(Unwatched):
    """Tells the desk what the pool of workers would, and when so many calls are over."""

    def __init__(self, crew: Crew, calls: int) -> None:
        self._crew = crew
        self._left = calls
        self.over = asyncio.Event()

    def happened(self, event: CallEvent) -> None:
        self._crew.desk.happened(event)
        self._left -= isinstance(event, CallEnded)
        if self._left == 0:
            self.over.set()


async def test_agents_get_whom_they_chose_and_nobody_else_is_dialled(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    migrated(f"sqlite:///{path}")
    async with opened_book(path, 5) as book:
        for name in ("ann", "bob"):
            book.database.write(partial(agents.add, name=name, sip_uri=f"sip:{name}@b", at=1.0))
            book.database.write(partial(agents.wish, name=name, state=AgentState.READY, at=2.0))
        terms = PreviewTerms(book.campaign_id, not_listed, lambda: 100.0)
        async with (
            at_work(PLAN, book.database, book.thread, lambda: 1000.0, terms, engine="ours") as crew,
            asyncio.TaskGroup() as people,
        ):
            assert crew is not None
            asking = Asking(crew)
            placer = ScriptedPlacer(4, {number(row): TALK for row in range(2, 7)}, on_place=asking.placed)
            ledger = Ledger(
                book.database, book.recorder, book.thread, book.campaign_id, StandingClock(), terms=Terms(take_turn=crew.take_turn)
            )
            watch = UntilEnded(crew, calls=4)
            runner = CampaignRunner(ledger, placer, LIMITS, pace=crew.pace, progress=watch)
            deciding = [
                Person(name, book.database, book.thread, lambda shown: not shown.endswith("0003")) for name in ("ann", "bob")
            ]
            working = [people.create_task(person.works()) for person in deciding]
            running = people.create_task(runner.run())
            await watch.over.wait()
            runner.stop()
            report = await running
            for task in working:
                task.cancel()

        assert (report.ending, report.left) == (Ending.STOPPED, 1)
        assert sorted(call.number for call in placer.placed) == [number(row) for row in (2, 4, 5, 6)]
        given = {answer.attempt_id: answer.agent for answer in asking.answers if isinstance(answer, AgentAssigned)}
        assert given == book.database.read(_choosers)
        assert sum(len(person.saw) for person in deciding) == 5
        assert {agent.state for agent in book.database.read(agents.listed)} == {AgentState.READY}


async def test_whom_no_worker_took_stays_chosen_and_their_agent_ready(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    migrated(f"sqlite:///{path}")
    async with opened_book(path, 1) as book:
        book.database.write(partial(agents.add, name="ann", sip_uri="sip:ann@b", at=1.0))
        book.database.write(partial(agents.wish, name="ann", state=AgentState.READY, at=2.0))
        terms = PreviewTerms(book.campaign_id, not_listed, lambda: 100.0)
        plan = PLAN.model_copy(update={"team": Team(agents=("ann",), wrap_up_s=0)})
        async with at_work(plan, book.database, book.thread, lambda: 1000.0, terms, engine="ours") as crew:
            assert crew is not None
            ledger = Ledger(
                book.database, book.recorder, book.thread, book.campaign_id, StandingClock(), terms=Terms(take_turn=crew.take_turn)
            )
            book.database.write(lambda session: previews.tend(session, book.campaign_id, ("ann",), Caller("", 100.0)))
            book.database.write(partial(previews.accept, agent="ann", at=100.0))
            await crew.pace.may_dial()
            turn = await ledger.take_turn("a1", lambda _: None)
            assert turn.dialling is not None
            await ledger.withdraw("a1")

            (ann,) = book.database.read(agents.listed)
            assert (ann.state, ann.engine) == (AgentState.READY, None)
            await crew.pace.may_dial()
            turn = await ledger.take_turn("a2", lambda _: None)
            assert turn.dialling is not None
            assert (turn.dialling.number, turn.dialling.agent) == (number(2), "ann")


def _choosers(session: Session) -> dict[str, str]:
    chosen = select(Preview.attempt_id, Agent.name).join(Agent, Preview.agent_id == Agent.id)
    return {row.attempt_id: row.name for row in session.execute(chosen.where(Preview.attempt_id.is_not(None)))}
