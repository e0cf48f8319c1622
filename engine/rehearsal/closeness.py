"""A check that needs a model: intents whose examples lie so close together that one will be taken for the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from engine.dialog.graph import listens
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.words import normalise
from engine.speech.api import Vectors

_TOO_CLOSE: Final = 0.89
"""Cosine of two examples' vectors once what all of the script's examples have in common is taken off. Only near-copies are beyond
it: "what does it cost" and "how much does it cost" are at 0.91; the closest of different meaning in eight shipped scripts, "give me
a few days" and "a few months", at 0.88. Looser paraphrases, at 0.3 to 0.8, cannot be told from those by this measure."""
_DENIES: Final = re.compile(r"n't\b|\b(?:not?|nope|never|nothing|without|none)\b|[不没别未无]")
"""Vectors hardly tell "I want to" from "I don't want to"; what listens to people does."""

Embed = Callable[[Sequence[str]], Vectors]
"""Texts to unit rows."""
_Example = tuple[Location, str, str]
"""Where it stands, its intent, and its words."""


def too_close(doc: ScriptDoc, embed: Embed) -> Iterator[Finding]:
    """A warning for each two intents that are expected at the same question and have examples that mean much the same, with the
    closest two. Raises as `embed`."""
    examples = list(_examples(doc))
    together = _expected_together(doc)
    if not together:
        return
    rows = _centred(embed([normalise(text) for _, _, text in examples]))
    likeness = np.triu(rows @ rows.T, 1)
    closest: dict[frozenset[str], tuple[float, _Example, _Example]] = {}
    for first, second in np.argwhere(likeness >= _TOO_CLOSE):
        one, other = examples[first], examples[second]
        pair, alike = frozenset((one[1], other[1])), float(likeness[first, second])
        known_alike = closest[pair][0] if pair in closest else 0.0
        if pair in together and alike >= known_alike and _denies(one[2]) == _denies(other[2]):
            closest[pair] = (alike, one, other)
    for alike, (location, _, text), (_, other, others_text) in closest.values():
        message = f"'{text}' and '{others_text}' of '{other}' mean much the same ({alike:.2f}): one will be taken for the other"
        yield Finding(location, message, Severity.WARNING)


def _expected_together(doc: ScriptDoc) -> set[frozenset[str]]:
    everywhere = {*(edge.intent for edge in doc.global_ if edge.intent), *doc.faq}
    questions = [{edge.intent for edge in node.on if edge.intent} | everywhere for node in doc.nodes.values() if listens(node)]
    return {frozenset(pair) for expected in questions for pair in combinations(expected, 2)}


def _examples(doc: ScriptDoc) -> Iterator[_Example]:
    for intent, texts in doc.intents.items():
        yield from ((("intents", intent, index), intent, text) for index, text in enumerate(texts))
    for name, entry in doc.faq.items():
        yield from ((("faq", name, "ask", index), name, text) for index, text in enumerate(entry.ask))


def _centred(vectors: Vectors) -> Vectors:
    rows = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    centred: Vectors = (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return centred


def _denies(text: str) -> bool:
    return _DENIES.search(text.lower().replace("’", "'")) is not None
