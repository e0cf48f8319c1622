"""The product's intent classifier for rehearsals: prepared once per script, and asked once per utterance and choice."""

from __future__ import annotations

from collections.abc import Sequence

from engine.dialog.intents import Embed, ExampleClassifier, HeadFiles, IntentClassifier, IntentMatch
from engine.dialog.script import Script
from engine.rehearsal.virtual_loop import VirtualLoop


class RememberingClassifier:
    """Gives the same answer to the same question without working it out again; a call asks the same one several times."""

    def __init__(self, classifier: IntentClassifier) -> None:
        self._classifier = classifier
        self._answers: dict[tuple[str, tuple[str, ...]], IntentMatch] = {}

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """See `IntentClassifier`."""
        question = (text, tuple(among))
        if question not in self._answers:
            self._answers[question] = await self._classifier.classify(text, among)
        return self._answers[question]


def example_classifier(script: Script, embed: Embed, kept: HeadFiles) -> IntentClassifier:
    """The classifier that calls with this script have. Raises as `embed`."""
    classifier = ExampleClassifier(script, embed, kept)
    VirtualLoop().run(classifier.prepare())
    return RememberingClassifier(classifier)
