"""Calls' questions for agents, passed from their workers to the desk and back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from engine.call.handover.desk import Desk
from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree
from engine.call.worker.process import WorkerProcess
from engine.events import AgentLeft, CallEvent
from engine.outcome import HandoverOutcome

log = logging.getLogger(__name__)


class AgentQuestions:
    """An agent's phone is called on a line of the worker that carries the person: without one only browsers can be given."""

    def __init__(self, desk: Desk | None, unix_s: Callable[[], float]) -> None:
        """Args:
        desk: gives agents to calls; None: there are none.
        unix_s: the clock.
        """
        self._desk = desk
        self._unix_s = unix_s

    def happened(self, event: CallEvent) -> None:
        """What the desk has to know of calls."""
        if self._desk:
            self._desk.happened(event)

    def ask(self, worker: WorkerProcess, request: AgentWanted) -> None:
        """A call of this worker wants an agent; the worker is answered once it is known who comes."""
        nobody = NoAgentFree(attempt_id=request.attempt_id)
        if self._desk is None:
            worker.answer(nobody)
            return
        desk, no_line = self._desk, worker.lines.spare_lines <= 0
        if no_line:
            log.warning("no line for an agent's phone", extra={"action": "no_agent_line", "worker": worker.name})

        def answer(found: AgentAssigned | NoAgentFree) -> None:
            if isinstance(found, AgentAssigned) and found.sip_uri and worker.lines.spare_lines <= 0:  # taken while the call waited
                at = self._unix_s()
                desk.happened(AgentLeft(attempt_id=found.attempt_id, at=at, agent=found.agent, outcome=HandoverOutcome.PERSON_GONE))
                found = nobody
            worker.answer(found)

        desk.wanted(request, answer, in_browser=no_line)
