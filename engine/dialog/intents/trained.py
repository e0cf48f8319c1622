"""A script's examples with everything that was worked out of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.dialog.intents.background import background
from engine.dialog.intents.features import Features
from engine.dialog.intents.head import Head, solve
from engine.dialog.script import Script
from engine.dialog.words import fold, unspaced

Matrix = NDArray[np.floating[Any]]

_FORMAT: Final = 7
"""To be raised with any change of the features or the head, so that nothing trained before is used."""


@dataclass(frozen=True, slots=True)
class Example:
    """One of a script's examples, or of the background."""

    intent: str | None
    """None: says nothing that a script expects."""
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples of a script in one language, and the background."""

    language: str
    """ISO 639-1."""
    all: tuple[Example, ...]

    @property
    def intents(self) -> tuple[str | None, ...]:
        """The classes of the head: None, then the intents in the script's order."""
        return (None, *dict.fromkeys(example.intent for example in self.all if example.intent is not None))

    @property
    def texts(self) -> list[str]:
        """What is to be embedded."""
        return [unspaced(example.folded) for example in self.all]

    def key(self, encoder: str) -> str:
        """Changes when anything does that the head is made of; `encoder` is the identity of the encoder's files."""
        made_of = [_FORMAT, encoder, self.language, [(example.intent, example.folded) for example in self.all]]
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()


def examples_of(script: Script) -> Examples:
    """The script's examples and its language's background; of equal ones the first counts."""
    kept: dict[str, Example] = {}
    for intent, texts in [*script.intents.items(), (None, background(script.language))]:
        for text in texts:
            example = Example(intent, text, fold(text))
            kept.setdefault(example.folded, example)
    return Examples(script.language, tuple(example for folded, example in kept.items() if folded))


class Placed:
    """Examples as rows of their features."""

    def __init__(self, examples: Examples, vectors: Matrix) -> None:
        """Args:
        examples: at least one.
        vectors: L2-normalised rows of `examples.texts`.
        """
        folded = [example.folded for example in examples.all]
        self.examples = examples
        self.vectors = vectors
        self.features = Features(folded, vectors, examples.language)
        self.rows = self.features.rows(folded, vectors)


class Trained:
    """Scores utterances against examples."""

    def __init__(self, placed: Placed, head: Head) -> None:
        """`head`: solved for these examples."""
        self.examples = examples = placed.examples
        self.vectors = placed.vectors
        self.head = head
        self._features = placed.features
        self._rows = placed.rows
        classes = np.array(_classes(examples))
        self._members = [np.flatnonzero(classes == number) for number in range(len(examples.intents))]

    def likeness(self, folded: Sequence[str], vectors: Matrix) -> Matrix:
        """How like each utterance is to each example: [utterances, examples]."""
        return self._features.rows(folded, vectors).likeness(self._rows)

    def logits(self, likeness: Matrix) -> Matrix:
        """[utterances, classes], in the order of `examples.intents`; see `Head.logits`."""
        return self.head.logits(likeness)

    def nearest(self, likeness: Matrix) -> list[str]:
        """The nearest example of each class, by one utterance's likeness to all of them."""
        best = (members[np.argmax(likeness[members])] if len(members) else None for members in self._members)
        return ["" if index is None else self.examples.all[index].text for index in best]


def train(examples: Examples, vectors: Matrix) -> Trained:
    """Solves the head. Milliseconds for a script, seconds for a thousand examples."""
    placed = Placed(examples, vectors)
    return Trained(placed, solve(placed.rows.likeness(placed.rows), _classes(examples), len(examples.intents)))


def _classes(examples: Examples) -> list[int]:
    number = {intent: index for index, intent in enumerate(examples.intents)}
    return [number[example.intent] for example in examples.all]
