"""What the board of agents takes and gives, as values."""

from __future__ import annotations

from dataclasses import dataclass

from engine.store.tables import AgentState


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
class Request:
    """A person who waits for an agent."""

    attempt_id: str
    until_s: float
    agent: str | None
    """Only this one; None: any."""
    in_browser: bool
    """Only one who takes calls in a browser: there is no line on which a phone could be called."""

    def fits(self, seat: Seat) -> bool:
        """This agent may be given."""
        return self.agent in (None, seat.name) and not (self.in_browser and seat.sip_uri)


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
