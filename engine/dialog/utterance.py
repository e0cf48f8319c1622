"""What the bot says at one place, as written: texts, variants, parts under a condition, pauses, recordings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from engine.dialog.conditions import Condition


@dataclass(frozen=True, slots=True)
class Line:
    """A text, or a recording with its transcript; may hold placeholders."""

    text: str
    audio: str | None = None
    """Path of the recording in the script's bundle."""


@dataclass(frozen=True, slots=True)
class Variants:
    """One of some texts, another one each time."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """Said only if the condition holds."""

    when: Condition
    parts: Utterance


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence after what was said before it."""

    ms: int


Part: TypeAlias = "Line | Variants | Conditional | Pause"
Utterance: TypeAlias = tuple["Part", ...]


def lines_of(utterances: Iterable[Utterance]) -> Iterator[Line]:
    """Every line that may be said, variants and both sides of conditions included, in the order written."""
    for utterance in utterances:
        for part in utterance:
            match part:
                case Line():
                    yield part
                case Variants(texts):
                    yield from (Line(text) for text in texts)
                case Conditional(_, parts):
                    yield from lines_of([parts])
                case Pause():
                    pass


def conditions_of(utterances: Iterable[Utterance]) -> Iterator[Condition]:
    """Every condition on which something is said."""
    for utterance in utterances:
        for part in utterance:
            if isinstance(part, Conditional):
                yield part.when
                yield from conditions_of([part.parts])


def spoken(*texts: str) -> Utterance:
    """Plain texts, one after another."""
    return tuple(Line(text) for text in texts)
