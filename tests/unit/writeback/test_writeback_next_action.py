from __future__ import annotations

import pytest

from engine.outcome import Disposition, Grade
from engine.writeback.next_action import Action, Situation, next_action
from engine.writeback.summary import CallFacts, summary

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("disposition", "grade", "do_not_call", "callback", "again_at", "expected"),
    [
        (Disposition.OPTED_OUT, Grade.E, True, True, None, Action.LEAVE_ALONE),
        (Disposition.COMPLETED, Grade.A, True, False, None, Action.LEAVE_ALONE),
        (Disposition.COMPLETED, Grade.B, False, True, 9.0, Action.CALL_BACK),
        (Disposition.NO_ANSWER, Grade.F, False, False, 9.0, Action.CALL_AGAIN),
        (Disposition.NO_ANSWER, Grade.F, False, False, None, Action.NONE),
        (Disposition.NOT_IN_SERVICE, Grade.F, False, False, None, Action.CHECK_NUMBER),
        (Disposition.FAX, Grade.F, False, False, None, Action.CHECK_NUMBER),
        (Disposition.COMPLETED, Grade.A, False, False, None, Action.FULFIL),
        (Disposition.TRANSFERRED, Grade.B, False, False, None, Action.FOLLOW_UP),
        (Disposition.PERSON_HUNG_UP, Grade.C, False, False, None, Action.NURTURE),
        (Disposition.COMPLETED, Grade.D, False, False, None, Action.REST),
    ],
)
def test_the_next_action(
    disposition: Disposition, grade: Grade, do_not_call: bool, callback: bool, again_at: float | None, expected: Action
) -> None:
    assert next_action(Situation(disposition, grade, do_not_call, callback, again_at)) is expected


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_end_of_a_call_can_be_told(disposition: Disposition) -> None:
    assert summary(CallFacts(disposition, Grade.F, (), {}, None, None)).endswith(".")


def test_a_summary_tells_what_there_is_and_nothing_else() -> None:
    told = CallFacts(Disposition.COMPLETED, Grade.B, ["price", "family"], {"day": "2026-11-24"}, "2026-11-23T15:00", 41_700)

    assert summary(told) == (
        "Talked to the end (42 s): interested. Said: day = 2026-11-24. Tags: price, family. Wants a call: 2026-11-23T15:00."
    )
    assert summary(CallFacts(Disposition.BUSY, Grade.F, [], {}, None, None)) == "Busy."
    assert summary(CallFacts(None, None, ["angry"], {}, None, None)) == "The call goes on. Tags: angry."
