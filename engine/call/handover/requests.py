"""A worker's side of asking the engine for agents."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree

ANSWER_GRACE_S: Final = 5.0
"""The engine answers in time; so much later it is taken to have none."""


class AgentRequests:
    """Questions under way, one a call at most."""

    def __init__(self, send: Callable[[AgentWanted], None], unwanted: Callable[[AgentAssigned], None]) -> None:
        """Args:
        send: to the engine.
        unwanted: told of an agent whom nobody waits for any more.
        """
        self._send = send
        self._unwanted = unwanted
        self._asking: dict[str, asyncio.Future[AgentAssigned | NoAgentFree]] = {}

    async def agent(self, attempt_id: str, within_s: float) -> AgentAssigned | None:
        """Whom this call gets; None if nobody comes free in time. To be cancelled if the person leaves."""
        answer: asyncio.Future[AgentAssigned | NoAgentFree] = asyncio.get_running_loop().create_future()
        self._asking[attempt_id] = answer
        self._send(AgentWanted(attempt_id=attempt_id, within_s=within_s))
        try:
            async with asyncio.timeout(within_s + ANSWER_GRACE_S):
                found = await answer
        except TimeoutError:
            return None
        finally:
            del self._asking[attempt_id]
        return found if isinstance(found, AgentAssigned) else None

    def answered(self, answer: AgentAssigned | NoAgentFree) -> None:
        """The engine has answered."""
        asking = self._asking.get(answer.attempt_id)
        if asking is not None and not asking.done():
            asking.set_result(answer)
        elif isinstance(answer, AgentAssigned):
            self._unwanted(answer)
