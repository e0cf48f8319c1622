"""The classifier with its real encoders on phrases that no script has as an example, in English and Mandarin."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from engine.dialog.script import OPT_OUT
from engine.dialog.words import fold
from engine.speech.api import Vectors
from engine.speech.encoders import LoadedEncoder
from tests.benchmarks.intent_cases import Answer, answers, phrases_in, rates, script_in
from tests.benchmarks.intents import Subject, encoder, prepared, subjects

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]

SUBJECTS = list(subjects("unseen"))
LEAST_UNDERSTOOD = {
    "appointment, zh": 0.76,
    "event_invitation, en": 0.75,
    "event_invitation, zh": 0.76,
    "satisfaction_survey, zh": 0.75,
}
"""By subject; what is not understood costs a second question."""
USUALLY_UNDERSTOOD = 0.82
MOST_MISUNDERSTOOD = {"appointment, zh": 0.11, "satisfaction_survey, en": 0.10, "win_back, en": 0.10}
USUALLY_MISUNDERSTOOD = 0.08
EITHER = {"Leave me out of it."}
"""Whoever says this may mean this call or all calls."""


class RememberingEncoder:
    """Encodes each text once: a phrase is tried at every question that expects it."""

    def __init__(self, encoder: LoadedEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `LoadedEncoder`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows |= zip(new, self._encoder.embed(new), strict=True)
        return np.stack([self._rows[text] for text in texts])


@pytest.fixture(scope="module")
def encoders() -> dict[str, LoadedEncoder]:
    return {language: RememberingEncoder(encoder(language)) for language in ("en", "zh")}


@pytest.fixture(scope="module", params=SUBJECTS, ids=lambda subject: subject.name)
def asked(request: pytest.FixtureRequest, encoders: dict[str, LoadedEncoder]) -> tuple[Subject, list[Answer]]:
    """A subject with what the classifier makes of its unseen phrases."""
    subject: Subject = request.param

    async def ask() -> list[Answer]:
        classifier = await prepared(subject, encoders[subject.language])
        return await answers(classifier, script_in(subject.script, subject.language), phrases_in(subject.phrases))

    return subject, asyncio.run(ask())


def test_unseen_phrases_are_understood(asked: tuple[Subject, list[Answer]]) -> None:
    subject, given = asked
    missed = "\n".join(f"{a.phrase.said}: {a.phrase.intent}, got {a.match.intent}: {a.match.reason}" for a in given if not a.right)
    rate = rates(given)
    understood, misunderstood = rate["understood"], rate["misunderstood"]
    assert understood.of >= 15
    assert understood.hits / understood.of >= LEAST_UNDERSTOOD.get(subject.name, USUALLY_UNDERSTOOD), missed
    assert misunderstood.hits / misunderstood.of <= MOST_MISUNDERSTOOD.get(subject.name, USUALLY_MISUNDERSTOOD), missed


def test_no_opt_out_is_invented(asked: tuple[Subject, list[Answer]]) -> None:
    invented = [a.phrase.said for a in asked[1] if a.match.intent == OPT_OUT and a.phrase.intent != OPT_OUT]
    assert set(invented) <= EITHER


def test_no_plain_opt_out_is_missed(asked: tuple[Subject, list[Answer]]) -> None:
    missed = [a.phrase.said for a in asked[1] if a.phrase.intent == OPT_OUT and a.match.intent != OPT_OUT]
    assert missed == []


@pytest.mark.parametrize("subject", [*SUBJECTS, *subjects("development")], ids=lambda subject: subject.phrases.name)
def test_the_script_has_none_of_the_phrases(subject: Subject) -> None:
    script = script_in(subject.script, subject.language)
    examples = {fold(example) for texts in script.intents.values() for example in texts}
    assert not [phrase.said for phrase in phrases_in(subject.phrases) if fold(phrase.said) in examples]
