"""Where a conversation stands, as a value, and what one move of it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.dialog.edges import Edge
from engine.dialog.moves import Action
from engine.outcome import Grade


class Ending(StrEnum):
    """How the machine ended the conversation."""

    HUNG_UP = "hung_up"
    """The script reached an ending."""
    TRANSFERRED = "transferred"
    OPTED_OUT = "opted_out"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Frame:
    """The question from which a subdialog was called."""

    question: str
    confirming: str | None


@dataclass(frozen=True, slots=True)
class DialogState:
    """Where a conversation stands. A value: keep it, compare it, go back to it."""

    node: str
    """The node whose question is open, that waits for a system's answer, or that ended the call."""
    question: str = ""
    """The node whose question is open, also while something else is going on; empty before the first one."""
    no_inputs: int = 0
    """Silences since the question was asked."""
    no_matches: int = 0
    """Answers not understood since the question was asked."""
    calls_out: int = 0
    """How often the person asked whether anybody is there, in the whole call."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """Canonical values, see `engine.dialog.slots.spec.SlotType`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the person said for a slot."""
    confirming: str | None = None
    """The value that the open question has understood, and about which the person is asked whether it is right."""
    confirming_words: str = ""
    correctable: str | None = None
    """The node whose question was answered just now: "no, Thursday" still puts that right."""
    stack: tuple[Frame, ...] = ()
    """Subdialogs under way, the outermost first."""
    spoken: Mapping[str, int] = field(default_factory=dict)
    """How often each node has spoken."""
    tags: tuple[str, ...] = ()
    grade: Grade | None = None
    ending: Ending | None = None
    transferring: str | None = None
    """The node that handed the call over; whether somebody takes it is open."""

    @property
    def ended(self) -> bool:
        """True once `HangUp` or `Transfer` was given out. Only an opt-out and the news of a transfer change anything then."""
        return self.ending is not None


@dataclass(frozen=True, slots=True)
class Step:
    """What one input leads to.

    A live conversation's step ends in exactly one of `Listen`, `Await`, `Transfer` and `HangUp`. While an answer is awaited,
    what the person says or presses gives an empty step. After the end, a step is empty, or holds the bookkeeping of an opt-out that
    came during the last words; a `Transfer` still outstanding is then to be dropped.
    """

    state: DialogState
    actions: tuple[Action, ...]
    followed: Edge | None = None
    """The entry of `on` or `global` that the answer followed, if it followed one."""
    missed: bool = False
    """There was an answer, and it was not understood."""
