"""A place in the conversation: what is said and done at it, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.dialog.utterance import Utterance
from engine.dialog.ways import HandOver, Listening, Way
from engine.outcome import Grade


@dataclass(frozen=True, slots=True)
class Sms:
    """Templates of a text message."""

    text: str
    link: str | None
    """Where `{{ link }}` in the text leads; None: it is a variable like others."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the conversation."""

    name: str
    say: Utterance
    again: Utterance
    """What is said instead of `say` when the conversation comes back to this question."""
    barge_in: bool
    barge_in_after_ms: int
    """Of the node's speech that is never interrupted; 0 unless the script says so."""
    tags: tuple[str, ...]
    grade: Grade | None
    set: Mapping[str, str]
    """Slots to templates of the values that they get here."""
    sms: Sms | None
    callback: str | None
    """The slot that says when the person wants to be called."""
    way: Way

    def utterances(self) -> Iterator[Utterance]:
        """Everything that is said at it."""
        yield self.say
        yield self.again
        match self.way:
            case Listening():
                yield from self.way.utterances()
            case HandOver(meanwhile=meanwhile):
                yield meanwhile
            case _:
                pass
