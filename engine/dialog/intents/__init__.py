"""What a person's words mean, among what the script expects of them.

    text ─▶ opt-out phrases ─▶ same words, or sounds ─▶ kernel head over vectors ─▶ whole, then clauses ─▶ IntentMatch
              always on          short answers, slips      calibrated: or none

An utterance is looked at as a whole and, unless that is clear, clause by clause, so that "yeah, but how much is it" is a question
about the price. docs/intents.md tells how well it works and how that is measured.
"""

from engine.dialog.intents.classifier import ExampleClassifier
from engine.dialog.intents.match import Embed, IntentClassifier, IntentMatch, Vectors
from engine.dialog.intents.noisy_channel import Restore, noisy_channel
from engine.dialog.intents.phrases import SPELLED, phrases_of
from engine.dialog.intents.store import HeadFiles

__all__ = [
    "SPELLED",
    "Embed",
    "ExampleClassifier",
    "HeadFiles",
    "IntentClassifier",
    "IntentMatch",
    "Restore",
    "Vectors",
    "noisy_channel",
    "phrases_of",
]
