"""Board, pace and pacer together on a simulated hour: the limit of abandoned calls holds, and nobody is joined twice."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from engine.agents.board import Board
from engine.agents.pace import AgentPace
from engine.agents.seats import Assigned, BoardRules, NobodyFree, Seat
from engine.events import AgentRinging, AnswererKnown, CallEnded, CallEvent
from engine.outcome import Disposition, HandoverOutcome
from engine.pacing.contract import Pacer
from engine.pacing.fixed import ProgressivePacer
from engine.pacing.predictive import PredictivePacer
from engine.store.tables import AgentState
from tests.dialled import dialling

pytestmark = pytest.mark.unit

AGENTS, HOUR_S, WAIT_S = 8, 3600.0, 2.0


@dataclass
class Floor:
    """An hour of a predictive campaign: a third of the people answers, an agent talks a minute and a quarter."""

    pacer: Pacer
    now_s: float = 0.0
    joined: dict[str, str] = field(default_factory=dict)
    """Agent by call."""
    talks: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    abandoned: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(3)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.board = Board(BoardRules(ring_s=15, wrap_up_s=15))
        self.board.saw([Seat(f"agent-{n}", "sip:a@b", AgentState.READY, AgentState.READY, 0.0) for n in range(AGENTS)])
        self.pace = AgentPace(self.board, self, self.pacer, lambda: self.now_s, bot_first=False)

    async def changed(self, within_s: float) -> None:
        raise AssertionError("nobody waits in this test")

    def run(self) -> None:
        self._in(1.0, self._second)
        while self._due and self._due[0][0] < HOUR_S:
            self.now_s, _, happening = heapq.heappop(self._due)
            happening()
            self._decide()

    def _in(self, seconds: float, happening: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now_s + seconds, next(self._order), happening))

    def _second(self) -> None:
        self.board.tick(self.now_s)
        for _ in range(self.pace.calls_to_dial()):
            self._dial(f"call-{next(self._order)}")
        self._in(1.0, self._second)

    def _dial(self, call: str) -> None:
        self.pace.dialled(dialling(call))
        if self._random.random() < 0.33:
            self._in(self._random.lognormvariate(2.2, 0.5), lambda: self._answered(call))
        else:
            self._in(self._random.uniform(1, 30), lambda: self._over(call, Disposition.NO_ANSWER))

    def _answered(self, call: str) -> None:
        self._tell(AnswererKnown(attempt_id=call, at=0, answerer="human", reason=""))
        self.board.want(call, self.now_s + WAIT_S)
        self._in(WAIT_S, lambda: None)  # somebody looks when the time is up

    def _decide(self) -> None:
        for decision in self.board.decide(self.now_s):
            match decision:
                case Assigned(call, agent):
                    self._join(call, agent)
                case NobodyFree(call):
                    self.abandoned += 1
                    self._over(call, Disposition.ABANDONED)

    def _join(self, call: str, agent: str) -> None:
        assert call not in self.joined
        self.joined[call] = agent
        self._tell(AgentRinging(attempt_id=call, at=0, agent=agent, summary=""))
        self.board.joined(call, self.now_s)
        talk_s = self._random.lognormvariate(4.2, 0.6)
        self.talks.setdefault(agent, []).append((self.now_s, self.now_s + talk_s))
        self._in(talk_s, lambda: self._hang_up(call))

    def _hang_up(self, call: str) -> None:
        self.board.left(call, HandoverOutcome.JOINED, self.now_s)
        self._over(call, Disposition.TRANSFERRED)

    def _over(self, call: str, disposition: Disposition) -> None:
        self.board.call_over(call, self.now_s)
        self._tell(CallEnded(attempt_id=call, at=0, disposition=disposition, cause="normal"))

    def _tell(self, event: CallEvent) -> None:
        self.pace.happened(event)


def test_dialling_ahead_keeps_the_limit_and_gives_agents_more_people() -> None:
    # 500 answered before, 6 of them abandoned: what the campaign has behind it.
    ahead, careful = Floor(PredictivePacer(answered=500, abandoned=6)), Floor(ProgressivePacer())
    ahead.run()
    careful.run()
    answered = 500 + len(ahead.joined) + ahead.abandoned
    assert 6 + ahead.abandoned <= 0.03 * answered
    assert careful.abandoned == 0
    assert len(ahead.joined) > 1.05 * len(careful.joined)
    for talks in ahead.talks.values():
        assert all(ends <= begins for (_, ends), (begins, _) in itertools.pairwise(talks)), "one person at a time"
