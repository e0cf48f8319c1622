"""The demonstration's judgement of a call: every difference from what the phone must lead to is named."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from engine.campaign.results import LeadResult
from engine.demo import judging
from engine.outcome import Disposition, Grade
from telephony.lab.report import CallReport, Ending
from telephony.lab.spec import Expect, Phone

pytestmark = pytest.mark.unit

NUMBER = "+12025550101"
RESULT = LeadResult(
    row=2,
    number=NUMBER,
    name=None,
    state="done",
    disposition=Disposition.COMPLETED,
    grade=Grade.A,
    tags=("asked_price", "accepted"),
    lead={},
)
ACCEPTS = Expect(disposition="completed", grade="A", tags=("accepted",))
OPTS_OUT = Expect(disposition="opted_out", grade="E")


def wrong(
    result: LeadResult,
    expect: Expect | None,
    *,
    problem: str | None = None,
    opted_out: bool = False,
    messages: Sequence[str] = (),
) -> str:
    phone = Phone(name="somebody", expect=expect)
    heard = CallReport(number=NUMBER, name="somebody", call_id="1", caller_id="", ending=Ending.CALLER_HUNG_UP, problem=problem)
    return judging.wrong(phone, result, heard, listed=opted_out, messages=messages)


def changed(**fields: object) -> LeadResult:
    return msgspec.structs.replace(RESULT, **fields)


def test_a_call_as_it_must_be_has_nothing_wrong() -> None:
    assert wrong(RESULT, ACCEPTS) == ""
    assert wrong(changed(disposition=Disposition.OPTED_OUT, grade=Grade.E), OPTS_OUT, opted_out=True) == ""


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (changed(disposition=Disposition.SILENT), "outcome silent, expected completed"),
        (changed(disposition=None), "outcome None, expected completed"),
        (changed(grade=Grade.B), "grade B, expected A"),
        (changed(grade=None), "grade None, expected A"),
        (changed(tags=("asked_price",)), "tags missing: accepted"),
        (
            changed(disposition=Disposition.FAILED, grade=Grade.F, tags=()),
            "outcome failed, expected completed; grade F, expected A; tags missing: accepted",
        ),
    ],
)
def test_every_difference_is_named(result: LeadResult, expected: str) -> None:
    assert wrong(result, ACCEPTS) == expected


def test_an_opt_out_must_be_on_the_do_not_call_list_and_nothing_else_may() -> None:
    opted_out = changed(disposition=Disposition.OPTED_OUT, grade=Grade.E)
    assert wrong(opted_out, OPTS_OUT) == "the do-not-call list does not agree"
    assert wrong(RESULT, ACCEPTS, opted_out=True) == "the do-not-call list does not agree"


def test_a_text_message_must_come_if_it_was_promised_and_not_otherwise() -> None:
    link = Expect(disposition="completed", grade="A", tags=("accepted",), sms="example/join")
    assert wrong(RESULT, link, messages=["Welcome! riverside.example/join"]) == ""
    assert wrong(RESULT, link) == "the text message did not come"
    assert wrong(RESULT, link, messages=["Welcome!"]) == "the text message did not come"
    assert wrong(RESULT, ACCEPTS, messages=["Welcome!"]) == "a text message that nobody asked for"


def test_a_phone_that_met_something_else_is_believed() -> None:
    assert wrong(RESULT, ACCEPTS, problem="the bot never spoke") == "the phone says: the bot never spoke"


def test_a_phone_without_an_expectation_cannot_be_right() -> None:
    assert wrong(RESULT, None) == "the phone book does not say how this call must end"
