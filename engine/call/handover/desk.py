"""What call workers need of whoever knows the agents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree
from engine.events import CallEvent

Answer = Callable[[AgentAssigned | NoAgentFree], None]
"""Goes to the worker that asked."""


class Desk(Protocol):
    """Gives agents to calls. Used from one event loop; nothing blocks."""

    def wanted(self, request: AgentWanted, answer: Answer, *, in_browser: bool = False) -> None:
        """A call wants an agent; exactly one answer is given, unless the call ends before.

        Args:
            request: what the call asks for.
            answer: gets the answer.
            in_browser: only an agent who takes calls in a browser will do: the worker has no line for calling a phone.
        """
        ...

    def happened(self, event: CallEvent) -> None:
        """An event of any call; in order, each call's `CallEnded` included, whoever made it up."""
        ...
