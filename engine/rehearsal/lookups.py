"""What the customer's systems answer in a rehearsal: no network, and the time it takes is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.call.web_lookup import LookupFailed, LookupRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back for one node's question."""

    values: Mapping[str, str] = field(default_factory=dict)
    """By slot."""
    failure: str | None = None
    """Why nothing comes back."""
    after_ms: int = 300


class RehearsedLookup:
    """Fulfils `engine.call.web_lookup.Lookup`."""

    def __init__(self, answers: Mapping[str, Answer], node: Callable[[], str]) -> None:
        """Args:
        answers: by the node that asks.
        node: where the conversation stands.
        """
        self._answers = answers
        self._node = node

    async def ask(self, request: LookupRequest) -> Mapping[str, str]:
        """See `Lookup`."""
        node = self._node()
        answer = self._answers.get(node, Answer(failure=f"the rehearsal has no answer for node {node!r}"))
        try:
            async with asyncio.timeout(request.timeout_ms / 1000):
                await asyncio.sleep(answer.after_ms / 1000)
        except TimeoutError as error:
            raise LookupFailed(f"no answer within {request.timeout_ms} ms") from error
        if answer.failure:
            raise LookupFailed(answer.failure)
        return {slot: value for slot, value in answer.values.items() if slot in request.save}
