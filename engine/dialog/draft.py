"""One step of the dialog machine in the making: a state on its way, and the actions collected so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from engine.dialog.moves import Action, AddTag, Enter, FillSlot, HangUp, Listen, OptOut, Say, Sentence, SetGrade, Transfer
from engine.dialog.script import GIVE_UP, OPT_OUT, Edge, End, GoOn, HandOver, Listening, Node, Resume, Rung, Script
from engine.dialog.state import DialogState, Ending, Step
from engine.outcome import Grade

GIVEN_TIME_MS: Final = 20_000
"""Silence after "one moment, please" before the bot asks whether the person is back."""


@dataclass(slots=True)
class Draft:
    """The moves from which steps are made. Each public method leads to a `Listen` or to the end."""

    script: Script
    speech: Mapping[str, tuple[Sentence, ...]]
    """The lead's sentences by the script's texts."""
    targets: Mapping[str, str]
    """The lead's transfer targets by the script's."""
    state: DialogState
    actions: list[Action] = field(default_factory=list)

    def step(self) -> Step:
        return Step(self.state, tuple(self.actions))

    def enter(self, name: str, because: str) -> None:
        """Goes to a node and on along its gotos. `because` is what the person did, for the record of an opt-out.

        Raises:
            RuntimeError: the gotos run in a circle; `engine.dialog.checks` refuses such scripts.
        """
        for _ in range(len(self.script.nodes) + 1):
            node = self.script.nodes[name]
            self._arrive(node, because)
            if not isinstance(node.way, GoOn):
                return self._settle(node)
            name = node.way.goto
        raise RuntimeError(f"script {self.script.id}: the gotos from node {name} never end")

    def follow(self, node: Node, edge: Edge, answer: str) -> None:
        """An expected answer was given at `node`."""
        if edge.slot:
            self.fill(edge.slot, answer)
        self._mark(edge.tags, edge.grade)
        if edge.goto:
            self.enter(edge.goto, answer)
        else:
            self.state = replace(self.state, no_inputs=0, no_matches=0)
            self._say(node, node.say)
            self._listen(node)

    def fill(self, slot: str, value: str) -> None:
        self.state = replace(self.state, slots={**self.state.slots, slot: value})
        self.actions.append(FillSlot(slot, value))

    def give_time(self) -> None:
        """The person asked for a moment: the question stays open, and nobody presses them."""
        self.actions.append(Listen(GIVEN_TIME_MS))
        self.state = replace(self.state, no_inputs=0)

    def reassure(self, node: Node) -> None:
        """The person asked whether anybody is there."""
        self.state = replace(self.state, calls_out=self.state.calls_out + 1, no_inputs=0)
        self._say(node, (*self.script.here, *node.again))
        self._listen(node)

    def climb_no_match(self, node: Node) -> None:
        """An answer was not understood."""
        count = self.state.no_matches
        self.state = replace(self.state, no_matches=count + 1)
        self._climb(node, node.way.no_match if isinstance(node.way, Listening) else (), count)

    def climb_no_input(self, node: Node) -> None:
        """The person stayed silent."""
        count = self.state.no_inputs
        self.state = replace(self.state, no_inputs=count + 1)
        self._climb(node, node.way.no_input if isinstance(node.way, Listening) else (), count)

    def leave_message(self) -> None:
        """A machine answered: the script's message, if it has one."""
        if self.script.voicemail:
            self._arrive(self.script.voicemail, "")
        self._end(self.script.voicemail.name if self.script.voicemail else self.state.node, Ending.VOICEMAIL)
        self.actions.append(HangUp())

    def opt_out(self, because: str) -> None:
        """Takes the person off the list, once; a call that is not ending already ends."""
        if self.state.ending is Ending.OPTED_OUT:
            return
        if self.state.ended:
            node = self.script.nodes[OPT_OUT]
            self.actions.append(OptOut(because))
            self._mark(node.tags, node.grade)
            self._end(OPT_OUT, Ending.OPTED_OUT)
        else:
            self.enter(OPT_OUT, because)

    def _climb(self, node: Node, ladder: Sequence[Rung], count: int) -> None:
        if count >= len(ladder):
            return self.enter(GIVE_UP, "")
        rung = ladder[count]
        self._say(node, rung.say)
        if rung.goto:
            return self.enter(rung.goto, "")
        if rung.repeat:
            self._say(node, node.again)
        self._listen(node)

    def _arrive(self, node: Node, because: str) -> None:
        self.actions.append(Enter(node.name))
        if node.name == OPT_OUT:
            self.actions.append(OptOut(because))
        self._mark(node.tags, node.grade)
        self._say(node, node.say)

    def _settle(self, node: Node) -> None:
        match node.way:
            case Listening():
                self.state = replace(self.state, node=node.name, no_inputs=0, no_matches=0)
                self._listen(node)
            case Resume():
                self._resume(self.script.nodes[self.state.node])
            case HandOver(target):
                self._end(node.name, Ending.TRANSFERRED)
                self.actions.append(Transfer(self.targets[target]))
            case End():
                self._end(node.name, Ending.OPTED_OUT if node.name == OPT_OUT else Ending.HUNG_UP)
                self.actions.append(HangUp())

    def _resume(self, node: Node) -> None:
        self.state = replace(self.state, no_inputs=0, no_matches=0)
        self.actions.append(Enter(node.name))
        self._say(node, node.again)
        self._listen(node)

    def _mark(self, tags: Sequence[str], grade: Grade | None) -> None:
        for tag in tags:
            if tag not in self.state.tags:
                self.state = replace(self.state, tags=(*self.state.tags, tag))
                self.actions.append(AddTag(tag))
        if grade and grade is not self.state.grade:
            self.state = replace(self.state, grade=grade)
            self.actions.append(SetGrade(grade))

    def _say(self, node: Node, texts: Sequence[str]) -> None:
        sentences = tuple(sentence for text in texts for sentence in self.speech[text])
        if sentences:
            self.actions.append(Say(node.name, sentences, node.barge_in, node.barge_in_after_ms))

    def _listen(self, node: Node) -> None:
        if isinstance(node.way, Listening):
            self.actions.append(Listen(node.way.no_input_ms))

    def _end(self, node: str, ending: Ending) -> None:
        self.state = replace(self.state, node=node, ending=ending)
