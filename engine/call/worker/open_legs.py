"""Agents' legs of a worker's calls that go on: if it dies, they are ended in its place. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from engine.call.messages import FromCalls
from engine.call.orders import CallSound
from engine.events import AgentJoined, AgentLeft, AgentRinging, CallEnded
from engine.outcome import broken_off


class OpenLegs:
    """Of one worker."""

    def __init__(self) -> None:
        self._agents: dict[str, str] = {}
        """Who is rung for a call, or talks in it."""
        self._joined: set[str] = set()
        """Calls in which an agent and the person hear each other."""
        self._told: dict[str, set[str]] = defaultdict(set)
        """Recordings of a call's legs before."""

    def happened(self, event: FromCalls | CallSound) -> None:
        """A leg may have begun, or be over."""
        match event:
            case AgentRinging(attempt_id=call, agent=agent):
                self._agents[call] = agent
                self._joined.discard(call)
            case AgentJoined(attempt_id=call):
                self._joined.add(call)
            case AgentLeft(attempt_id=call, agent=agent, recording=recording):
                if recording:
                    self._told[call].add(recording)
                if self._agents.get(call) == agent:
                    del self._agents[call]
            case CallEnded(attempt_id=call):
                self._agents.pop(call, None)
                self._told.pop(call, None)
                self._joined.discard(call)
            case _:
                pass

    def ended(self, attempt_id: str, at: float, recordings: Sequence[str]) -> AgentLeft | None:
        """The end of the leg that a call has; None if it has none.

        Args:
            attempt_id: the call.
            at: Unix seconds.
            recordings: files in which its agents are heard, in the order of the legs.
        """
        agent = self._agents.get(attempt_id)
        if agent is None:
            return None
        outcome = broken_off(joined=attempt_id in self._joined)
        untold = [path for path in recordings if path not in self._told.get(attempt_id, ())]
        return AgentLeft(attempt_id=attempt_id, at=at, agent=agent, outcome=outcome, recording=untold[-1] if untold else None)
