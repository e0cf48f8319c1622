"""What a script can do beside questions and answers, each construct walked through."""

from __future__ import annotations

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import (
    AskCallback,
    Await,
    CallWebhook,
    Enter,
    FillSlot,
    GivenBack,
    HangUp,
    Heard,
    Input,
    Listen,
    NoInput,
    OptOut,
    Pressed,
    Say,
    SendSms,
    Transfer,
    TransferFailed,
    TransferMode,
    WebhookFailed,
    WebhookMethod,
    WebhookReplied,
)
from engine.dialog.state import Ending, Step
from engine.dialog.testing import machine_of, said, script_of, walk
from engine.dialog.wording import UnfitVariable

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: constructs
language: en
persona: {name: Anna, company: Acme}
variables:
  number: {default: "+12025550143"}
  tier: {default: silver}
slots:
  kind:
    type: choice
    choices: {gym: [gym, weights], pool: [pool, swimming]}
    confirm: always
intents:
  price: [what does it cost, how much, the price, is it expensive]
  order: [my order, where is it, the parcel, has it been sent]
  agent: [an agent, a colleague, somebody else, the manager]
  bye: [bye, goodbye, see you, that is all]
faq:
  parking:
    ask: [where can I park, is there parking, do you have a garage, can I come by car]
    say: There is a garage.
    tags: asked_parking
builtin_global: [later, who]
screening: {say: "{{ company }} is calling."}
start: greet
nodes:
  greet: {disclosure: true, say: "An automated call from {{ bot_name }}.", goto: menu}
  menu:
    say: What can I do for you?
    again: Anything else?
    on:
      - {intent: price, when: tier == "gold", say: It is free for you.}
      - {intent: price, call: price_talk}
      - {words: [parcel], digit: 5, goto: look}
      - {intent: order, goto: look}
      - {intent: agent, goto: hand_over, set: {tier_asked: "{{ tier }}"}}
      - {intent: bye, goto: branching}
      - {digit: 3, goto: choose}
  price_talk: {say: It is ten dollars. Is that fine?, on: [{intent: bye, goto: price_end}]}
  price_end: {say: Good., return: true}
  choose:
    say: Gym or pool?
    ask: kind
    goto: chosen
    on: [{intent: price, repeat: true}]
  chosen:
    set: {note: "picked {{ kind }}"}
    sms: "See you at the {{ kind }}, {{ bot_name }}"
    say: "So the {{ kind }}. Shall I book it?"
    again: Shall I book it?
    ask: {slot: booked, type: yes_no}
    goto:
      - {when: booked, goto: done}
      - {goto: menu}
  look:
    say: One moment.
    webhook:
      url: "https://crm.example.com/orders/{{ number }}"
      send: {phone: "{{ number }}", kind: "{{ kind }}"}
      save: {status: order.status}
      on_failed: no_status
    goto: status
  status: {say: "It is {{ status }}.", resume: true}
  no_status: {say: I cannot see that., resume: true}
  hand_over: {say: One moment., transfer: {to: "{{ number }}", mode: warm, on_failed: alone, back_to: after_agent}}
  after_agent: {say: I am the assistant again. Anything else?, on: [{intent: bye, goto: plain}]}
  alone: {say: Nobody is free., goto: menu}
  branching:
    goto:
      - {when: kind == "pool", goto: pool_end}
      - {when: kind is filled, goto: done}
      - {goto: plain}
  plain: {say: [{one_of: [Bye., So long.]}], hangup: true}
  pool_end: {say: See you in the water., hangup: true}
  done: {say: See you., hangup: true}
