"""The dialog machine: pure, without clock or audio. The same machine runs a phone call, a text simulation and a test.

    state = machine.start().state
    step = machine.advance(state, input)     → step.state, step.actions

Opt-out is looked at before anything else, in every state, even while a goodbye or a transfer is being spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.dialog import asking
from engine.dialog.answering import heard, own_edges, pressed
from engine.dialog.arriving import enter, forced, given_back, leave_message, opt_out, transfer_failed, webhook_replied
from engine.dialog.draft import Draft
from engine.dialog.edges import Edge
from engine.dialog.ladders import climb_no_input, climb_no_match
from engine.dialog.moves import (
    Doubt,
    Expectation,
    Forced,
    GivenBack,
    Heard,
    Input,
    MachineAnswered,
    NoInput,
    Pace,
    Pressed,
    Say,
    Sentence,
    TransferFailed,
    Unread,
    WebhookFailed,
    WebhookReplied,
)
from engine.dialog.schema_values import Confirm
from engine.dialog.script import OPT_OUT, OPT_OUT_DIGIT, Script
from engine.dialog.slots.fullness import Fullness
from engine.dialog.slots.spec import SlotType
from engine.dialog.state import DialogState, Ending, Step
from engine.dialog.values import canonical
from engine.dialog.ways import Ask, HandOver, Listening, LookUp
from engine.dialog.wording import MissingVariable, UnfitVariable, Wording

__all__ = ["DialogMachine", "DialogState", "Ending", "Step", "is_opt_out"]

_SPELLED_TYPES = frozenset({SlotType.DIGITS, SlotType.PHONE})
_OPEN_TYPES = frozenset(SlotType) - {SlotType.YES_NO, SlotType.CHOICE}
"""Slots that take more than a few known words."""


class DialogMachine:
    """Walks one script for one lead."""

    def __init__(self, script: Script, variables: Mapping[str, str], *, started: datetime, seed: int = 0) -> None:
        """Checks the lead's values, so that nothing can be missing later.

        Args:
            script: in the lead's language.
            variables: the lead's columns.
            started: the person's local time, aware: what "tomorrow" is.
            seed: chooses among variants.

        Raises:
            MissingVariable: the lead lacks a variable that the script requires.
            UnfitVariable: a value is not of the declared type.
        """
        self.script = script
        given = {**variables, **checked_variables(script, variables, started)}
        usual = {**script.defaults, **checked_variables(script, script.defaults, started, required=False)}
        self._wording = Wording(script.language, script.types, usual, {**given, **script.persona}, started, seed)

    def sentences(self) -> tuple[Sentence, ...]:
        """All that may be said in this call and holds no slot, the opening first, each once: for preparing speech in advance."""
        return self._wording.prepared(self.script.utterances())

    def introduction(self) -> Say | None:
        """What a call-screening service is told."""
        if screening := self.script.screening:
            sentences = self._wording.sentences(screening.say, {}, 0)
            return Say(screening.name, sentences, False) if sentences else None
        return next((action for action in self.start().actions if isinstance(action, Say)), None)

    def still_trying(self, state: DialogState, times: int) -> Say | None:
        """What keeps a person company who waits for an agent: the transfer's own words, or the language's.

        Args:
            state: handed over.
            times: how often it was said in this call; variants take turns.
        """
        node = self.script.nodes.get(state.transferring or "")
        own = node.way.meanwhile if node and isinstance(node.way, HandOver) else ()
        sentences = self._wording.sentences(own or self.script.still_trying, state.slots, times)
        return Say(state.transferring or state.node, sentences, True) if sentences else None

    def aloud(self, slot: str, value: str) -> str:
        """A slot's value as it is read."""
        return self._wording.aloud(slot, value)

    @property
    def unopened(self) -> DialogState:
        """Before a word was said: where a machine's message begins that answered in a person's place."""
        return DialogState(self.script.start)

    def start(self) -> Step:
        """The opening: a person has answered."""
        draft = self._draft(self.unopened)
        enter(draft, self.script.start, "start")
        return draft.step()

    def advance(self, state: DialogState, given: Input) -> Step:
        """The next step. Once ended, an opt-out gives its bookkeeping and no second HangUp, and what became of a transfer goes on.

        All else gives nothing then.
        """
        draft = self._draft(state)
        if is_opt_out(given):
            opt_out(draft, _reason(given))
        elif state.transferring and isinstance(given, TransferFailed):
            transfer_failed(draft)
        elif state.transferring and isinstance(given, GivenBack):
            given_back(draft)
        elif not state.ended:
            self._react(draft, given)
        return draft.step()

    def expectation(self, state: DialogState) -> Expectation:
        """What may come next; opt-out is always among it."""
        way = self.script.nodes[state.node].way if state.node in self.script.nodes else None
        listening = way if isinstance(way, Listening) and not state.ended else None
        edges = self._open_edges(state) if listening else []
        ask = listening.ask if listening else None
        keys = asking.keys_of(ask, state.confirming) if ask else ()
        digits = [*(edge.digit for edge in edges if edge.digit), *keys, OPT_OUT_DIGIT]
        return Expectation(
            intents=tuple(dict.fromkeys([*(edge.intent for edge in edges if edge.intent), OPT_OUT])),
            digits=tuple(dict.fromkeys(digits)),
            asr_hint=listening.asr_hint if listening else "",
            open=ask is not None and state.confirming is None and ask.spec.type in _OPEN_TYPES,
            pace=listening.pace if listening else Pace.NORMAL,
            only_intents=ask is None and not any(edge.words for edge in edges),
            spelled=ask is not None and state.confirming is None and ask.spec.type in _SPELLED_TYPES,
            value_hint=(ask.likely if state.confirming is None else ask.likely_verdicts) if ask else "",
        )

    def fullness(self, state: DialogState, text: str) -> Fullness:
        """How much of what the open question asks for these words say; nothing if it asks for no value."""
        ask = self._ask(state)
        return asking.fullness_of(self._draft(state), ask, text) if ask else Fullness.NOTHING

    def doubt(self, state: DialogState, given: Heard) -> Doubt | None:
        """What is unsure of an answer to a question with a slot, or to "is that right?".

        None: it is understood, or refused for what it says; or the question has no slot.
        """
        ask = self._ask(state)
        if ask is None:
            return None
        step = self.advance(state, given)
        if step.missed:
            return Doubt(None)
        asked_back = step.state.confirming if step.state.confirming != state.confirming else None
        return Doubt(asked_back) if asked_back is not None and ask.confirm is Confirm.UNSURE else None

    def sure_value(self, state: DialogState, text: str) -> str | None:
        """What the words plainly say for the open question's slot, canonical, or to "is that right?"; None if nothing."""
        ask = self._ask(state)
        return asking.sure_value(self._draft(state), ask, text) if ask else None

    def _ask(self, state: DialogState) -> Ask | None:
        node = self.script.nodes.get(state.node)
        return asking.ask_of(node) if node and not state.ended else None

    def _draft(self, state: DialogState) -> Draft:
        return Draft(self.script, self._wording, state)

    def _open_edges(self, state: DialogState) -> list[Edge]:
        draft = self._draft(state)
        edges = (*own_edges(self.script.nodes[state.node]), *self.script.global_edges)
        return [edge for edge in edges if draft.is_open(edge)]

    def _react(self, draft: Draft, given: Input) -> None:
        node = self.script.nodes[draft.state.node]
        if isinstance(given, MachineAnswered):
            leave_message(draft)
        elif isinstance(given, Forced):
            forced(draft, given.node)
        elif isinstance(node.way, LookUp):
            match given:
                case WebhookReplied(values):
                    webhook_replied(draft, node.way, values)
                case WebhookFailed():
                    enter(draft, node.way.on_failed, "")
                case _:
                    pass  # nothing was asked yet
        else:
            match given:
                case NoInput():
                    climb_no_input(draft, node)
                case Unread():
                    climb_no_match(draft, node)
                case Heard(text, intent, confidence):
                    heard(draft, node, text.strip(), intent, confidence)
                case Pressed(digit):
                    pressed(draft, node, digit)
                case _:
                    pass  # an answer to nothing


def is_opt_out(given: Input) -> bool:
    """True for what takes a person off the list, at any node of any script."""
    match given:
        case Heard(_, intent):
            return intent == OPT_OUT
        case Pressed(digit):
            return digit == OPT_OUT_DIGIT
        case _:
            return False


def checked_variables(script: Script, values: Mapping[str, str], now: datetime, *, required: bool = True) -> dict[str, str]:
    """The script's variables in canonical writing, defaults where `values` has nothing.

    Raises:
        MissingVariable, UnfitVariable
    """
    checked: dict[str, str] = {}
    for name, variable in script.variables.items():
        raw = values.get(name, "").strip() or variable.default or ""
        value = canonical(variable.spec, raw, script.language, now)
        if value is not None:
            checked[name] = value
        elif raw:
            raise UnfitVariable(name, variable.spec.type)
        elif required and variable.default is None:
            raise MissingVariable(name)
    return checked


def _reason(given: Input) -> str:
    match given:
        case Heard(text, _):
            return text
        case Pressed(digit):
            return f"pressed {digit}"
        case _:
            return "the script"
