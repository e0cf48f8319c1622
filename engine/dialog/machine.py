"""The dialog machine: pure, without clock or audio. The same machine runs a phone call, a text simulation and a test.

    state = machine.start().state
    step = machine.advance(state, input)     → step.state, step.actions

Opt-out is looked at before anything else, in every state, even while a goodbye or a transfer is being spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.dialog.asides import asks_to_wait, calls_out
from engine.dialog.draft import Draft
from engine.dialog.moves import Expectation, Heard, Input, MachineAnswered, NoInput, Pace, Pressed, Sentence
from engine.dialog.script import OPT_OUT, OPT_OUT_DIGIT, Edge, HandOver, Listening, Node, Script
from engine.dialog.state import DialogState, Ending, Step
from engine.dialog.template import fill, render

__all__ = ["DialogMachine", "DialogState", "Ending", "Step", "is_opt_out"]

_REASSURANCES: Final = 3
"""Somebody who asks more often whether anybody is there does not hear the bot."""


class DialogMachine:
    """Walks one script for one lead."""

    def __init__(self, script: Script, variables: Mapping[str, str]) -> None:
        """Fills in every text, so that nothing can be missing later.

        Raises:
            MissingVariable: the lead lacks a variable that the script requires.
        """
        given = {name: value for name, value in variables.items() if value.strip()}
        values = {**script.defaults, **given}
        self.script = script
        self._speech: dict[str, tuple[Sentence, ...]] = {text: render((text,), values, script.defaults) for text in script.texts()}
        ways = [node.way for node in script.nodes.values()]
        self._targets = {way.target: fill(way.target, values) for way in ways if isinstance(way, HandOver)}

    def sentences(self) -> tuple[Sentence, ...]:
        """All that may be said in this call, the opening first, each once: for preparing speech while the phone rings."""
        return tuple(dict.fromkeys(sentence for text in self.script.texts() for sentence in self._speech[text]))

    def start(self) -> Step:
        """The opening: a person has answered."""
        draft = self._draft(DialogState(self.script.start))
        draft.enter(self.script.start, "start")
        return draft.step()

    def advance(self, state: DialogState, given: Input) -> Step:
        """The next step. Once ended, an opt-out gives its bookkeeping and no second HangUp; all else gives nothing."""
        draft = self._draft(state)
        if is_opt_out(given):
            draft.opt_out(_reason(given))
        elif not state.ended:
            self._react(draft, given)
        return draft.step()

    def expectation(self, state: DialogState) -> Expectation:
        """What may come next; opt-out is always among it."""
        edges = () if state.ended else self._edges(state.node)
        intents = [edge.intent for edge in edges if edge.intent] + [OPT_OUT]
        digits = [edge.digit for edge in edges if edge.digit] + [OPT_OUT_DIGIT]
        way = self.script.nodes[state.node].way if state.node in self.script.nodes else None
        listening = way if isinstance(way, Listening) and not state.ended else None
        return Expectation(
            intents=tuple(dict.fromkeys(intents)),
            digits=tuple(dict.fromkeys(digits)),
            asr_hint=listening.asr_hint if listening else "",
            open=listening is not None and listening.capture is not None,
            pace=listening.pace if listening else Pace.NORMAL,
        )

    def _draft(self, state: DialogState) -> Draft:
        return Draft(self.script, self._speech, self._targets, state)

    def _edges(self, node: str) -> tuple[Edge, ...]:
        way = self.script.nodes[node].way
        own = way.edges if isinstance(way, Listening) else ()
        return (*own, *self.script.global_edges)

    def _react(self, draft: Draft, given: Input) -> None:
        node = self.script.nodes[draft.state.node]
        match given:
            case MachineAnswered():
                draft.leave_message()
            case NoInput():
                draft.climb_no_input(node)
            case Heard(text, intent):
                edge = next((edge for edge in self._edges(node.name) if intent and edge.intent == intent), None)
                self._answer(draft, node, edge, text.strip())
            case Pressed(digit):
                edge = next((edge for edge in self._edges(node.name) if edge.digit == digit), None)
                draft.follow(node, edge, digit) if edge else draft.climb_no_match(node)

    def _answer(self, draft: Draft, node: Node, edge: Edge | None, text: str) -> None:
        capture = node.way.capture if isinstance(node.way, Listening) else None
        if edge:
            draft.follow(node, edge, text)
        elif asks_to_wait(text, self.script.language):
            draft.give_time()
        elif calls_out(text, self.script.language) and draft.state.calls_out < _REASSURANCES:
            draft.reassure(node)
        elif capture and text:
            draft.fill(capture.slot, text)
            draft.enter(capture.goto, text)
        else:
            draft.climb_no_match(node)


def is_opt_out(given: Input) -> bool:
    """True for what takes a person off the list, at any node of any script."""
    match given:
        case Heard(_, intent):
            return intent == OPT_OUT
        case Pressed(digit):
            return digit == OPT_OUT_DIGIT
        case _:
            return False


def _reason(given: Input) -> str:
    match given:
        case Heard(text, _):
            return text
        case Pressed(digit):
            return f"pressed {digit}"
        case _:
            return "the script"
