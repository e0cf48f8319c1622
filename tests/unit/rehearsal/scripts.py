"""A small script and a classifier for rehearsals in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from engine.dialog.intents import IntentMatch
from engine.dialog.testing import script_of
from engine.rehearsal.stage import RehearsedCall, Stage

Event = TypeVar("Event")

SCRIPT: Final = """
schema_version: 1
id: small
language: en
variables:
  name: {example: Anna}
intents:
  accept: [yes, sure, of course, sounds good]
  price: [how much is it, what does it cost, the price please, is it expensive]
  refuse: [no, no thanks, not interested, I don't want it]
start: greeting
voicemail:
  say: [Sorry to have missed you.]
nodes:
  greeting:
    disclosure: true
    say: ["Hello {{ name }}, this is a machine calling."]
    goto: offer
  offer:
    say: [Would you like our splendid spring offer today?]
    no_input_ms: 4000
    on:
      - {intent: accept, digit: 1, goto: accepted}
      - {intent: price, goto: price}
      - {intent: refuse, goto: refused}
  price:
    say: [It is ten dollars., Do you want it?]
    on:
      - {intent: accept, goto: accepted}
      - {intent: refuse, goto: refused}
  accepted: {say: [Wonderful and goodbye.], tags: accepted, grade: A, hangup: true}
  refused: {say: [That is fine. Goodbye.], grade: D, hangup: true}
"""

INTENTS: Final = {
    "Yes.": "accept",
    "Okay.": "accept",
    "How much is it?": "price",
    "No, thanks.": "refuse",
    "Don't call me again.": "opt_out",
}


class TableClassifier:
    """Looks the text up."""

    def __init__(self, intents: Mapping[str, str]) -> None:
        self._intents = intents

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        intent = self._intents.get(text)
        return IntentMatch(intent, 1.0, "table") if intent in among else IntentMatch(None, 0.0, "table")


def small_stage() -> Stage:
    return Stage(script_of(SCRIPT), TableClassifier(INTENTS))


def of(call: RehearsedCall, kind: type[Event]) -> list[Event]:
    """The call's events of one kind."""
    return [happened.event for happened in call.events if isinstance(happened.event, kind)]
