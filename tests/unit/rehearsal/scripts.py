"""A small script and a classifier for rehearsals in tests."""

from __future__ import annotations

from typing import Final, TypeVar

from engine.dialog.testing import TableClassifier, script_of
from engine.rehearsal.rehearsed import RehearsedCall
from engine.rehearsal.stage import Stage
from tests.offer import offer_script

Event = TypeVar("Event")

SCRIPT: Final = offer_script(
    """
schema_version: 1
id: small
language: en
variables:
  name: {example: Anna}
""",
    "Hello {{ name }}, this is a machine calling.",
)

INTENTS: Final = {
    "Yes.": "accept",
    "Okay.": "accept",
    "How much is it?": "price",
    "No, thanks.": "refuse",
    "Don't call me again.": "opt_out",
}


def small_stage() -> Stage:
    return Stage(script_of(SCRIPT), TableClassifier(INTENTS))


def of(call: RehearsedCall, kind: type[Event]) -> list[Event]:
    """The call's events of one kind."""
    return [happened.event for happened in call.events if isinstance(happened.event, kind)]
