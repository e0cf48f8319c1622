"""Answers that plainly say what was asked for, so that nobody need wait for more words."""

from __future__ import annotations

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Heard
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
    ("ask", "text", "is_whole"),
    [
        pytest.param("type: number, min: 1, max: 5", "Four.", True, id="a mark"),
        pytest.param("type: number, min: 1, max: 5", "I don't know.", False, id="no mark"),
        pytest.param("type: number, min: 1, max: 5", "Four or five.", False, id="two marks"),
        pytest.param("type: number", "Twenty.", False, id="a number that may get a second word"),
        pytest.param("type: yes_no", "Yes.", True, id="yes"),
        pytest.param("type: choice, choices: {gym: [weights], pool: [swimming]}", "The pool, please.", True, id="a choice"),
        pytest.param("type: choice, choices: {gym: [weights], pool: [swimming]}", "The garden.", False, id="no choice"),
        pytest.param("type: phone, region: US", "415 555 2671", True, id="a phone number"),
        pytest.param("type: phone, region: US", "415 555", False, id="half a phone number"),
        pytest.param("type: phone, region: CN", "138 1234 567", False, id="ten digits of eleven"),
        pytest.param("type: date_time", "On Tuesday.", False, id="a day that may get an hour"),
        pytest.param("type: text", "Seven seven three one.", False, id="any words"),
    ],
)
def test_a_whole_value(ask: str, text: str, is_whole: bool) -> None:
    machine = asking(ask)
    assert machine.gives_value(machine.start().state, text) is is_whole


def test_a_value_read_back_is_answered_by_yes_or_no_whatever_was_asked() -> None:
    machine = asking("type: date_time, confirm: always")
    confirming = machine.advance(machine.start().state, Heard("tomorrow at nine", None)).state
    assert machine.gives_value(confirming, "Yes.")
    assert not machine.gives_value(confirming, "Let me see.")


def test_nothing_is_asked_after_the_end() -> None:
    machine = asking("type: yes_no, confirm: never")
    ended = machine.advance(machine.start().state, Heard("yes", None)).state
    assert not machine.gives_value(ended, "Yes.")
