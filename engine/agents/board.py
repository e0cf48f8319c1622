"""The board of agents: who is ready, who gets the next person, and what becomes of them afterwards. Pure: time is given.

    offline ◀──▶ paused ◀──▶ ready ──assigned──▶ reserved ──picks up──▶ on_call ──hangs up──▶ wrap_up ──▶ ready
                    ▲                               │ does not pick up                            (or what they wished meanwhile)
                    └───────────────────────────────┘

What agents do is in the store, where commands and other engines change it: `saw` takes it over for all agents who have no call of
this engine. Every change made here is a `Move`, to be written there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.outcome import HandoverOutcome
from engine.pacing.contract import AgentFreed, Snapshot
from engine.store.tables import AgentState

RING_GRACE_S: Final = 15.0
"""A worker reports the end of the ringing itself; so much later nobody will."""

_MISSED: Final = frozenset({HandoverOutcome.NO_ANSWER, HandoverOutcome.DECLINED, HandoverOutcome.BROKEN})


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent as the store has them."""

    name: str
    sip_uri: str | None
    """Of their phone; None: they take calls in their browser."""
    state: AgentState
    wish: AgentState
    """What they want to be when no call holds them: ready, paused or offline."""
    since_s: float
    """In that state."""


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What a campaign asks of its agents."""

    ring_s: float
    wrap_up_s: float


@dataclass(frozen=True, slots=True)
class Move:
    """An agent's state has changed."""

    agent: str
    state: AgentState
    at_s: float
    pause: bool = False
    """They also stay paused until they say that they are ready."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """This agent is rung for this call."""

    attempt_id: str
    agent: str
    sip_uri: str | None
    """As in `Seat`."""
    until_s: float
    """So long the person waits."""
    in_browser: bool = False
    """No other agent could have been given."""


@dataclass(frozen=True, slots=True)
class NobodyFree:
    """No agent came free for this call in its time."""

    attempt_id: str


@dataclass(slots=True)
class _Agent:
    seat: Seat
    attempt_id: str | None = None
    """The call that they were given here."""
    given_s: float = 0.0
    """When they got it; of what `AgentFreed` counts."""
    held: bool = False
    """For a person whose own phone rings still: theirs does not yet."""

    @property
    def state(self) -> AgentState:
        return self.seat.state

    @property
    def ours(self) -> bool:
        """A call of this engine holds them."""
        return self.attempt_id is not None or (self.given_s > 0 and self.state is AgentState.WRAP_UP)


@dataclass(frozen=True, slots=True)
class _Request:
    attempt_id: str
    until_s: float
    agent: str | None
    in_browser: bool


class Board:
    """The agents of one campaign in the hands of one engine."""

    def __init__(self, rules: BoardRules) -> None:
        self._rules = rules
        self._agents: dict[str, _Agent] = {}
        self._requests: list[_Request] = []
        self._moves: list[Move] = []
        self._freed: list[AgentFreed] = []

    def saw(self, seats: Sequence[Seat]) -> None:
        """What the store says now. An agent who is not in it any more takes no further call."""
        for seat in seats:
            agent = self._agents.get(seat.name)
            if agent is None or not agent.ours:
                self._agents[seat.name] = _Agent(seat)
            else:  # a call of ours holds them: only their wish is theirs
                agent.seat = Seat(seat.name, seat.sip_uri, agent.state, seat.wish, agent.seat.since_s)
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
        request = _Request(attempt_id, until_s, agent, in_browser)
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
        agent.attempt_id, agent.given_s, agent.held = attempt_id, now_s, True
        agent.seat = Seat(name, agent.seat.sip_uri, AgentState.RESERVED, agent.seat.wish, now_s)
        return Assigned(attempt_id, name, agent.seat.sip_uri, float("inf"))

    def rung(self, attempt_id: str, now_s: float) -> None:
        """The agent's phone rings for this call from now on."""
        agent = self._of(attempt_id)
        if agent is not None and agent.held:
            agent.held = False
            agent.seat = Seat(agent.seat.name, agent.seat.sip_uri, agent.state, agent.seat.wish, now_s)

    def decide(self, now_s: float) -> list[Assigned | NobodyFree]:
        """Who gets whom now: who waits longest gets the agent who has been idle longest."""
        decisions: list[Assigned | NobodyFree] = []
        for request in list(self._requests):
            agent = self._longest_idle(request)
            if agent is not None:
                agent.attempt_id, agent.given_s = request.attempt_id, now_s
                self._move(agent, AgentState.RESERVED, now_s)
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
        agent = self._agents[name]
        agent.attempt_id, agent.given_s = None, 0.0
        agent.seat = Seat(name, agent.seat.sip_uri, AgentState.OFFLINE, agent.seat.wish, agent.seat.since_s)
        self._moves = [move for move in self._moves if move.agent != name]

    def joined(self, attempt_id: str, now_s: float) -> None:
        """The agent of this call and the person hear each other."""
        if agent := self._of(attempt_id):
            self._move(agent, AgentState.ON_CALL, now_s)

    def left(self, attempt_id: str, outcome: HandoverOutcome, now_s: float) -> None:
        """The agent's part in this call is over."""
        agent = self._of(attempt_id)
        if agent is None:
            return
        agent.attempt_id, agent.held = None, False
        if agent.state is AgentState.ON_CALL:
            self._move(agent, AgentState.WRAP_UP, now_s)
        elif outcome in _MISSED:
            self._pause(agent, now_s)
        else:
            self._free(agent, now_s)
        self.tick(now_s)

    def call_over(self, attempt_id: str, now_s: float) -> None:
        """The person's call has ended, however it did: nobody is wanted for it any more, and nobody is kept by it."""
        self._requests = [request for request in self._requests if request.attempt_id != attempt_id]
        self.left(attempt_id, HandoverOutcome.PERSON_GONE, now_s)

    def tick(self, now_s: float) -> None:
        """Time has passed: wrap-up ends, and ringing that nobody reported the end of."""
        for agent in self._agents.values():
            waited_s = now_s - agent.seat.since_s
            if not agent.ours:
                continue
            if agent.state is AgentState.RESERVED and not agent.held and waited_s >= self._rules.ring_s + RING_GRACE_S:
                agent.attempt_id = None
                self._pause(agent, now_s)
            wrapped_up = waited_s >= self._rules.wrap_up_s or agent.seat.wish is not AgentState.READY
            if agent.state is AgentState.WRAP_UP and wrapped_up:
                self._freed.append(AgentFreed(now_s - agent.given_s))
                self._free(agent, now_s)

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
        idle = [agent.seat for agent in self._agents.values() if agent.state is AgentState.READY]
        return tuple(seat.name for seat in sorted(idle, key=lambda seat: (seat.since_s, seat.name)))

    def snapshot(self, now_s: float, ringing_s: Sequence[float]) -> Snapshot:
        """What a pacer sees. Agents who are already promised to somebody who waits count as busy from now on.

        Args:
            now_s: now.
            ringing_s: of each call that was dialled and is not decided yet: since when, in seconds.
        """
        busy = [agent for agent in self._agents.values() if agent.ours]
        ready = len(self.ready())
        promised = min(ready, len(self._requests))
        busy_s = [now_s - agent.given_s for agent in busy] + [0.0] * promised
        return Snapshot(now_s, ready - promised, tuple(busy_s), tuple(ringing_s))

    @property
    def _browsers(self) -> bool:
        """Somebody takes calls in a browser, now or later."""
        return any(agent.seat.sip_uri is None for agent in self._agents.values())

    def _longest_idle(self, request: _Request) -> _Agent | None:
        for name in self.ready():
            agent = self._agents[name]
            if request.agent in (None, name) and not (request.in_browser and agent.seat.sip_uri):
                return agent
        return None

    def _of(self, attempt_id: str) -> _Agent | None:
        return next((agent for agent in self._agents.values() if agent.attempt_id == attempt_id), None)

    def _free(self, agent: _Agent, now_s: float) -> None:
        self._move(agent, agent.seat.wish, now_s)

    def _pause(self, agent: _Agent, now_s: float) -> None:
        self._move(agent, AgentState.PAUSED, now_s, pause=True)

    def _move(self, agent: _Agent, state: AgentState, now_s: float, *, pause: bool = False) -> None:
        wish = AgentState.PAUSED if pause else agent.seat.wish
        agent.seat = Seat(agent.seat.name, agent.seat.sip_uri, state, wish, now_s)
        self._moves.append(Move(agent.seat.name, state, now_s, pause))
