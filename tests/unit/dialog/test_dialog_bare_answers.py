"""A question with a slot and expected intents: a bare day or hour is for the slot, however like an intent it is."""

import pytest

from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Heard
from engine.dialog.testing import machine_of, script_of, walk

pytestmark = pytest.mark.unit

SCRIPT = """
schema_version: 1
id: bare
language: en
builtin_global: []
slots:
  pay_on: {type: date_time}
intents:
  promise: [I can pay on Friday]
  paid: [I have paid]
start: reminder
nodes:
  reminder:
    disclosure: true
    say: This is an automated call. When can you pay?
    on:
      - {intent: promise, goto: promised}
      - {intent: paid, goto: crossed}
      - {words: [today], goto: at_once}
    ask: pay_on
    goto: noted
  promised: {say: Thanks., hangup: true}
  crossed: {say: Sorry., hangup: true}
  at_once: {say: Oh., hangup: true}
  noted: {say: "Noted, {{ pay_on }}.", hangup: true}
"""


@pytest.mark.parametrize(
    ("given", "node"),
    [
        (Heard("On Friday.", "promise", 0.7), "noted"),
        (Heard("On Friday.", "promise", 1.0), "promised"),
        (Heard("I paid on Friday.", "paid", 0.9), "crossed"),
        (Heard("On Friday.", None), "noted"),
        (Heard("Today.", "promise", 0.7), "at_once"),
        (Heard("I will.", "promise", 0.7), "promised"),
    ],
)
def test_a_bare_day_is_for_the_slot(given: Heard, node: str) -> None:
    machine: DialogMachine = machine_of(script_of(SCRIPT))
    assert walk(machine, [given])[-1].state.node == node
