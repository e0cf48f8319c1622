"""The desk: gives agents to calls that want them, as the board decides, and keeps the store true.

AgentWanted ─▶ Board.want ─▶ decide ─▶ claimed in the store ─▶ AgentAssigned │ NoAgentFree
AgentJoined, AgentLeft, CallEnded ─▶ Board ─▶ moves ─▶ store
each second: what commands and other engines wrote ─▶ Board.saw
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from engine.agents.board import Board
from engine.agents.roster import Roster
from engine.agents.seats import Assigned, NobodyFree
from engine.call.answering.verdict import Answerer
from engine.call.handover.desk import Answer
from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree
from engine.events import AgentJoined, AgentLeft, AgentRinging, AnswererKnown, CallEnded, CallEvent
from engine.store.errors import StoreError

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 1.0


class AgentDesk:
    """Fulfils `engine.call.handover.desk.Desk`. Use as an async context manager: it looks at the store while the block runs."""

    def __init__(self, board: Board, roster: Roster, unix_s: Callable[[], float], *, at_answer: bool = False) -> None:
        """Args:
        board: decides.
        roster: the agents, as the store keeps them.
        unix_s: the clock.
        at_answer: a person who answers gets an agent at once, who is promised to them before the call asks.
        """
        self.board = board
        self.engine = roster.engine
        self._roster = roster
        self._unix_s = unix_s
        self._at_answer = at_answer
        self._answers: dict[str, Answer] = {}
        """Of calls that have asked and got no answer yet."""
        self._promised: dict[str, Assigned] = {}
        """Agents claimed for calls that have not asked yet."""
        self._stir = asyncio.Event()
        self._changed = asyncio.Event()
        self._round: asyncio.Task[None] | None = None

    async def __aenter__(self) -> AgentDesk:
        await self._roster.release(self._unix_s())
        await self._look()
        self._round = asyncio.create_task(self._run(), name="agent-desk")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._round:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)
        await self._roster.release(self._unix_s())

    def wanted(self, request: AgentWanted, answer: Answer, *, in_browser: bool = False) -> None:
        """See `Desk`."""
        if promised := self._promised.pop(request.attempt_id, None):
            answer(_assignment(promised))
            return
        self._answers[request.attempt_id] = answer
        self.board.want(request.attempt_id, self._unix_s() + request.within_s, in_browser=in_browser)
        self._stir.set()

    def hold(self, attempt_id: str, agent: str) -> None:
        """Keeps an agent, whom the transaction that wrote this attempt has reserved, until the call asks for one or is over."""
        if held := self.board.hold(attempt_id, agent, self._unix_s()):
            self._promised[attempt_id] = held

    def happened(self, event: CallEvent) -> None:
        """See `Desk`."""
        now_s = self._unix_s()
        match event:
            case AnswererKnown(answerer=Answerer.HUMAN) if self._at_answer and self.board.agent_of(event.attempt_id) is None:
                self.board.want(event.attempt_id, float("inf"))
            case AnswererKnown(answerer=answerer) if self._at_answer and answerer != Answerer.HUMAN:
                self._promised.pop(event.attempt_id, None)
                self.board.call_over(event.attempt_id, now_s)
            case AgentRinging():
                self.board.rung(event.attempt_id, now_s)
            case AgentJoined():
                self.board.joined(event.attempt_id, now_s)
            case AgentLeft(outcome=outcome):
                self.board.left(event.attempt_id, outcome, now_s)
            case CallEnded():
                self._promised.pop(event.attempt_id, None)
                self._answers.pop(event.attempt_id, None)
                self.board.call_over(event.attempt_id, now_s)
            case _:
                return
        self._stir.set()

    async def changed(self, within_s: float) -> None:
        """Returns when an agent's state may have changed, or after so long."""
        self._changed.clear()
        try:
            async with asyncio.timeout(within_s):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._stir.wait()
                timed_out = False
            except TimeoutError:
                timed_out = True
            self._stir.clear()
            try:
                await self._work(look=timed_out)
            except StoreError:
                # Whoever waits is told nothing for a moment; nothing is lost, as what was not written is written later.
                log.exception("the agents' store failed", extra={"action": "agent_desk_failed"})
            self._changed.set()

    async def _work(self, *, look: bool) -> None:
        if look:
            await self._look()
        self.board.tick(self._unix_s())
        await self._decide()
        await self._roster.write(self.board.moves())

    async def _look(self) -> None:
        """Takes over what the store says; a state that changed here meanwhile counts more, and the store is asked again later."""
        await self._roster.write(self.board.moves())
        seats = await self._roster.seats()
        if not self.board.moved:
            self.board.saw(seats)

    async def _decide(self) -> None:
        for decision in self.board.decide(self._unix_s()):
            match decision:
                case Assigned():
                    await self._assign(decision)
                case NobodyFree(attempt_id):
                    if answer := self._answers.pop(attempt_id, None):
                        answer(NoAgentFree(attempt_id=attempt_id))

    async def _assign(self, assigned: Assigned) -> None:
        claimed = await self._roster.claim(assigned.agent, self._unix_s())
        if self.board.agent_of(assigned.attempt_id) != assigned.agent:
            return  # the call ended meanwhile
        if not claimed:
            log.info("agent not to be had", extra={"action": "agent_not_claimed", "agent": assigned.agent})
            self.board.taken_elsewhere(assigned.agent)
            self.board.want(assigned.attempt_id, assigned.until_s, in_browser=assigned.in_browser)
            self._stir.set()
        elif answer := self._answers.pop(assigned.attempt_id, None):
            answer(_assignment(assigned))
        else:
            self._promised[assigned.attempt_id] = assigned


def _assignment(assigned: Assigned) -> AgentAssigned:
    return AgentAssigned(attempt_id=assigned.attempt_id, agent=assigned.agent, sip_uri=assigned.sip_uri)
