"""How much of what was asked for an answer says: whether more words have to come, may come, or would change nothing."""

from __future__ import annotations

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Heard
from engine.dialog.slots.fullness import Fullness
from engine.dialog.testing import machine_of, script_of

pytestmark = pytest.mark.unit

ASKS = """\
schema_version: 1
id: asks
language: en
variables: {{}}
nodes:
  question:
    disclosure: true
    say: This is Acme. Please tell me.
    ask: {{slot: answer, {ask}}}
    goto: done
  done:
    say: Thank you.
    hangup: true
start: question
"""


def asking(ask: str) -> DialogMachine:
    return machine_of(script_of(ASKS.format(ask=ask)))


@pytest.mark.parametrize(
    ("ask", "text", "said"),
    [
        pytest.param("type: number, min: 1, max: 5", "Four.", Fullness.WHOLE, id="a mark"),
        pytest.param("type: number, min: 1, max: 5", "I don't know.", Fullness.NOTHING, id="no mark"),
        pytest.param("type: number, min: 1, max: 5", "Four or five.", Fullness.NOTHING, id="two marks"),
        pytest.param("type: number", "Twenty.", Fullness.NOTHING, id="a number that may get a second word"),
        pytest.param("type: yes_no", "Yes.", Fullness.WHOLE, id="yes"),
        pytest.param(
            "type: choice, choices: {gym: [weights], pool: [swimming]}", "The pool, please.", Fullness.WHOLE, id="a choice"
        ),
        pytest.param("type: choice, choices: {gym: [weights], pool: [swimming]}", "The garden.", Fullness.NOTHING, id="no choice"),
        pytest.param("type: phone, region: US", "415 555 2671", Fullness.WHOLE, id="a phone number"),
        pytest.param("type: phone, region: US", "415 555", Fullness.PART, id="half a phone number"),
        pytest.param("type: phone, region: CN", "138 1234 567", Fullness.PART, id="ten digits of eleven"),
        pytest.param("type: digits, length: 5", "Four, one, seven, two,", Fullness.PART, id="four digits of five"),
        pytest.param("type: digits, length: 5", "Four, one, seven, two, nine,", Fullness.WHOLE, id="five digits of five"),
        pytest.param("type: digits, length: 4-5", "It's 4 1 7 2.", Fullness.ENOUGH, id="four digits of four or five"),
        pytest.param("type: digits, length: 4-5", "4 1 7 2 9 9", Fullness.NOTHING, id="six digits of four or five"),
        pytest.param("type: digits, length: 4-8", "4 1 7 2", Fullness.PART, id="four digits that four others may follow"),
        pytest.param("type: digits", "double seven 3 1", Fullness.PART, id="as many digits as anybody likes"),
        pytest.param("type: date_time", "On Tuesday.", Fullness.NOTHING, id="a day that may get an hour"),
        pytest.param(
            "type: date_time", "On Tuesday at three.", Fullness.NOTHING, id="an hour that may get minutes, or a half of the day"
        ),
        pytest.param("type: date_time", "On Tuesday at three p.m.", Fullness.WHOLE, id="a day and a time"),
        pytest.param("type: date_time", "Tomorrow at half past ten.", Fullness.WHOLE, id="a day and a half hour"),
        pytest.param("type: date_time", "At three p.m.", Fullness.NOTHING, id="a time that may get a day"),
        pytest.param("type: date_time", "On Tuesday after three p.m.", Fullness.NOTHING, id="a time that may get an end"),
        pytest.param("type: text", "Seven seven three one.", Fullness.NOTHING, id="any words"),
    ],
)
def test_an_answer(ask: str, text: str, said: Fullness) -> None:
    machine = asking(ask)
    assert machine.fullness(machine.start().state, text) is said


def test_a_value_read_back_is_answered_by_yes_or_no_whatever_was_asked() -> None:
    machine = asking("type: date_time, confirm: always")
    confirming = machine.advance(machine.start().state, Heard("tomorrow at nine", None)).state
    assert machine.fullness(confirming, "Yes.") is Fullness.WHOLE
    assert machine.fullness(confirming, "Let me see.") is Fullness.NOTHING


def test_nothing_is_asked_after_the_end() -> None:
    machine = asking("type: yes_no, confirm: never")
    ended = machine.advance(machine.start().state, Heard("yes", None)).state
    assert machine.fullness(ended, "Yes.") is Fullness.NOTHING
