"""What follows from an answer: the edges of a script's flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.dialog.conditions import Condition
from engine.dialog.utterance import Utterance
from engine.outcome import Grade


@dataclass(frozen=True, slots=True)
class Goto:
    """On to another node."""

    node: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Say something and listen on."""

    say: Utterance
    asks_again: bool
    """Ask the open question again after it."""


@dataclass(frozen=True, slots=True)
class Call:
    """Into a subdialog, whose `Return` leads back to this question."""

    node: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Say the node again."""


Reaction = Goto | Reply | Call | Repeat


@dataclass(frozen=True, slots=True)
class Edge:
    """An expected answer (an intent, a telephone key, keywords, any of them) and what follows."""

    intent: str | None
    digit: str | None
    words: tuple[str, ...]
    """Folded keywords, see `engine.dialog.words.fold`."""
    when: Condition | None
    then: Reaction
    slot: str | None
    """Takes the answer's text."""
    set: Mapping[str, str]
    """Slots to templates of their new values."""
    tags: tuple[str, ...]
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on; the first whose condition holds is taken, and the last has none."""

    when: Condition | None
    goto: str


def said_on(edges: Iterable[Edge]) -> Iterator[Utterance]:
    """What edges say that lead back to where they began."""
    return (edge.then.say for edge in edges if isinstance(edge.then, Reply))
