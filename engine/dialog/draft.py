"""One step of the dialog machine in the making: a state on its way, and the actions collected so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.dialog.edges import Branch, Edge
from engine.dialog.moves import Action, AddTag, FillSlot, Listen, Say, SetGrade
from engine.dialog.nodes import Node
from engine.dialog.script import Script
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.state import DialogState, Ending, Step
from engine.dialog.utterance import Utterance
from engine.dialog.values import canonical
from engine.dialog.ways import Listening
from engine.dialog.wording import Wording
from engine.outcome import Grade

_TEXT = SlotSpec(SlotType.TEXT)


@dataclass(slots=True)
class Draft:
    """What all moves are made of. The moves themselves are in `arriving`, `answering`, `asking` and `ladders`."""

    script: Script
    wording: Wording
    state: DialogState
    actions: list[Action] = field(default_factory=list)
    followed: Edge | None = None
    missed: bool = False

    def step(self) -> Step:
        return Step(self.state, tuple(self.actions), self.followed, self.missed)

    @property
    def question(self) -> Node | None:
        """The node whose question is open."""
        return self.script.nodes.get(self.state.question)

    @property
    def values(self) -> Mapping[str, str]:
        """What conditions may ask for."""
        return self.wording.values(self.state.slots)

    def change(self, **fields: Any) -> None:
        """Goes on with another state."""
        self.state = replace(self.state, **fields)

    def listen(self, node: Node) -> None:
        if isinstance(node.way, Listening):
            self.actions.append(Listen(node.way.no_input_ms))

    def say(self, node: Node, *utterances: Utterance, **values: str) -> None:
        """Speaks, as one utterance. `values` stand for slots of that name."""
        turn = self.state.spoken.get(node.name, 0)
        slots = {**self.state.slots, **values}
        sentences = tuple(part for utterance in utterances for part in self.wording.sentences(utterance, slots, turn))
        if sentences:
            self.change(spoken={**self.state.spoken, node.name: turn + 1})
            self.actions.append(Say(node.name, sentences, node.barge_in, node.barge_in_after_ms))

    def mark(self, tags: Sequence[str], grade: Grade | None) -> None:
        for tag in tags:
            if tag not in self.state.tags:
                self.change(tags=(*self.state.tags, tag))
                self.actions.append(AddTag(tag))
        if grade and grade is not self.state.grade:
            self.change(grade=grade)
            self.actions.append(SetGrade(grade))

    def fill(self, slot: str, value: str, words: str) -> None:
        """Writes a slot: its canonical value, and what the person said."""
        self.change(slots={**self.state.slots, slot: value}, words={**self.state.words, slot: words})
        self.actions.append(FillSlot(slot, value))

    def fill_raw(self, slot: str, raw: str) -> bool:
        """Writes a slot from a text that may have any form; False if it is no value of the slot's type."""
        value = canonical(self.script.slots.get(slot, _TEXT), raw, self.script.language, self.wording.now)
        if value is None:
            return False
        self.fill(slot, value, raw)
        return True

    def set(self, templates: Mapping[str, str]) -> None:
        """Writes the slots that a node or an entry sets. What comes out empty or of another type is not written."""
        for slot, template in templates.items():
            self.fill_raw(slot, self.wording.filled(template, self.state.slots))

    def branch(self, branches: Sequence[Branch]) -> str:
        """The node to which the first way leads whose condition holds.

        Raises:
            RuntimeError: none does; `engine.dialog.checks.document` refuses such scripts.
        """
        for branch in branches:
            if branch.when is None or branch.when.evaluate(self.values):
                return branch.goto
        raise RuntimeError(f"script {self.script.id}: no way on from node {self.state.node}")

    def is_open(self, edge: Edge) -> bool:
        """True if an expected answer counts now."""
        return edge.when is None or edge.when.evaluate(self.values)

    def end(self, node: str, ending: Ending) -> None:
        self.change(node=node, ending=ending)
