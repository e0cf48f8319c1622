"""WriteBack: what a call taught goes into the customer's record, and is queued for every receiver that wants to be told.

Both happen in the transaction that records the event: either all of it is written, or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.events import CallEnded, CallEvent, OptedOut, TagAdded
from engine.outcome import Grade
from engine.store import deliveries, tables
from engine.store.people import do_not_call, tags
from engine.store.retries import latest_wish
from engine.store.scripts.contents import script_of
from engine.store.tables import Attempt, LeadState
from engine.writeback.next_action import Action, Situation, next_action
from engine.writeback.payload import Call, Customer, Occasion, Payload, Turn
from engine.writeback.receivers import Wish
from engine.writeback.summary import CallFacts, summary


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
        story = _Story(session, attempt, event.at)
        if occasion is Occasion.CALL_ENDED:
            story.customer.summary, story.customer.next_action = story.summary, story.next_action
        for wish in told:
            payload = story.payload(self._new_id(), occasion, tag, transcript=wish.transcript)
            body = msgspec.json.encode(payload).decode()
            deliveries.queue(session, payload.id, wish.receiver, attempt.id, about, body, event.at)


class _Story:
    """A call as it stands in the store now."""

    def __init__(self, session: Session, attempt: Attempt, at: float) -> None:
        self._session = session
        self._attempt = attempt
        self._at = at
        self._lead = session.get_one(tables.Lead, attempt.lead_id)
        self._campaign = session.get_one(tables.Campaign, self._lead.campaign_id)
        self.customer = session.get_one(tables.Customer, self._lead.customer_id)
        self._do_not_call = do_not_call.listed(session, attempt.number)
        self._wish = wish = latest_wish(session, attempt.id)
        self._call_wanted = (wish.due or wish.said) if wish else None
        self.summary = summary(
            CallFacts(attempt.disposition, attempt.grade, attempt.tags, attempt.slots, self._call_wanted, attempt.duration_ms)
        )
        self.next_action = self._next_action()

    def payload(self, delivery_id: str, occasion: Occasion, tag: str | None, *, transcript: bool) -> Payload:
        lead, campaign = self._lead, self._campaign
        return Payload(
            id=delivery_id,
            type=occasion,
            at=_iso(self._at),
            campaign=campaign.name,
            row=lead.row_number,
            lead=dict(lead.variables),
            customer=self._customer(),
            call=self._call(),
            tag=tag,
            summary=self.summary,
            next_action=self.next_action,
            next_call_at=_iso(self._called_again_at) if self._called_again_at is not None else None,
            transcript=self._transcript() if transcript else None,
        )

    @property
    def _called_again_at(self) -> float | None:
        lead = self._lead
        return max(lead.due_at, self._at) if lead.state is LeadState.PENDING else None

    def _next_action(self) -> Action | None:
        attempt = self._attempt
        if attempt.disposition is None:
            return None
        situation = Situation(
            attempt.disposition,
            attempt.grade or Grade.F,
            self._do_not_call,
            asked_for_callback=self._wish is not None,
            called_again_at=self._called_again_at,
        )
        return next_action(situation)

    def _customer(self) -> Customer:
        customer = self.customer
        return Customer(
            number=customer.number,
            external_id=customer.external_id,
            name=customer.name,
            grade=customer.grade,
            tags=tuple(tag.tag for tag in tags.tags_of(self._session, customer.id)),
            slots=dict(customer.slots),
            do_not_call=self._do_not_call,
        )

    def _call(self) -> Call:
        attempt = self._attempt
        return Call(
            id=attempt.id,
            script=script_of(self._session, attempt, self._campaign).label,
            arm=attempt.arm,
            offer=attempt.offer,
            segment=attempt.segment,
            started_at=_iso(attempt.created_at),
            answered_at=_iso(attempt.answered_at) if attempt.answered_at is not None else None,
            ended_at=_iso(attempt.ended_at) if attempt.ended_at is not None else None,
            duration_ms=attempt.duration_ms,
            disposition=attempt.disposition,
            cause=attempt.cause,
            grade=attempt.grade,
            tags=tuple(attempt.tags),
            slots=dict(attempt.slots),
            callback=self._call_wanted,
        )

    def _transcript(self) -> tuple[Turn, ...]:
        said = self._session.scalars(
            select(tables.Turn).where(tables.Turn.attempt_id == self._attempt.id).order_by(tables.Turn.sequence)
        )
        return tuple(Turn(speaker=turn.speaker.value, text=turn.text, intent=turn.intent) for turn in said)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
