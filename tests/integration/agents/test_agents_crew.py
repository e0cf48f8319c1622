"""A plan's team at work: who it is, and what its pacer knows of the days before."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.agents.crew import at_work
from engine.agents.pace import AgentPace
from engine.campaign.pace import Unpaced
from engine.campaign.plan.schema import Abandonment, CampaignPlan, Mode, Pacing, Team
from engine.store.database import Database
from engine.store.errors import UnknownAgent
from engine.store.floor import agents, answers
from engine.store.floor.answers import AnswerBook
from engine.store.tables import AgentState
from engine.store.thread import StoreThread
from tests.dialled import dialling
from tests.migrated import migrated

pytestmark = pytest.mark.integration


def plan(mode: Mode, *names: str) -> CampaignPlan:
    abandonment = Abandonment(message="This was Northern Bank.")
    return CampaignPlan(name="spring", mode=mode, team=Team(agents=names), abandonment=abandonment)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    migrated(url)
    with Database(url) as database:
        database.write(lambda session: agents.add(session, "ann", "sip:ann@pbx", 1.0))
        database.write(lambda session: agents.wish(session, "ann", AgentState.READY, 2.0))
    return url


async def test_a_plan_with_an_unknown_agent_is_refused(url: str) -> None:
    with Database(url) as database:
        async with StoreThread() as thread:
            with pytest.raises(UnknownAgent, match="zoe"):
                async with at_work(plan(Mode.HYBRID, "ann", "zoe"), database, thread, lambda: 100.0, engine="ours"):
                    raise AssertionError("not reached")


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.HYBRID])
async def test_a_call_may_be_dialled_for_each_agent_who_is_there(url: str, mode: Mode) -> None:
    with Database(url) as database:
        async with StoreThread() as thread, at_work(plan(mode, "ann"), database, thread, lambda: 100.0, engine="ours") as crew:
            assert crew is not None
            await crew.pace.may_dial()
            crew.pace.dialled(dialling("one"))
            assert isinstance(crew.pace, AgentPace)
            assert crew.pace.calls_to_dial() == 0


@pytest.mark.parametrize(("pacing", "per_agent", "calls"), [(Pacing.PROGRESSIVE, None, 1), (Pacing.RATIO, 3.0, 3)])
async def test_the_plan_says_how_many_calls_ring_for_an_agent(
    url: str, pacing: Pacing, per_agent: float | None, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "since", lambda _session, _campaign, _since: AnswerBook(answered=200, abandoned=0))
    paced = plan(Mode.PREDICTIVE, "ann").model_copy(update={"pacing": pacing, "calls_per_agent": per_agent})
    with Database(url) as database:
        async with StoreThread() as thread, at_work(paced, database, thread, lambda: 100.0, engine="ours") as crew:
            assert crew is not None
            await crew.pace.may_dial()
            assert isinstance(crew.pace, AgentPace)
            assert crew.pace.calls_to_dial() == calls


async def test_the_bot_alone_dials_by_its_lines(url: str) -> None:
    with Database(url) as database:
        async with StoreThread() as thread:
            async with at_work(plan(Mode.ROBOT, "ann"), database, thread, lambda: 100.0, engine="ours") as crew:
                assert crew is not None
                assert isinstance(crew.pace, Unpaced)
            async with at_work(CampaignPlan(name="alone"), database, thread, lambda: 100.0, engine="ours") as crew:
                assert crew is None
