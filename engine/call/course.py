"""Where the dialog of one call stands: the pure machine with the one state that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.dialog.machine import DialogMachine, DialogState, Step
from engine.dialog.moves import Action, Doubt, Expectation, Heard, Input, Say
from engine.dialog.slots.fullness import Fullness

Moved = Callable[[DialogState, Input, Step], None]
"""Told where the dialog stood, what came, and what followed."""


class Course:
    """Moves a dialog on and remembers where it is."""

    def __init__(self, machine: DialogMachine, moved: Moved | None = None) -> None:
        """`moved` is told of every move that the dialog makes; guesses are none."""
        self._machine = machine
        self._moved = moved
        self._opening = machine.start()
        self._state = self._opening.state
        self._foreseen: tuple[DialogState, Input, Step] | None = None
        self._missed = False
        self._company_kept = 0

    @property
    def node(self) -> str:
        """Where the dialog stands."""
        return self._state.node

    @property
    def ended(self) -> bool:
        """The script reached an ending, though its last words may not have been heard."""
        return self._state.ended

    @property
    def missed(self) -> bool:
        """The last move was made for an answer that was not understood."""
        return self._missed

    @property
    def expectation(self) -> Expectation:
        """What the person may say or press now."""
        return self._machine.expectation(self._state)

    def fullness(self, text: str) -> Fullness:
        """How much of what the open question asks for these words say."""
        return self._machine.fullness(self._state, text)

    def doubt(self, given: Heard) -> Doubt | None:
        """What is unsure of these words as an answer to a question with a slot; None if the bot would not ask back or again."""
        return self._machine.doubt(self._state, given)

    def sure_value(self, text: str) -> str | None:
        """What these words plainly say for the open question's slot."""
        return self._machine.sure_value(self._state, text)

    @property
    def opening(self) -> Sequence[Action]:
        """What the bot begins with when it talks to a person."""
        return self._opening.actions

    def has(self, node: str) -> bool:
        """The script has a node of this name."""
        return node in self._machine.script.nodes

    def introduction(self) -> Say | None:
        """What a call-screening service is told; None if the script has no words for it."""
        return self._machine.introduction()

    def still_trying(self) -> Say | None:
        """What keeps a person company who waits for an agent, the next time; None if there are no words for it."""
        say = self._machine.still_trying(self._state, self._company_kept)
        self._company_kept += 1
        return say

    def move(self, given: Input) -> Sequence[Action]:
        """Takes what came; what is to be done about it."""
        step = self._step(given)
        if self._moved:
            self._moved(self._state, given, step)
        self._state, self._missed = step.state, step.missed
        return step.actions

    def foresee(self, given: Input) -> Sequence[Action]:
        """What would be done if that came now."""
        step = self._step(given)
        self._foreseen = self._state, given, step
        return step.actions

    def return_to_opening(self) -> None:
        """A person is there after all, whatever was prepared for a machine."""
        self._state = self._opening.state

    def skip_opening(self) -> None:
        """What the opening would have written down never happened."""
        self._state = self._machine.unopened

    def _step(self, given: Input) -> Step:
        """The machine's answer; the same question is not worked out again."""
        if self._foreseen and self._foreseen[0] is self._state and self._foreseen[1] == given:
            return self._foreseen[2]
        return self._machine.advance(self._state, given)
