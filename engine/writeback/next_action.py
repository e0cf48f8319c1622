"""What is best done next about a person after a call: pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.outcome import Disposition, Grade


class Action(StrEnum):
    """In the words of whoever reads the customer's record."""

    LEAVE_ALONE = "leave_alone"
    """Asked not to be called: no further calls or messages."""
    CALL_BACK = "call_back"
    """Asked to be called again."""
    CALL_AGAIN = "call_again"
    """Was not reached; the campaign tries again by itself."""
    FULFIL = "fulfil"
    """Accepted the offer: do what was promised."""
    FOLLOW_UP = "follow_up"
    """Interested: a human should get in touch."""
    NURTURE = "nurture"
    """Undecided: send information, ask again another time."""
    REST = "rest"
    """Not interested now."""
    CHECK_NUMBER = "check_number"
    """The number is wrong, or no person's."""
    NONE = "none"
    """Was not reached, and nothing more is planned."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A person after a call."""

    disposition: Disposition
    grade: Grade
    do_not_call: bool
    asked_for_callback: bool
    called_again_at: float | None
    """When the campaign dials again, Unix seconds; None: it does not."""


_BY_GRADE: Final = {
    Grade.A: Action.FULFIL,
    Grade.B: Action.FOLLOW_UP,
    Grade.C: Action.NURTURE,
    Grade.D: Action.REST,
    Grade.E: Action.LEAVE_ALONE,
}
_NOBODYS_NUMBER: Final = frozenset({Disposition.NOT_IN_SERVICE, Disposition.FAX})


def next_action(situation: Situation) -> Action:
    """The first of these that fits: their wish, their plans, our plans, their interest."""
    if situation.do_not_call:
        return Action.LEAVE_ALONE
    if situation.asked_for_callback:
        return Action.CALL_BACK
    if situation.called_again_at is not None:
        return Action.CALL_AGAIN
    if situation.disposition in _NOBODYS_NUMBER:
        return Action.CHECK_NUMBER
    return _BY_GRADE.get(situation.grade, Action.NONE)
