"""The steps of a campaign's funnel, as what a call must have come to; each is defined here and nowhere else.

Every step counts leads, once each, and is part of the step before. A lead is *reached* when a person answered one of its calls,
*talked* when they said or pressed something in it that was understood, *interested* when such a call was graded A or B, *agreed*
when it was graded A, *messaged* when a gateway took a text message after a call that made them interested (delivered or not),
*clicked* when they followed its link. *Converted* are those one of whose calls an order is owed to, whatever else came of it: this
step alone need not be part of the one before.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_

from engine.experiments.spec import Goal
from engine.outcome import Disposition, Grade
from engine.store.people.customer_events import CLICK, ORDER
from engine.store.tables import Attempt, CallNote, CustomerEvent, Speaker, TextMessage, Turn

REACHED: Final = (
    Disposition.COMPLETED,
    Disposition.TRANSFERRED,
    Disposition.OPTED_OUT,
    Disposition.PERSON_HUNG_UP,
    Disposition.ABANDONED,
)
"""Ends of calls that a person answered. One who answered and said nothing (`silent`) may have been anything."""
INTERESTED: Final = (Grade.A, Grade.B)


class Steps(NamedTuple):
    """Conditions on a row of `Attempt`, in the order of the funnel."""

    dialled: ColumnElement[bool]
    reached: ColumnElement[bool]
    talked: ColumnElement[bool]
    interested: ColumnElement[bool]
    agreed: ColumnElement[bool]
    messaged: ColumnElement[bool]
    clicked: ColumnElement[bool]
    converted: ColumnElement[bool]


def steps() -> Steps:
    """What a call must have come to for its lead to be at each step."""
    reached = Attempt.disposition.in_(REACHED)
    talked = and_(reached, _understood())
    interested = and_(talked, Attempt.grade.in_(INTERESTED))
    sent = exists().where(TextMessage.attempt_id == Attempt.id, TextMessage.sent_at.is_not(None)).correlate(Attempt)
    messaged = and_(interested, sent)
    return Steps(
        dialled=Attempt.id.is_not(None),
        reached=reached,
        talked=talked,
        interested=interested,
        agreed=and_(talked, Attempt.grade == Grade.A),
        messaged=messaged,
        clicked=and_(messaged, _led_to(CLICK)),
        converted=_led_to(ORDER),
    )


def came_to(goal: Goal) -> ColumnElement[bool]:
    """What a call must have come to for its person to have done what an experiment is after."""
    step = steps()
    conditions = {
        Goal.TALKED: step.talked,
        Goal.AGREED: step.agreed,
        Goal.CLICKED: _led_to(CLICK),
        Goal.CONVERTED: step.converted,
    }
    return conditions[goal]


def _led_to(kind: str) -> ColumnElement[bool]:
    return exists().where(CustomerEvent.attempt_id == Attempt.id, CustomerEvent.kind == kind).correlate(Attempt)


def _understood() -> ColumnElement[bool]:
    spoke = exists().where(Turn.attempt_id == Attempt.id, Turn.speaker == Speaker.PERSON).correlate(Attempt)
    pressed = exists().where(CallNote.attempt_id == Attempt.id, CallNote.kind == "PersonPressed").correlate(Attempt)
    return or_(spoke, pressed)
