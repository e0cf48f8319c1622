"""WriteBack: what a call taught goes into the customer's record, and is queued for every receiver that wants to be told.

Both happen in the transaction that records the event: either all of it is written, or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy.orm import Session

from engine.events import CallEnded, CallEvent, OptedOut, TagAdded
from engine.store import deliveries
from engine.store.tables import Attempt
from engine.writeback.payload import Occasion
from engine.writeback.receivers import Wish
from engine.writeback.story import Story


class WriteBack:
    """Called with every event after it is recorded; see `engine.store.calls.recorder.Afterwards`."""

    def __init__(self, wishes: Sequence[Wish], new_id: Callable[[], str] = lambda: str(uuid.uuid4())) -> None:
        self._wishes = wishes
        self._new_id = new_id

    def __call__(self, session: Session, event: CallEvent, attempt: Attempt) -> None:
        """Writes and queues."""
        match event:
            case CallEnded():
                self._tell(session, event, attempt, Occasion.CALL_ENDED)
            case OptedOut():
                self._tell(session, event, attempt, Occasion.OPTED_OUT)
            case TagAdded(tag=tag):
                self._tell(session, event, attempt, Occasion.CALL_TAGGED, tag)
            case _:
                pass

    def _tell(self, session: Session, event: CallEvent, attempt: Attempt, occasion: Occasion, tag: str | None = None) -> None:
        session.flush()
        about = occasion if tag is None else f"{occasion}:{tag}"
        told = [
            wish
            for wish in self._wishes
            if occasion in wish.occasions
            and (tag is None or tag in wish.urgent_tags)
            and not deliveries.told(session, attempt.id, wish.receiver, about)
        ]
        if not told and occasion is not Occasion.CALL_ENDED:
            return
        story = Story(session, attempt, event.at)
        if occasion is Occasion.CALL_ENDED:
            story.customer.summary, story.customer.next_action = story.summary, story.next_action
        for wish in told:
            payload = story.as_told(wish.version, self._new_id(), occasion, tag, transcript=wish.transcript)
            body = msgspec.json.encode(payload).decode()
            deliveries.queue(session, payload.id, wish.receiver, attempt.id, about, body, event.at)
