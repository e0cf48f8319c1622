"""Answers to a question with a slot about which the bot is in doubt, and readings that settle the doubt."""

from __future__ import annotations

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Doubt, Heard
from engine.dialog.state import DialogState
from engine.dialog.testing import machine_of, script_of

pytestmark = pytest.mark.unit

SURVEY = """\
schema_version: 1
id: survey
language: {language}
variables: {{}}
intents: {{later: [call me later], keep: [keep it]}}
nodes:
  question:
    disclosure: true
    say: {greeting}
    on: [{{intent: later, goto: done}}]
    {more}
  done:
    say: "{bye}"
    hangup: true
start: question
"""
TO = "\n    goto: done"
MARK = "ask: {slot: mark, type: number, min: 1, max: 5%s}" + TO
PLACE = "ask: {slot: where, type: choice, choices: {gym: [the gym], pool: [swimming]}}" + TO


def asking(more: str, language: str = "en") -> DialogMachine:
    greeting, bye = ("我是机器人。打几分？", "再见。") if language == "zh" else ("This is a robot. Your mark?", "Goodbye.")
    return machine_of(script_of(SURVEY.format(language=language, more=more, greeting=greeting, bye=bye)))


def open_question(machine: DialogMachine) -> DialogState:
    return machine.start().state


@pytest.mark.parametrize(
    ("more", "heard", "doubt"),
    [
        pytest.param(MARK % "", Heard("I'd say to.", None), Doubt("2"), id="a slip, which the bot would read back"),
        pytest.param(MARK % "", Heard("I'd say peace.", None), Doubt(None), id="no number"),
        pytest.param(MARK % "", Heard("", None), Doubt(None), id="no words of clear speech"),
        pytest.param(MARK % "", Heard("Two.", None), None, id="a number"),
        pytest.param(MARK % "", Heard("Nine.", None), None, id="one that is refused for what it is"),
        pytest.param(MARK % "", Heard("Call me later.", "later", 1.0), None, id="an intent"),
        pytest.param(MARK % "", Heard("Hold on, please.", None), None, id="a request for time"),
        pytest.param(MARK % ", confirm: always", Heard("I'd say to.", None), None, id="read back whatever was heard"),
        pytest.param(MARK % ", confirm: never", Heard("I'd say to.", None), None, id="taken unsure as it is"),
        pytest.param("ask: {slot: mark, type: text}" + TO, Heard("I'd say to.", None), None, id="any words"),
    ],
)
def test_doubts(more: str, heard: Heard, doubt: Doubt | None) -> None:
    machine = asking(more)
    assert machine.doubt(open_question(machine), heard) == doubt


def test_a_last_answer_that_is_not_understood_is_in_doubt_too() -> None:
    machine = asking(MARK % "")
    state = open_question(machine)
    for _ in range(2):
        state = machine.advance(state, Heard("peace", None)).state
    assert machine.doubt(state, Heard("peace", None)) == Doubt(None)
    given_up = machine.advance(state, Heard("peace", None)).state
    assert given_up.ended
    assert machine.doubt(given_up, Heard("peace", None)) is None


def asked_back(machine: DialogMachine) -> DialogState:
    """It has heard "to", and asks whether two is right."""
    state = machine.advance(open_question(machine), Heard("to", None)).state
    assert state.confirming == "2"
    return state


@pytest.mark.parametrize(
    ("confirm", "heard", "doubt"),
    [
        pytest.param("", Heard("Peace.", None), Doubt(None), id="no answer"),
        pytest.param("", Heard("", None), Doubt(None), id="no words of clear speech"),
        pytest.param("", Heard("Yes.", None), None, id="yes"),
        pytest.param("", Heard("No.", None), None, id="no"),
        pytest.param("", Heard("I guess so.", None), None, id="a hedged yes"),
        pytest.param("", Heard("No, three.", None), None, id="another value"),
        pytest.param("", Heard("No, for.", None), Doubt("4"), id="another value, by a slip, which the bot would read back"),
        pytest.param(", confirm: always", Heard("No, for.", None), None, id="the same, read back whatever was heard"),
        pytest.param("", Heard("No, nine.", None), None, id="another value, which is refused for what it is"),
        pytest.param("", Heard("Call me later.", "later", 1.0), None, id="an intent"),
        pytest.param("", Heard("Hold on, please.", None), None, id="a request for time"),
    ],
)
def test_doubts_of_answers_to_is_that_right(confirm: str, heard: Heard, doubt: Doubt | None) -> None:
    machine = asking(MARK % confirm)
    assert machine.doubt(asked_back(machine), heard) == doubt


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes.", "yes"),
        ("That's right.", "yes"),
        ("No.", "no"),
        ("Two, yes.", "2"),
        ("No, three.", "3"),
        ("No, for.", None),
        ("No, nine.", None),
        ("Yeah, no.", None),
        ("Peace.", None),
        ("", None),
    ],
)
def test_what_plainly_answers_is_that_right(text: str, value: str | None) -> None:
    machine = asking(MARK % "")
    assert machine.sure_value(asked_back(machine), text) == value


def test_a_question_without_a_slot_is_in_no_doubt() -> None:
    machine = asking("")
    assert machine.doubt(open_question(machine), Heard("peace", None)) is None
    assert machine.sure_value(open_question(machine), "two") is None


@pytest.mark.parametrize(("text", "value"), [("I'd say two.", "2"), ("I'd say to.", None), ("Nine.", None), ("", None)])
def test_a_value_is_sure_that_need_not_be_read_back(text: str, value: str | None) -> None:
    machine = asking(MARK % "")
    assert machine.sure_value(open_question(machine), text) == value


@pytest.mark.parametrize(
    ("language", "more", "hint"),
    [
        pytest.param("en", MARK % "", "One. Two. Three. Four. Five.", id="usual ones of the type"),
        pytest.param("zh", MARK % "", "以下是普通话的句子。一分。两位。三个。四。五分。", id="in Mandarin"),
        pytest.param("en", PLACE, "The gym. Swimming.", id="choices"),
        pytest.param("en", f"{MARK % ''}\n    asr_hint: Zero to five.", "Zero to five.", id="the designer's own"),
        pytest.param("en", "ask: {slot: number, type: phone, region: US}" + TO, "", id="a type of which nothing is known"),
    ],
)
def test_likely_values_are_a_hint_for_whoever_reads_again(language: str, more: str, hint: str) -> None:
    machine = asking(more, language)
    assert machine.expectation(open_question(machine)).value_hint == hint


@pytest.mark.parametrize(("slot", "spelled"), [("type: digits", True), ("type: phone, region: CN", True), ("type: number", False)])
def test_digits_and_telephone_numbers_are_spelled(slot: str, spelled: bool) -> None:
    machine = asking(f"ask: {{slot: number, {slot}}}{TO}", "zh")
    assert machine.expectation(open_question(machine)).spelled is spelled


@pytest.mark.parametrize(
    ("language", "heard", "hint"),
    [("en", "two", "Yes. No."), ("zh", "两分", "以下是普通话的句子。对。是的。不对。不是。")],
)
def test_likely_answers_to_is_that_right_are_a_hint_too(language: str, heard: str, hint: str) -> None:
    machine = asking(MARK % ", confirm: always", language)
    state = machine.advance(open_question(machine), Heard(heard, None)).state
    assert machine.expectation(state).value_hint == hint
