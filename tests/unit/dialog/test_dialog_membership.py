"""The shipped sample script, walked the ways a real call goes."""

from __future__ import annotations

import pytest

from engine.dialog.loader import check_script
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import HangUp, Heard, Input, MachineAnswered, NoInput, Pressed, Say, Transfer
from engine.dialog.state import Ending
from engine.dialog.testing import machine_of, said, walk
from engine.dialog.utterance import lines_of
from engine.outcome import Grade
from engine.shipped import shipped

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def machine() -> DialogMachine:
    checked = check_script(shipped("dialogs") / "membership.yaml")
    assert checked.problems == ()
    assert checked.script is not None
    return machine_of(checked.script, {"first_name": "Anna"})


def test_only_the_first_name_is_needed(machine: DialogMachine) -> None:
    assert machine.script.required_variables == ("first_name",)


def test_opening_discloses_briefly_and_then_may_be_interrupted(machine: DialogMachine) -> None:
    disclosure, offer = (action for action in machine.start().actions if isinstance(action, Say))
    assert (disclosure.barge_in, offer.barge_in) == (False, True)
    for word in ("Anna", "automated AI assistant", "Riverside Fitness", "spring offer"):
        assert word in disclosure.text
    assert len(disclosure.text.split()) <= 20  # about 7 seconds
    assert len(disclosure.sentences[0].text.split()) <= 4  # speech starts at once


@pytest.mark.parametrize(
    ("inputs", "ending", "grade", "tags"),
    [
        ([Heard("yes", "accept")], Ending.HUNG_UP, Grade.A, ("accepted",)),
        ([Pressed("1")], Ending.HUNG_UP, Grade.A, ("accepted",)),
        ([Heard("how much", "ask_price"), Heard("sure", "accept")], Ending.HUNG_UP, Grade.A, ("asked_price", "accepted")),
        ([Pressed("2"), Heard("no", "refuse")], Ending.HUNG_UP, Grade.D, ("asked_price", "refused")),
        ([Heard("busy", "busy"), Heard("tomorrow at nine", None)], Ending.HUNG_UP, Grade.B, ("call_later",)),
        ([Heard("busy", "busy"), NoInput(), NoInput()], Ending.HUNG_UP, Grade.B, ("call_later",)),
        ([Heard("no", "refuse")], Ending.HUNG_UP, Grade.D, ("refused",)),
        ([Heard("don't call me again", "opt_out")], Ending.OPTED_OUT, Grade.E, ("opted_out",)),
        ([Pressed("9")], Ending.OPTED_OUT, Grade.E, ("opted_out",)),
        ([Heard("a person", "human")], Ending.TRANSFERRED, Grade.B, ("asked_for_agent",)),
        ([Heard("who?", "who_is_calling"), Pressed("1")], Ending.HUNG_UP, Grade.A, ("accepted",)),
        ([Heard("my number?", "number_source"), Heard("no", "refuse")], Ending.HUNG_UP, Grade.D, ("refused",)),
        ([Heard("what?", "repeat"), Heard("yes", "accept")], Ending.HUNG_UP, Grade.A, ("accepted",)),
        ([Heard("blue", None)] * 3, Ending.HUNG_UP, None, ()),
        ([NoInput()] * 3, Ending.HUNG_UP, None, ()),
        ([MachineAnswered()], Ending.VOICEMAIL, None, ()),
    ],
)
def test_every_kind_of_call_ends_as_it_should(
    machine: DialogMachine, inputs: list[Input], ending: Ending, grade: Grade | None, tags: tuple[str, ...]
) -> None:
    last = walk(machine, inputs)[-1]
    assert (last.state.ending, last.state.grade, last.state.tags) == (ending, grade, tags)
    assert isinstance(last.actions[-1], HangUp | Transfer)


def test_the_call_back_time_is_kept_word_for_word(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("busy", "busy"), Heard("tomorrow at nine", None)])
    assert steps[-1].state.slots == {"call_back_time": "tomorrow at nine"}


def test_a_question_in_between_comes_back_to_the_offer(machine: DialogMachine) -> None:
    step = walk(machine, [Heard("who are you", "who_is_calling")])[-1]
    assert said(step.actions).endswith("Would you like to join us this spring?")


def test_a_question_is_asked_at_every_place_that_waits_for_an_answer(machine: DialogMachine) -> None:
    for name in ("offer", "price", "when_to_call"):
        node = machine.script.nodes[name]
        for utterance in (node.say, node.again):
            assert list(lines_of([utterance]))[-1].text.endswith("?")
