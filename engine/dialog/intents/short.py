"""What is said in one breath for an intent: the phrases that a recognizer may be asked to listen for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.dialog.intents.trained import examples_of
from engine.dialog.intents.wording import Wording
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.words import unspaced

_MOST_CHARACTERS: Final = 4
_LEAST_CHARACTERS: Final = 2
"""A single syllable is like too much else."""
_HUMMED: Final = "嗯"
"""Hums and noise are like it."""


def short_answers(script: Script) -> Mapping[str | None, tuple[str, ...]]:
    """By intent, its Chinese phrases of two to four characters, without punctuation; under None short ones that answer nothing.

    Nothing for scripts in other languages, for which this was not measured. Opting out has none, too: it ends the call for good,
    and takes words that were read.
    """
    found: dict[str | None, dict[str, None]] = {}
    if script.language == "zh":
        examples = examples_of(script)
        nothing = (example for example in examples.all if example.intent is None)
        for example in (*Wording(examples).examples, *nothing):
            text = unspaced(example.folded)
            if (
                example.intent != OPT_OUT
                and _HUMMED not in text
                and _LEAST_CHARACTERS <= len(example.folded.split()) <= _MOST_CHARACTERS
            ):
                found.setdefault(example.intent, {})[text] = None
    return {intent: tuple(texts) for intent, texts in found.items()}
