from __future__ import annotations

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import (
    Action,
    AddTag,
    Enter,
    FillSlot,
    HangUp,
    Heard,
    Input,
    Listen,
    MachineAnswered,
    NoInput,
    OptOut,
    Pressed,
    Say,
    SetGrade,
    Transfer,
    Unread,
)
from engine.dialog.state import Ending, Step
from engine.dialog.testing import machine_of, said, script_of, walk
from engine.dialog.wording import MissingVariable
from engine.outcome import Grade

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: test
language: en
builtin_global: []
variables:
  name:
  firm: {default: Acme}
intents:
  accept: [yes, sure, okay, of course]
  refuse: [no, no thanks, never, not for me]
  later: [call me later, not now, busy, another time]
  human: [a person please, a human, an agent, somebody real]
  who: [who is this, who are you, what company, who's there]
  repeat: [what, pardon, again please, say that again]
global:
  - {intent: human, digit: 0, goto: agent, tags: wants_human}
  - {intent: who, goto: about}
  - {intent: repeat, repeat: true}
no_input_ms: 4000
opt_out: {say: Removed. Goodbye.}
voicemail: {say: "{{ firm }} called.", tags: message_left}
start: greet
nodes:
  greet:
    disclosure: true
    say: "{{ name }}? I am the automated assistant of {{ firm }}."
    goto: ask
  ask:
    say: We have an offer. Want it?
    again: Want it?
    on:
      - {intent: accept, digit: 1, goto: accepted, tags: [hot, hot], grade: A}
      - {intent: refuse, goto: refused}
      - {intent: later, goto: when, slot: reason}
    no_match:
      - Pardon?
      - {say: Once more., repeat: true}
      - {say: Never mind., goto: refused}
    no_input:
      - {repeat: true}
    no_input_ms: 6000
  when:
    say: When then?
    ask: time
    goto: bye
    on:
      - {intent: refuse, goto: refused}
  accepted: {say: Great. Bye., hangup: true}
  refused: {say: Okay. Bye., hangup: true, tags: refused, grade: D}
  bye: {say: Talk then., hangup: true, tags: later}
  about: {say: "I call for {{ firm }}.", resume: true, tags: curious}
  agent: {say: One moment., transfer: "sip:{{ firm }}@example.com"}
"""


@pytest.fixture
def machine() -> DialogMachine:
    return machine_of(script_of(SCRIPT), {"name": "Anna", "firm": " "})


def last(machine: DialogMachine, *inputs: Input) -> Step:
    return walk(machine, inputs)[-1]


def bookkeeping(step: Step) -> list[Action]:
    return [action for action in step.actions if not isinstance(action, Say | Listen)]


def test_opening_discloses_before_it_asks(machine: DialogMachine) -> None:
    enter, disclosure, enter_ask, question, listen = machine.start().actions
    assert (enter, enter_ask, listen) == (Enter("greet"), Enter("ask"), Listen(6000))
    assert isinstance(disclosure, Say)
    assert isinstance(question, Say)
    assert (disclosure.text, disclosure.barge_in) == ("Anna? I am the automated assistant of Acme.", False)
    assert (question.text, question.barge_in) == ("We have an offer. Want it?", True)
    assert [sentence.fixed for sentence in (*disclosure.sentences, *question.sentences)] == [False, True, True, True]


@pytest.mark.parametrize("given", [Heard("sure", "accept"), Pressed("1")])
def test_an_intent_and_its_key_lead_the_same_way(machine: DialogMachine, given: Input) -> None:
    step = last(machine, given)
    assert bookkeeping(step) == [AddTag("hot"), SetGrade(Grade.A), Enter("accepted"), HangUp()]
    assert step.actions[-1] == HangUp()
    assert (step.state.ending, step.state.tags, step.state.grade) == (Ending.HUNG_UP, ("hot",), Grade.A)


def test_bookkeeping_comes_before_the_speech_it_goes_with(machine: DialogMachine) -> None:
    kinds = [type(action).__name__ for action in last(machine, Heard("no", "refuse")).actions]
    assert kinds == ["Enter", "AddTag", "SetGrade", "Say", "HangUp"]


def test_an_edge_and_a_node_can_fill_slots_with_what_was_said(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("I'm busy", "later"), Heard(" tomorrow at ten ", None)])
    assert bookkeeping(steps[1]) == [FillSlot("reason", "I'm busy"), Enter("when")]
    assert bookkeeping(steps[2]) == [FillSlot("time", "tomorrow at ten"), Enter("bye"), AddTag("later"), HangUp()]
    assert steps[2].state.slots == {"reason": "I'm busy", "time": "tomorrow at ten"}


def test_expected_and_global_intents_go_before_a_slot(machine: DialogMachine) -> None:
    assert last(machine, Heard("busy", "later"), Heard("no", "refuse")).state.node == "refused"
    assert last(machine, Heard("busy", "later"), Heard("who is this", "who")).state.slots == {"reason": "busy"}


def test_an_empty_answer_fills_no_slot(machine: DialogMachine) -> None:
    step = last(machine, Heard("busy", "later"), Heard("  ", None))
    assert "time" not in step.state.slots
    assert said(step.actions) == "Sorry, I didn't catch that. When then?"


def test_no_match_ladder_is_climbed_rung_by_rung(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("blue", None), Pressed("7"), Heard("green", "unheard_of")])
    assert [said(step.actions) for step in steps[1:]] == ["Pardon?", "Once more. Want it?", "Never mind. Okay. Bye."]
    assert [step.actions[-1] for step in steps[1:]] == [Listen(6000), Listen(6000), HangUp()]


def test_words_that_nobody_made_out_are_words_not_understood(machine: DialogMachine) -> None:
    steps = walk(machine, [Unread(), Heard("blue", None), Unread()])
    assert [said(step.actions) for step in steps[1:]] == ["Pardon?", "Once more. Want it?", "Never mind. Okay. Bye."]
    assert last(machine, Heard("busy", "later"), Unread()).state.node == last(machine, Heard("busy", "later")).state.node
    assert machine.advance(steps[-1].state, Unread()).actions == ()


def test_a_ladder_without_an_end_gives_up(machine: DialogMachine) -> None:
    steps = walk(machine, [NoInput(), NoInput()])
    assert said(steps[1].actions) == "Want it?"
    assert (steps[2].state.node, steps[2].actions[-1]) == ("give_up", HangUp())


def test_ladders_count_separately_and_start_anew_at_a_new_question(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("x", None), NoInput(), Heard("who", "who"), Heard("x", None)])
    assert (steps[2].state.no_matches, steps[2].state.no_inputs) == (1, 1)
    assert said(steps[4].actions) == "Pardon?"


def test_a_digression_comes_back_to_the_open_question(machine: DialogMachine) -> None:
    step = last(machine, Heard("who are you", "who"))
    assert bookkeeping(step) == [Enter("about"), AddTag("curious"), Enter("ask")]
    assert said(step.actions) == "I call for Acme. Want it?"
    assert step.state.node == "ask"
    assert AddTag("curious") not in machine.advance(step.state, Heard("who are you", "who")).actions


def test_repeat_says_the_whole_node_again(machine: DialogMachine) -> None:
    assert said(last(machine, Heard("pardon", "repeat")).actions) == "We have an offer. Want it?"


def test_transfer_comes_last_with_its_target_filled_in(machine: DialogMachine) -> None:
    step = last(machine, Pressed("0"))
    assert step.actions[0] == AddTag("wants_human")
    assert step.actions[-1] == Transfer("sip:Acme@example.com")
    assert step.state.ending is Ending.TRANSFERRED


@pytest.mark.parametrize(("given", "reason"), [(Heard("Don't call me", "opt_out"), "Don't call me"), (Pressed("9"), "pressed 9")])
@pytest.mark.parametrize("before", [(), (Heard("busy", "later"),), (Heard("x", None), NoInput())])
def test_opt_out_is_understood_at_every_node(machine: DialogMachine, given: Input, reason: str, before: tuple[Input, ...]) -> None:
    step = last(machine, *before, given)
    expected = [Enter("opt_out"), OptOut(reason), AddTag("opted_out"), SetGrade(Grade.E), HangUp()]
    assert bookkeeping(step) == expected
    assert said(step.actions) == "Removed. Goodbye."
    assert step.state.ending is Ending.OPTED_OUT


@pytest.mark.parametrize("end", [Heard("yes", "accept"), Pressed("0"), MachineAnswered()])
def test_opt_out_during_the_last_words_is_noted_without_a_second_ending(machine: DialogMachine, end: Input) -> None:
    ended = last(machine, end)
    step = machine.advance(ended.state, Heard("don't call again", "opt_out"))
    assert step.actions == (OptOut("don't call again"), AddTag("opted_out"), SetGrade(Grade.E))
    assert step.state.ending is Ending.OPTED_OUT
    assert machine.advance(step.state, Pressed("9")).actions == ()


@pytest.mark.parametrize("given", [Heard("yes", "accept"), Pressed("1"), NoInput(), MachineAnswered()])
def test_nothing_else_happens_after_the_end(machine: DialogMachine, given: Input) -> None:
    ended = last(machine, Heard("no", "refuse")).state
    assert machine.advance(ended, given) == Step(ended, ())


def test_voicemail_gets_its_message(machine: DialogMachine) -> None:
    step = last(machine, MachineAnswered())
    assert bookkeeping(step) == [Enter("voicemail"), AddTag("message_left"), HangUp()]
    assert said(step.actions) == "Acme called."
    assert not any(action.barge_in for action in step.actions if isinstance(action, Say))
    assert step.state.ending is Ending.VOICEMAIL


def test_voicemail_without_a_message_is_hung_up_on() -> None:
    script = script_of("\n".join(line for line in SCRIPT.splitlines() if not line.startswith("voicemail")))
    assert last(machine_of(script, {"name": "Anna"}), MachineAnswered()).actions == (HangUp(),)


def test_expectation_names_the_nodes_own_then_the_global_then_opt_out(machine: DialogMachine) -> None:
    expected = machine.expectation(machine.start().state)
    assert expected.intents == ("accept", "refuse", "later", "human", "who", "repeat", "opt_out")
    assert expected.digits == ("1", "0", "9")
    assert expected.asr_hint == "Yes. No. Call me later."


@pytest.mark.parametrize("end", [Pressed("0"), Pressed("9"), MachineAnswered()])
def test_after_the_end_only_opt_out_is_expected(machine: DialogMachine, end: Input) -> None:
    expected = machine.expectation(last(machine, end).state)
    assert (expected.intents, expected.digits, expected.asr_hint) == (("opt_out",), ("9",), "")


def test_a_lead_without_a_required_value_cannot_be_called() -> None:
    with pytest.raises(MissingVariable, match="`name`"):
        machine_of(script_of(SCRIPT), {"name": " "})


def test_sentences_of_the_call_begin_with_the_opening(machine: DialogMachine) -> None:
    sentences = machine.sentences()
    assert [sentence.text for sentence in sentences[:3]] == ["Anna?", "I am the automated assistant of Acme.", "We have an offer."]
    assert {sentence.text for sentence in sentences if sentence.fixed} == set(machine.script.fixed_sentences())


def test_a_conversation_can_go_back_to_an_earlier_state(machine: DialogMachine) -> None:
    opening = machine.start()
    once = machine.advance(opening.state, Heard("busy", "later"))
    machine.advance(once.state, Heard("tomorrow", None))
    assert machine.advance(opening.state, Heard("busy", "later")) == once
    assert opening.state.slots == {}


def test_a_node_may_lead_to_the_opt_out_itself() -> None:
    script = script_of(SCRIPT.replace("{intent: refuse, goto: refused}", "{intent: refuse, goto: opt_out}", 1))
    step = last(machine_of(script, {"name": "Anna"}), Heard("no, never", "refuse"))
    assert OptOut("no, never") in step.actions
    assert step.state.ending is Ending.OPTED_OUT
