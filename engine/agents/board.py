"""The board of agents: who is ready, who gets the next person, and what becomes of them afterwards. Pure: time is given.

What agents do is in the store, where commands and other engines change it: `saw` takes it over for all agents who have no call of
this engine. Every change made here is a `Move`, to be written there.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.agents.seated import SeatedAgent
from engine.agents.seats import Assigned, BoardRules, Move, NobodyFree, Request, Seat
from engine.outcome import HandoverOutcome
from engine.pacing.contract import AgentFreed, Snapshot
from engine.store.tables import AgentState


class Board:
    """The agents of one campaign in the hands of one engine."""

    def __init__(self, rules: BoardRules) -> None:
        self._rules = rules
        self._agents: dict[str, SeatedAgent] = {}
        self._requests: list[Request] = []
        self._moves: list[Move] = []
        self._freed: list[AgentFreed] = []

    def saw(self, seats: Sequence[Seat]) -> None:
        """What the store says now. An agent who is not in it any more takes no further call."""
        for seat in seats:
            agent = self._agents.get(seat.name)
            if agent is None or not agent.ours:
                self._agents[seat.name] = SeatedAgent(seat, lambda move: self._moves.append(move))
            else:
                agent.wishes(seat)
        there = {seat.name for seat in seats}
        self._agents = {name: agent for name, agent in self._agents.items() if name in there or agent.ours}

    def want(self, attempt_id: str, until_s: float, agent: str | None = None, *, in_browser: bool = False) -> None:
        """A person waits for an agent until then. Asked again for the same call, what is said last counts.

        Args:
            attempt_id: the person's call.
            until_s: so long.
            agent: none but this one.
            in_browser: none but one who takes calls in a browser: there is no line on which a phone could be called.
        """
        request = Request(attempt_id, until_s, agent, in_browser)
        waiting = [other.attempt_id for other in self._requests]
        if attempt_id in waiting:
            self._requests[waiting.index(attempt_id)] = request
        else:
            self._requests.append(request)

    def hold(self, attempt_id: str, name: str, now_s: float) -> Assigned | None:
        """This agent, claimed in the store already, is kept for a call that was just dialled. None if nobody knows them."""
        agent = self._agents.get(name)
        if agent is None:
            return None
        agent.hold(attempt_id, now_s)
        return Assigned(attempt_id, name, agent.seat.sip_uri, float("inf"))

    def rung(self, attempt_id: str, now_s: float) -> None:
        """The agent's phone rings for this call from now on."""
        if agent := self._of(attempt_id):
            agent.ring(now_s)

    def decide(self, now_s: float) -> list[Assigned | NobodyFree]:
        """Who gets whom now: who waits longest gets the agent who has been idle longest."""
        decisions: list[Assigned | NobodyFree] = []
        for request in list(self._requests):
            agent = self._longest_idle(request)
            if agent is not None:
                agent.give(request.attempt_id, now_s)
                seat = agent.seat
                decisions.append(Assigned(request.attempt_id, seat.name, seat.sip_uri, request.until_s, request.in_browser))
            elif now_s >= request.until_s or (request.in_browser and not self._browsers):
                decisions.append(NobodyFree(request.attempt_id))
            else:
                continue
            self._requests.remove(request)
        return decisions

    def taken_elsewhere(self, name: str) -> None:
        """The store did not let this agent be assigned: another engine was quicker, or they have just paused."""
        self._agents[name].lose()
        self._moves = [move for move in self._moves if move.agent != name]

    def joined(self, attempt_id: str, now_s: float) -> None:
        """The agent of this call and the person hear each other."""
        if agent := self._of(attempt_id):
            agent.join(now_s)

    def left(self, attempt_id: str, outcome: HandoverOutcome, now_s: float) -> None:
        """The agent's part in this call is over."""
        if agent := self._of(attempt_id):
            agent.leave(outcome, now_s)
            self.tick(now_s)

    def call_over(self, attempt_id: str, now_s: float) -> None:
        """The person's call has ended, however it did: nobody is wanted for it any more, and nobody is kept by it."""
        self._requests = [request for request in self._requests if request.attempt_id != attempt_id]
        self.left(attempt_id, HandoverOutcome.PERSON_GONE, now_s)

    def tick(self, now_s: float) -> None:
        """Time has passed: wrap-up ends, and ringing that nobody reported the end of."""
        freed = [agent.tick(self._rules, now_s) for agent in self._agents.values()]
        self._freed += [one for one in freed if one]

    def moves(self) -> tuple[Move, ...]:
        """What has changed since this was asked last."""
        moves, self._moves = tuple(self._moves), []
        return moves

    @property
    def moved(self) -> bool:
        """There are moves that nobody has asked for yet."""
        return bool(self._moves)

    def freed(self) -> tuple[AgentFreed, ...]:
        """Calls, wrap-up included, that agents have got through since this was asked last."""
        freed, self._freed = tuple(self._freed), []
        return freed

    def agent_of(self, attempt_id: str) -> str | None:
        """Who was given this call."""
        agent = self._of(attempt_id)
        return agent.seat.name if agent else None

    def ready(self) -> tuple[str, ...]:
        """Who can take a call now, the longest idle first."""
        idle = [agent.seat for agent in self._agents.values() if agent.seat.state is AgentState.READY]
        return tuple(seat.name for seat in sorted(idle, key=lambda seat: (seat.since_s, seat.name)))

    def snapshot(self, now_s: float, ringing_s: Sequence[float]) -> Snapshot:
        """What a pacer sees. Agents who are already promised to somebody who waits count as busy from now on.

        Args:
            now_s: now.
            ringing_s: of each call that was dialled and is not decided yet: since when, in seconds.
        """
        ready = len(self.ready())
        promised = min(ready, len(self._requests))
        busy_s = [agent.busy_s(now_s) for agent in self._agents.values() if agent.ours] + [0.0] * promised
        return Snapshot(now_s, ready - promised, tuple(busy_s), tuple(ringing_s))

    @property
    def _browsers(self) -> bool:
        """Somebody takes calls in a browser, now or later."""
        return any(agent.seat.sip_uri is None for agent in self._agents.values())

    def _longest_idle(self, request: Request) -> SeatedAgent | None:
        idle = (self._agents[name] for name in self.ready())
        return next((agent for agent in idle if request.fits(agent.seat)), None)

    def _of(self, attempt_id: str) -> SeatedAgent | None:
        return next((agent for agent in self._agents.values() if agent.attempt_id == attempt_id), None)
