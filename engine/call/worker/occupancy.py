"""Which lines of a worker are taken, by people and by agents' phones. Pure."""

from __future__ import annotations

from engine.call.messages import AgentAssigned, FromCalls, NoAgentFree
from engine.call.orders import CallSound
from engine.events import AgentLeft, CallEnded


class Occupancy:
    """Of one worker."""

    def __init__(self, lines: int, agent_lines: int) -> None:
        """Args:
        lines: that it has.
        agent_lines: of these, kept for agents' phones.
        """
        self._lines = lines
        self._agent_lines = agent_lines
        self.calls: set[str] = set()
        """Attempts that have not ended yet."""
        self._with_agent: set[str] = set()
        """Attempts for which an agent's phone was called: each takes a second line, as one in a browser does not."""

    @property
    def free_lines(self) -> int:
        """Lines on which people may be dialled: without a call, and not kept for agents."""
        return max(0, self._lines - len(self.calls) - max(self._agent_lines, len(self._with_agent)))

    @property
    def spare_lines(self) -> int:
        """Lines on which an agent may be called."""
        return self._lines - len(self.calls) - len(self._with_agent)

    def placed(self, attempt_id: str) -> None:
        """A call takes a line."""
        self.calls.add(attempt_id)

    def answered(self, answer: AgentAssigned | NoAgentFree) -> None:
        """A call is told whether it gets an agent, whose phone may take a line."""
        if isinstance(answer, AgentAssigned) and answer.sip_uri:
            self._with_agent.add(answer.attempt_id)

    def happened(self, event: FromCalls | CallSound) -> None:
        """A call may be over, or an agent's part in it."""
        if isinstance(event, CallEnded):
            self.calls.discard(event.attempt_id)
        if isinstance(event, CallEnded | AgentLeft):
            self._with_agent.discard(event.attempt_id)
