"""A call as it stands in the store, and what receivers are told of it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Grade
from engine.store import tables
from engine.store.people import do_not_call
from engine.store.retries import latest_wish
from engine.store.scripts.contents import script_of
from engine.store.tables import Attempt, Channel, LeadState
from engine.writeback import payload as v1
from engine.writeback import payload_v2 as v2
from engine.writeback.next_action import Action, Situation, next_action
from engine.writeback.payload import Occasion
from engine.writeback.payload_v2 import OptOut, OptOutSource
from engine.writeback.people import customer_v1, customer_v2, iso
from engine.writeback.schemas import PayloadVersion
from engine.writeback.summary import CallFacts, summary

_SAID: Final = OptOut(channels=tuple(Channel), source=OptOutSource.CALL, told_by=None)
"""Who asks so in a call is on the do-not-call list."""


class Story:
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

    def as_told(
        self, version: PayloadVersion, delivery_id: str, occasion: Occasion, tag: str | None, *, transcript: bool
    ) -> v1.Payload | v2.Payload:
        """What a receiver is told at this moment."""
        return (self._v1 if version is PayloadVersion.V1 else self._v2)(delivery_id, occasion, tag, transcript=transcript)

    def _v1(self, delivery_id: str, occasion: Occasion, tag: str | None, *, transcript: bool) -> v1.Payload:
        customer = customer_v1(self._session, self.customer, do_not_call=self._do_not_call)
        return v1.Payload(type=occasion, id=delivery_id, customer=customer, **self._told(tag, transcript=transcript))

    def _v2(self, delivery_id: str, occasion: Occasion, tag: str | None, *, transcript: bool) -> v2.Payload:
        return v2.Payload(
            type=occasion,
            id=delivery_id,
            customer=customer_v2(self._session, self._attempt.number, self.customer),
            opt_out=_SAID if occasion is Occasion.OPTED_OUT else None,
            **self._told(tag, transcript=transcript),
        )

    def _told(self, tag: str | None, *, transcript: bool) -> dict[str, Any]:
        """What both versions have."""
        lead = self._lead
        return {
            "at": iso(self._at),
            "campaign": self._campaign.name,
            "row": lead.row_number,
            "lead": dict(lead.variables),
            "call": self._call(),
            "tag": tag,
            "summary": self.summary,
            "next_action": self.next_action,
            "next_call_at": iso(self._called_again_at) if self._called_again_at is not None else None,
            "transcript": self._transcript() if transcript else None,
        }

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

    def _call(self) -> v1.Call:
        attempt = self._attempt
        return v1.Call(
            id=attempt.id,
            script=script_of(self._session, attempt, self._campaign).label,
            arm=attempt.arm,
            offer=attempt.offer,
            segment=attempt.segment,
            started_at=iso(attempt.created_at),
            answered_at=iso(attempt.answered_at) if attempt.answered_at is not None else None,
            ended_at=iso(attempt.ended_at) if attempt.ended_at is not None else None,
            duration_ms=attempt.duration_ms,
            disposition=attempt.disposition,
            cause=attempt.cause,
            grade=attempt.grade,
            tags=tuple(attempt.tags),
            slots=dict(attempt.slots),
            callback=self._call_wanted,
        )

    def _transcript(self) -> tuple[v1.Turn, ...]:
        said = self._session.scalars(
            select(tables.Turn).where(tables.Turn.attempt_id == self._attempt.id).order_by(tables.Turn.sequence)
        )
        return tuple(v1.Turn(speaker=turn.speaker.value, text=turn.text, intent=turn.intent, filled=turn.filled) for turn in said)
