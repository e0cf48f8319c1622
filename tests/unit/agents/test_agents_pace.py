"""What a campaign's pacer is told of its calls, and what its workers are told of its agents."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from engine.agents.board import Board
from engine.agents.crew import agent_lines, terms_of
from engine.agents.pace import AgentPace
from engine.agents.seats import BoardRules, Seat
from engine.call.handover.agent_leg import Accept
from engine.campaign.plan.schema import Abandonment, CampaignPlan, Mode, Team
from engine.events import AgentLeft, AgentRinging, AnswererKnown, CallEnded, CallEvent, TransferRefused, TransferStarted
from engine.outcome import Disposition, HandoverOutcome
from engine.pacing.contract import AgentFreed, Answered, Happening, Snapshot, Unanswered
from engine.settings import SettingsError
from engine.store.tables import AgentState
from tests.dialled import dialling
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


@dataclass
class Floor:
    """A pacer that notes what it sees, on a clock that the test turns, and a desk that tells of changes when the test does."""

    now_s: float = 100.0
    calls: int = 1
    learned: list[Happening] = field(default_factory=list)
    seen: list[Snapshot] = field(default_factory=list)
    board: Board = field(default_factory=lambda: Board(BoardRules(ring_s=15, wrap_up_s=20)))
    change: asyncio.Event = field(default_factory=asyncio.Event)

    def learn(self, happening: Happening, now_s: float) -> None:
        self.learned.append(happening)

    def calls_to_dial(self, floor: Snapshot) -> int:
        self.seen.append(floor)
        return self.calls

    async def changed(self, within_s: float) -> None:
        await self.change.wait()

    def pace(self, *, bot_first: bool = False) -> AgentPace:
        return AgentPace(self.board, self, self, lambda: self.now_s, bot_first=bot_first)


def known(answerer: str) -> AnswererKnown:
    return AnswererKnown(attempt_id="a", at=0, answerer=answerer, reason="")


def ended(disposition: Disposition) -> CallEnded:
    return CallEnded(attempt_id="a", at=0, disposition=disposition, cause="normal")


RINGS = AgentRinging(attempt_id="a", at=0, agent="ann", summary="")
LEFT = AgentLeft(attempt_id="a", at=0, agent="ann", outcome=HandoverOutcome.JOINED)
ASKS = TransferStarted(attempt_id="a", at=0, target="agents")
REFUSED = TransferRefused(attempt_id="a", at=0, target="agents", reason="no agent came in time")


@pytest.mark.parametrize(
    ("bot_first", "events", "learned"),
    [
        (False, [known("human"), RINGS, LEFT, ended(Disposition.TRANSFERRED)], Answered(5, False)),
        (False, [known("human"), ASKS, REFUSED, ended(Disposition.ABANDONED)], Answered(5, True)),
        (False, [known("human"), ended(Disposition.PERSON_HUNG_UP)], Answered(5, False)),
        (False, [known("voicemail"), ended(Disposition.VOICEMAIL)], Unanswered(5)),
        (False, [ended(Disposition.BUSY)], Unanswered(5)),
        (True, [known("human"), ended(Disposition.COMPLETED)], Unanswered(5)),
        (True, [known("human"), ASKS, RINGS, ended(Disposition.TRANSFERRED)], Answered(5, False)),
        (True, [known("human"), ASKS, REFUSED, ended(Disposition.COMPLETED)], Answered(5, True)),
    ],
)
def test_each_call_is_learned_from_once(bot_first: bool, events: list[CallEvent], learned: Happening) -> None:
    floor = Floor()
    pace = floor.pace(bot_first=bot_first)
    pace.dialled(dialling("a"))
    floor.now_s += 5
    for event in [*events, ended(Disposition.FAILED)]:
        pace.happened(event)
    assert floor.learned == [learned]


def test_a_call_rings_until_it_is_decided() -> None:
    floor = Floor()
    pace = floor.pace()
    pace.dialled(dialling("a"))
    floor.now_s += 3
    pace.calls_to_dial()
    pace.happened(known("human"))
    pace.calls_to_dial()
    assert [snapshot.ringing_s for snapshot in floor.seen] == [(3.0,), ()]


def test_agents_who_were_freed_are_learned_from() -> None:
    floor = Floor()
    floor.board.saw([Seat("ann", "sip:ann@pbx", AgentState.READY, AgentState.READY, 0.0)])
    floor.board.want("a", 200)
    floor.board.decide(100)
    floor.board.joined("a", 101)
    floor.board.left("a", HandoverOutcome.JOINED, 150)
    floor.board.tick(170)
    floor.pace().calls_to_dial()
    assert floor.learned == [AgentFreed(70)]


@in_virtual_time
async def test_dialling_waits_until_the_pacer_wants_it() -> None:
    floor = Floor(calls=0)
    waiting = asyncio.create_task(floor.pace().may_dial())
    await asyncio.sleep(0)
    assert not waiting.done()
    floor.calls = 1
    floor.change.set()
    async with asyncio.timeout(1):
        await waiting


def plan(mode: Mode) -> CampaignPlan:
    abandonment = Abandonment(message="This was Northern Bank.", wait_s=2)
    return CampaignPlan(name="spring", mode=mode, team=Team(agents=("ann",), accept="key"), abandonment=abandonment)


def test_in_predictive_campaigns_agents_are_there_at_once_or_the_call_is_abandoned() -> None:
    terms = terms_of(plan(Mode.PREDICTIVE))
    assert terms is not None
    assert (terms.accept, terms.auto_answer, terms.within_s) == (Accept.AT_ONCE, True, 2)
    assert terms.safe_harbour == "This was Northern Bank."


def test_in_hybrid_campaigns_the_script_has_the_call_again() -> None:
    terms = terms_of(plan(Mode.HYBRID))
    assert terms is not None
    assert (terms.accept, terms.auto_answer, terms.within_s, terms.safe_harbour) == ("key", False, 45, None)


@pytest.mark.parametrize(("mode", "kept"), [(Mode.PREDICTIVE, 2), (Mode.PREVIEW, 2), (Mode.HYBRID, 1), (Mode.ROBOT, 1)])
def test_lines_are_kept_for_agents(mode: Mode, kept: int) -> None:
    assert agent_lines(plan(mode), 4) == kept
    with pytest.raises(SettingsError, match=r"worker\.lines_per_worker"):
        agent_lines(plan(mode), 1)
    assert agent_lines(CampaignPlan(name="alone"), 4) == 0
    assert agent_lines(plan(mode), 4, phones=False) == 0
