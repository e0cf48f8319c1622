"""Asking for time and for a sign of life: the words by table, what the machine makes of them."""

import pytest

from engine.dialog.asides import asks_to_wait, calls_out, hesitates
from engine.dialog.ladders import GIVEN_TIME_MS
from engine.dialog.loader import check_text
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Heard, Listen, Pace, Say
from engine.dialog.state import Step
from engine.dialog.testing import machine_of, script_of

pytestmark = pytest.mark.unit

SCRIPT = """
schema_version: 1
id: asides
language: en
builtin_global: []
intents:
  accept: [yes, sure]
start: offer
nodes:
  offer:
    disclosure: true
    say: This is an automated call. What is your address?
    again: Your address, please?
    ask: address
    goto: bye
    patience: long
  bye: {say: Goodbye., hangup: true}
"""


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Hold on.", "en", True),
        ("Wait a moment, please.", "en", True),
        ("Okay, hang on a second.", "en", True),
        ("Just a minute.", "en", True),
        ("Can you hold on for a moment?", "en", True),
        ("Let me think.", "en", True),
        ("Hold on, how much does it cost?", "en", False),
        ("I can't wait.", "en", False),
        ("A minute ago I said no.", "en", False),
        ("请稍等", "zh", True),
        ("等一下。", "zh", True),
        ("我等一下再说", "zh", False),
        ("Attendez un moment", "fr", False),
    ],
)
def test_asking_for_time(text: str, language: str, expected: bool) -> None:
    assert asks_to_wait(text, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Um… well…", "en", True),
        ("Hmm.", "en", True),
        ("Uh-huh.", "en", False),
        ("Well, yes.", "en", False),
        ("嗯……这个……", "zh", True),
        ("呃，那个嘛", "zh", True),
        ("怎么说呢", "zh", True),
        ("嗯。", "zh", False),
        ("嗯，好的。", "zh", False),
        ("嗯，就是这个", "zh", False),
        ("额度", "zh", False),
        ("Euh", "fr", False),
    ],
)
def test_thinking_aloud(text: str, language: str, expected: bool) -> None:
    assert hesitates(text, language) is expected


def test_thinking_aloud_is_no_consent_unless_the_script_says_so() -> None:
    machine = machine_of(script_of(SCRIPT.replace("ask: address\n    goto: bye", "on: [{intent: accept, goto: bye}]")))
    offered = machine.start().state
    assert machine.advance(offered, Heard("um, so", "accept", 0.9)).missed
    assert machine.advance(offered, Heard("um, so", "accept", 1.0)).state.ended


def test_thinking_aloud_fills_no_slot() -> None:
    machine = machine_of(script_of(SCRIPT.replace("ask: address", "ask: {slot: sure, type: yes_no}").replace("en\n", "zh-CN\n")))
    asked = machine.start().state
    assert machine.advance(asked, Heard("嗯……这个……", None)).missed
    assert machine.advance(asked, Heard("嗯。", None)).state.slots["sure"] == "yes"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Hello?", "en", True),
        ("Hello? Are you there?", "en", True),
        ("Hello, can you hear me?", "en", True),
        ("Is anybody there?", "en", True),
        ("Hello, who is this?", "en", False),
        ("There is nobody here.", "en", False),
        ("喂？听得到吗？", "zh", True),
        ("你好，我不需要", "zh", False),
    ],
)
def test_calling_out(text: str, language: str, expected: bool) -> None:
    assert calls_out(text, language) is expected


def _machine() -> DialogMachine:
    script = check_text(SCRIPT, "asides.yaml").script
    assert script is not None
    return machine_of(script, {})


def _said(step: Step) -> str:
    return " ".join(action.text for action in step.actions if isinstance(action, Say))


def test_who_asks_for_time_gets_silence_and_time_and_fills_no_slot() -> None:
    machine = _machine()
    step = machine.advance(machine.start().state, Heard("hold on a second", None))
    assert step.actions == (Listen(GIVEN_TIME_MS),)
    assert step.state.slots == {}
    assert _said(machine.advance(step.state, Heard("5 Main Street", None))) == "Goodbye."


def test_who_calls_out_is_answered_and_asked_again_three_times_at_most() -> None:
    machine = _machine()
    state = machine.start().state
    for _ in range(3):
        step = machine.advance(state, Heard("Hello? Are you there?", None))
        assert _said(step) == "Yes, I'm here. Your address, please?"
        assert step.state.no_matches == 0
        state = step.state
    assert "I'm here" not in _said(machine.advance(state, Heard("Hello?", None)))


def test_the_answer_is_among_the_prepared_sentences() -> None:
    machine = _machine()
    assert "Yes, I'm here." in [sentence.text for sentence in machine.sentences()]
    assert "Yes, I'm here." in machine.script.fixed_sentences()


def test_an_open_question_and_its_patience_are_expected() -> None:
    machine = _machine()
    expectation = machine.expectation(machine.start().state)
    assert expectation.open
    assert expectation.pace is Pace.LONG


CONSENT = """
schema_version: 1
id: consent
language: en
builtin_global: []
intents:
  accept: [yes, sure, of course, hold a place for me]
start: offer
nodes:
  offer: {disclosure: true, say: This is an automated call. Will you come?, on: [{intent: accept, goto: bye}]}
  bye: {say: Goodbye., hangup: true}
"""


def test_asking_for_a_moment_is_no_consent_for_resembling_one() -> None:
    script = check_text(CONSENT, "consent.yaml").script
    assert script is not None
    machine = machine_of(script, {})
    asked = machine.start().state

    assert machine.advance(asked, Heard("hold on, please", "accept", 0.6)).actions == (Listen(GIVEN_TIME_MS),)
    assert machine.advance(asked, Heard("hold on, please", "accept", 1.0)).state.node == "bye"
