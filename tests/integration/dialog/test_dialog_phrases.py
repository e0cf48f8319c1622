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
from tests.benchmarks.intent_cases import Answer, Phrase, answers, phrases_in, rates, script_in
from tests.benchmarks.intents import Subject, encoder, prepared, subjects

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]

SUBJECTS = list(subjects("unseen"))
LEAST_UNDERSTOOD = {"parcel_notice, zh": 0.84, "renewal_reminder, zh": 0.81}
"""Of the pairs of one script and language, a little under what was measured; what is not understood costs a second question."""
USUALLY_UNDERSTOOD = 0.87
MOST_MISUNDERSTOOD = 0.09
ANNOUNCEMENTS = {
    "membership, en": [
        "Call forward on no answer.",
        "Your call is being forwarded.",
        "The person you are calling is not available.",
        "Please hold, your call is important to us.",
        "This call may be recorded.",
    ],
    "membership, zh": ["您拨打的电话暂时无人接听。", "您的电话正在转接，请不要挂断电话。", "您拨打的用户正在通话中，请稍后再拨。"],
}


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
def subject(request: pytest.FixtureRequest) -> Subject:
    given: Subject = request.param
    return given


@pytest.fixture(scope="module")
def asked(subject: Subject, encoders: dict[str, LoadedEncoder]) -> list[Answer]:
    """What the classifier makes of a subject's unseen phrases."""
    return asyncio.run(_understood(subject, encoders[subject.language], phrases_in(subject.phrases)))


async def _understood(subject: Subject, encoder: LoadedEncoder, phrases: Sequence[Phrase]) -> list[Answer]:
    classifier = await prepared(subject, encoder)
    return await answers(classifier, script_in(subject.script, subject.language), phrases)


def test_unseen_phrases_are_understood(subject: Subject, asked: list[Answer]) -> None:
    missed = "\n".join(f"{a.phrase.said}: {a.phrase.intent}, got {a.match.intent}: {a.match.reason}" for a in asked if not a.right)
    rate = rates(asked)
    understood, misunderstood = rate["understood"], rate["misunderstood"]
    assert understood.of >= 15
    assert understood.hits / understood.of >= LEAST_UNDERSTOOD.get(subject.name, USUALLY_UNDERSTOOD), missed
    assert misunderstood.hits / misunderstood.of <= MOST_MISUNDERSTOOD, missed


def test_no_opt_out_is_invented(asked: list[Answer]) -> None:
    invented = [a.phrase.said for a in asked if a.match.intent == OPT_OUT and a.phrase.intent != OPT_OUT]
    assert invented == []


@pytest.mark.parametrize("name", ANNOUNCEMENTS)
def test_announcements_of_the_network_are_no_opt_outs(encoders: dict[str, LoadedEncoder], name: str) -> None:
    """They speak of calls, too."""
    subject = next(subject for subject in SUBJECTS if subject.name == name)
    phrases = [Phrase(None, text, text) for text in ANNOUNCEMENTS[name]]
    given = asyncio.run(_understood(subject, encoders[subject.language], phrases))
    assert not [answer.phrase.said for answer in given if answer.match.intent == OPT_OUT]


def test_no_plain_opt_out_is_missed(asked: list[Answer]) -> None:
    missed = [a.phrase.said for a in asked if a.phrase.intent == OPT_OUT and a.match.intent != OPT_OUT]
    assert missed == []


@pytest.mark.parametrize(
    "subject",
    [subject for kind in ("unseen", "studied", "development") for subject in subjects(kind)],
    ids=lambda subject: subject.phrases.name,
)
def test_the_script_has_none_of_the_phrases(subject: Subject) -> None:
    script = script_in(subject.script, subject.language)
    examples = {fold(example) for texts in script.intents.values() for example in texts}
    assert not [phrase.said for phrase in phrases_in(subject.phrases) if fold(phrase.said) in examples]
