"""Scripts walked by text: for tests of scripts and of what uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from engine.dialog.intents import IntentMatch
from engine.dialog.loader import check_text
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Action, Input, Say
from engine.dialog.problems import ScriptError
from engine.dialog.script import Script
from engine.dialog.state import Step

STARTED: Final = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
"""A Monday morning."""


def script_of(text: str, file: str = "script.yaml") -> Script:
    """The script of a YAML text, in its first language.

    Raises:
        ScriptError: it has errors.
    """
    checked = check_text(text, file)
    if checked.script is None:
        raise ScriptError(checked.problems)
    return checked.script


def machine_of(script: Script, variables: Mapping[str, str] | None = None, seed: int = 0) -> DialogMachine:
    """A call on a Monday morning, with the script's examples for variables that are not given."""
    return DialogMachine(script, script.example_variables if variables is None else variables, started=STARTED, seed=seed)


def walk(machine: DialogMachine, inputs: Iterable[Input]) -> list[Step]:
    """The opening and the step after each input."""
    steps = [machine.start()]
    for given in inputs:
        steps.append(machine.advance(steps[-1].state, given))
    return steps


def said(actions: Iterable[Action]) -> str:
    """Everything spoken in some actions."""
    return " ".join(action.text for action in actions if isinstance(action, Say))


class TableClassifier:
    """Looks the text up; fulfils `engine.dialog.intents.IntentClassifier`."""

    def __init__(self, intents: Mapping[str, str]) -> None:
        self._intents = intents

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        intent = self._intents.get(text)
        return IntentMatch(intent, 1.0, "table") if intent in among else IntentMatch(None, 0.0, "table")