"""
PRICE, ORDER, AGENT, BYE = Heard("how much", "price"), Heard("my order", "order"), Heard("an agent", "agent"), Heard("bye", "bye")
TO_CHOICE = Pressed("3")


@pytest.fixture(scope="module")
def machine() -> DialogMachine:
    return machine_of(script_of(SCRIPT), {})


def last(machine: DialogMachine, *inputs: Input) -> Step:
    return walk(machine, inputs)[-1]


def test_persona_speaks(machine: DialogMachine) -> None:
    assert said(machine.start().actions) == "An automated call from Anna. What can I do for you?"


def test_a_screening_service_is_told_what_the_script_says(machine: DialogMachine) -> None:
    introduction = machine.introduction()
    assert introduction is not None
    assert introduction.text == "Acme is calling."


def test_keywords_find_their_entry_whatever_the_classifier_makes_of_it(machine: DialogMachine) -> None:
    assert last(machine, Heard("so the parcel then", "bye")).state.node == "look"
    assert last(machine, Heard("parcels", None)).state.node == "menu"


def test_a_condition_chooses_between_entries() -> None:
    gold = machine_of(script_of(SCRIPT), {"tier": "gold"})
    step = last(gold, PRICE)
    assert said(step.actions) == "It is free for you."
    assert step.actions[-1] == Listen(5000)
    assert said(last(machine_of(script_of(SCRIPT), {}), PRICE).actions) == "It is ten dollars. Is that fine?"


def test_a_subdialog_returns_to_its_question(machine: DialogMachine) -> None:
    step = last(machine, PRICE, BYE)
    assert said(step.actions) == "Good. Anything else?"
    assert (step.state.node, step.state.stack) == ("menu", ())


def test_subdialogs_within_subdialogs_are_bounded_and_come_back() -> None:
    nested = SCRIPT.replace("{intent: bye, goto: price_end}", "{intent: price, call: price_talk}, {intent: bye, goto: price_end}")
    machine = machine_of(script_of(nested), {})
    steps = walk(machine, [PRICE] * 30 + [BYE] * 8)
    assert max(len(step.state.stack) for step in steps) == 8
    assert steps[-1].state.stack == ()


def test_a_frequent_question_is_answered_anywhere_and_the_open_question_comes_again(machine: DialogMachine) -> None:
    step = last(machine, PRICE, Heard("is there parking", "parking"))
    assert said(step.actions) == "There is a garage. It is ten dollars. Is that fine?"
    assert step.state.tags == ("asked_parking",)


def test_a_builtin_answer_goes_back_to_the_open_question(machine: DialogMachine) -> None:
    step = last(machine, Heard("who are you", "who"))
    assert said(step.actions) == "This is Anna. I'm an automated assistant, calling for Acme. Anything else?"


def test_busy_people_are_asked_when_and_the_wish_is_handed_over(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("I'm busy", "later"), NoInput(), NoInput()])
    assert said(steps[1].actions) == "No problem. When may we call you back?"
    assert AskCallback(None, "") in steps[3].actions
    assert isinstance(steps[3].actions[-1], HangUp)


def test_a_time_is_understood_and_handed_over(machine: DialogMachine) -> None:
    step = last(machine, Heard("I'm busy", "later"), Heard("tomorrow afternoon", None))
    assert AskCallback("2026-03-03T12:00/2026-03-03T18:00", "tomorrow afternoon") in step.actions


def test_a_time_that_was_guessed_is_confirmed_and_put_right_with_its_hour_kept(machine: DialogMachine) -> None:
    steps = walk(machine, [Heard("I'm busy", "later"), Heard("call me on Tuesday at nine", None), Heard("no, Thursday", None)])
    assert steps[2].state.confirming == "2026-03-03T09:00"
    assert steps[3].state.slots["callback_time"] == "2026-03-05T09:00"


def test_a_choice_is_confirmed_and_used(machine: DialogMachine) -> None:
    steps = walk(machine, [TO_CHOICE, Heard("swimming please", None), Heard("yes", None)])
    assert said(steps[2].actions) == "pool. Is that right?"
    assert steps[2].state.slots == {}
    assert FillSlot("kind", "pool") in steps[3].actions
    assert FillSlot("note", "picked pool") in steps[3].actions
    assert SendSms("See you at the pool, Anna") in steps[3].actions
    assert said(steps[3].actions) == "So the pool. Shall I book it?"
    assert steps[3].state.words["kind"] == "swimming please"


def test_a_confirmation_takes_another_value_and_confirms_that(machine: DialogMachine) -> None:
    steps = walk(machine, [TO_CHOICE, Heard("pool", None), Heard("no, I said gym", None), Pressed("1")])
    assert said(steps[3].actions) == "gym. Is that right?"
    assert steps[4].state.slots["kind"] == "gym"


def test_a_denied_confirmation_asks_again_and_gives_up_in_the_end(machine: DialogMachine) -> None:
    denied: list[Input] = [Heard("pool", None), Pressed("2")]
    steps = walk(machine, [TO_CHOICE, *denied * 3])
    assert said(steps[3].actions) == "Gym or pool?"
    assert steps[3].state.confirming is None
    assert steps[-1].state.node == "give_up"


def test_silence_and_noise_at_a_confirmation_climb_its_ladders(machine: DialogMachine) -> None:
    steps = walk(machine, [TO_CHOICE, Heard("pool", None), NoInput(), Heard("blue", None)])
    assert said(steps[3].actions) == "Hello, are you still there? pool. Is that right?"
    assert said(steps[4].actions) == "Sorry, I didn't catch that. pool. Is that right?"


def test_a_digression_from_a_confirmation_comes_back_to_it(machine: DialogMachine) -> None:
    step = last(machine, TO_CHOICE, Heard("pool", None), Heard("is there parking", "parking"))
    assert said(step.actions) == "There is a garage. pool. Is that right?"


def test_an_answer_is_put_right_when_the_next_question_is_already_open(machine: DialogMachine) -> None:
    steps = walk(machine, [TO_CHOICE, Heard("pool", None), Heard("yes", None), Heard("no, I said gym", None), Heard("yes", None)])
    assert FillSlot("kind", "gym") in steps[4].actions
    assert said(steps[4].actions) == "All right, gym. Shall I book it?"
    assert steps[4].state.node == "chosen"
    assert steps[5].state.node == "done"


def test_a_node_entry_goes_before_the_slot(machine: DialogMachine) -> None:
    assert said(last(machine, TO_CHOICE, Heard("how much is the pool", "price")).actions) == "Gym or pool?"


@pytest.mark.parametrize(("digit", "node"), [("1", "done"), ("2", "menu")])
def test_yes_and_no_have_keys_and_branches_follow_the_slot(machine: DialogMachine, digit: str, node: str) -> None:
    assert last(machine, TO_CHOICE, Heard("pool", None), Heard("yes", None), Pressed(digit)).state.node == node


def test_a_webhook_is_asked_and_awaited(machine: DialogMachine) -> None:
    step = last(machine, ORDER)
    assert step.actions[1] == CallWebhook(
        "https://crm.example.com/orders/%2B12025550143",
        WebhookMethod.GET,
        {"phone": "+12025550143"},
        {"status": "order.status"},
        3000,
    )
    assert isinstance(step.actions[2], Say)
    assert step.actions[-1] == Await()
    assert machine.expectation(step.state).intents == ("opt_out",)


def test_an_answer_fills_slots_and_the_talk_goes_on_at_the_open_question(machine: DialogMachine) -> None:
    step = last(machine, ORDER, WebhookReplied({"status": "on its way"}))
    assert said(step.actions) == "It is on its way. Anything else?"
    assert (step.state.node, step.state.slots) == ("menu", {"status": "on its way"})


@pytest.mark.parametrize("given", [WebhookFailed("timeout"), WebhookReplied({"status": " "})])
def test_no_answer_and_an_unfit_one_lead_to_the_fallback(machine: DialogMachine, given: Input) -> None:
    assert said(last(machine, ORDER, given).actions) == "I cannot see that. Anything else?"


@pytest.mark.parametrize("given", [Heard("hello", None), Pressed("3"), NoInput()])
def test_nothing_but_opting_out_counts_while_an_answer_is_awaited(machine: DialogMachine, given: Input) -> None:
    waiting = last(machine, ORDER)
    assert machine.advance(waiting.state, given) == Step(waiting.state, ())
    assert isinstance(machine.advance(waiting.state, Pressed("9")).actions[-1], HangUp)


def test_a_late_answer_changes_nothing(machine: DialogMachine) -> None:
    step = last(machine, ORDER, Pressed("9"))
    assert machine.advance(step.state, WebhookReplied({"status": "sent"})).actions == ()
    start = machine.start().state
    assert machine.advance(start, WebhookReplied({"status": "sent"})) == Step(start, ())


def test_a_transfer_that_fails_goes_on_where_the_script_says(machine: DialogMachine) -> None:
    steps = walk(machine, [AGENT, TransferFailed("busy")])
    assert FillSlot("tier_asked", "silver") in steps[1].actions
    assert steps[1].actions[-1] == Transfer("+12025550143", TransferMode.WARM, returnable=True)
    assert said(steps[2].actions) == "Nobody is free. What can I do for you?"
    assert steps[2].state.ending is None


def test_without_a_way_on_a_failed_transfer_is_apologized_for_and_ends() -> None:
    machine = machine_of(
        script_of(SCRIPT.replace(", on_failed: alone", "").replace("  alone: {say: Nobody is free., goto: menu}\n", "")), {}
    )
    step = last(machine, AGENT, TransferFailed("busy"))
    assert said(step.actions) == "I'm sorry, nobody is free to take your call at the moment. Goodbye."
    assert (step.actions[-1], step.state.ending) == (HangUp(), Ending.HUNG_UP)
    assert machine.advance(step.state, TransferFailed("again")).actions == ()


def test_whom_an_agent_gives_back_the_bot_goes_on_with_and_what_is_known_is_kept(machine: DialogMachine) -> None:
    handed_over = last(machine, AGENT)
    step = machine.advance(handed_over.state, GivenBack())
    assert said(step.actions) == "I am the assistant again. Anything else?"
    assert (step.state.node, step.state.transferring, step.state.ended) == ("after_agent", None, False)
    assert step.state.slots == handed_over.state.slots
    assert machine.advance(step.state, GivenBack()).actions == (), "an agent gives back once"
    assert machine.advance(step.state, BYE).state.ending is Ending.HUNG_UP


def test_who_waits_for_an_agent_hears_the_transfers_own_words_or_those_of_the_language(machine: DialogMachine) -> None:
    own = machine_of(
        script_of(SCRIPT.replace("back_to: after_agent}", "back_to: after_agent, meanwhile: ['We ring {{ number }}.']}")), {}
    )
    waiting = last(own, AGENT).state
    its_own, usual = own.still_trying(waiting, 0), machine.still_trying(waiting, 0)
    assert its_own is not None
    assert usual is not None
    assert its_own.text == "We ring +12025550143."
    assert "We ring +12025550143." in {sentence.text for sentence in own.sentences()}, "made ready before the call"
    assert usual.text == "Please stay on the line. I'm still trying to reach a colleague."


def test_who_opted_out_before_an_agent_gave_them_back_is_let_go(machine: DialogMachine) -> None:
    opted_out = machine.advance(last(machine, AGENT).state, Pressed("9"))
    assert machine.advance(opted_out.state, GivenBack()).actions == (HangUp(),)


def test_who_opts_out_during_a_transfer_is_let_go_when_it_fails(machine: DialogMachine) -> None:
    steps = walk(machine, [AGENT, Pressed("9"), TransferFailed("busy"), TransferFailed("busy")])
    assert OptOut("pressed 9") in steps[2].actions
    assert steps[3].actions == (HangUp(),)
    assert steps[4].actions == ()


def test_ways_on_are_chosen_by_what_is_known(machine: DialogMachine) -> None:
    assert last(machine, BYE).state.node == "plain"
    assert said(last(machine, BYE).actions) in ("Bye.", "So long.")
    back: list[Input] = [TO_CHOICE, Heard("pool", None), Pressed("1"), Pressed("2"), BYE]
    assert last(machine, *back).state.node == "pool_end"


def test_a_value_of_the_wrong_type_is_refused_before_the_call() -> None:
    script = script_of(SCRIPT.replace('number: {default: "+12025550143"}', "number: {type: yes_no}"))
    with pytest.raises(UnfitVariable, match="the lead's value for `number` is no yes_no"):
        machine_of(script, {"number": "blue"})


def test_keys_that_mean_something_are_expected(machine: DialogMachine) -> None:
    steps = walk(machine, [TO_CHOICE, Heard("pool", None)])
    assert machine.expectation(steps[2].state).digits == ("1", "2", "9")
    assert "5" in machine.expectation(steps[0].state).digits
    assert Enter("choose") in steps[1].actions
