"""AnswerCheck: contactability, asked again at the moment somebody answers: they may have been put on the do-not-call list while it
rang, or the hours may be over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

import msgspec

from engine.campaign.ledger import Ledger
from engine.contact import Allowed, Never, NotBefore
from engine.events import CallEnded, CallEvent, PhoneAnswered
from engine.outcome import Disposition
from engine.store.leads import outcome_of

log = logging.getLogger(__name__)

BROKEN_OFF: Final = "not_contactable_at_answer"
"""Cause of calls that were hung up for it."""


class AnswerCheck:
    """Sees the events of all calls go by, in order."""

    def __init__(self, ledger: Ledger, hang_up: Callable[[str], None]) -> None:
        self._ledger = ledger
        self._hang_up = hang_up
        self._broken_off: dict[str, NotBefore | Never] = {}

    async def recorded(self, event: CallEvent) -> None:
        """To be told of each event once it is in the store; hangs up a call that may not go on.

        Raises:
            StoreError: the database failed.
        """
        if not isinstance(event, PhoneAnswered):
            return
        decision = await self._ledger.decide_at_answer(event.attempt_id)
        if isinstance(decision, Allowed):
            return
        about = {"action": BROKEN_OFF, "attempt_id": event.attempt_id, "rule": decision.rule.value}
        log.warning("a call is hung up at answer: it may not be made any more", extra=about)
        self._broken_off[event.attempt_id] = decision
        self._hang_up(event.attempt_id)

    def explained(self, event: CallEvent) -> CallEvent:
        """The event as it is to be recorded: the end of a call that was broken off says why."""
        if not isinstance(event, CallEnded):
            return event
        decision = self._broken_off.pop(event.attempt_id, None)
        if decision is None or event.disposition is Disposition.OPTED_OUT:
            return event
        disposition = outcome_of(decision) if isinstance(decision, Never) else Disposition.FAILED
        return msgspec.structs.replace(event, disposition=disposition, cause=BROKEN_OFF)
