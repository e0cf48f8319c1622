"""The classifier with its real encoder on phrases that neither the script nor the tuning has seen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engine.dialog.intents import ExampleClassifier, IntentMatch, Vectors
from engine.dialog.loader import load_script
from engine.dialog.script import OPT_OUT
from engine.dialog.testing import machine_of
from engine.settings import Settings
from engine.shipped import shipped
from engine.speech.catalogue import Kind
from engine.speech.encoder import SentenceEncoder
from engine.speech.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.timeout(120)]

LEAST_ACCURACY = 0.92
MOST_WRONG = 2
"""Phrases taken for another intent; a phrase taken for none only costs a second question."""


def held_out() -> list[tuple[str | None, str]]:
    table: dict[str, list[str]] = YAML(typ="safe").load(Path(__file__).with_name("phrases.yaml"))
    return [(None if intent == "nothing" else intent, phrase) for intent, phrases in table.items() for phrase in phrases]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    settings = Settings()
    return SentenceEncoder(ModelStore(settings.cache_dir).resolve(settings.speech.encoder, Kind.ENCODER), "cpu")


@pytest.fixture(scope="module")
def matches(encoder: SentenceEncoder) -> list[tuple[str | None, str, IntentMatch]]:
    async def embed(texts: Sequence[str]) -> Vectors:
        return encoder.embed(texts)

    async def classify_all() -> list[tuple[str | None, str, IntentMatch]]:
        script = load_script(shipped("dialogs") / "membership.yaml")
        machine = machine_of(script)
        expected = machine.expectation(machine.start().state).intents
        classifier = ExampleClassifier(script, embed)
        await classifier.prepare()
        return [(intent, phrase, await classifier.classify(phrase, expected)) for intent, phrase in held_out()]

    return asyncio.run(classify_all())


def test_unseen_phrases_are_understood(matches: list[tuple[str | None, str, IntentMatch]]) -> None:
    missed = [
        f"{phrase!r}: {intent}, got {match.intent}: {match.reason}" for intent, phrase, match in matches if match.intent != intent
    ]
    assert len(matches) >= 60
    assert 1 - len(missed) / len(matches) >= LEAST_ACCURACY, "\n".join(missed)


def test_hardly_any_phrase_is_taken_for_something_else(matches: list[tuple[str | None, str, IntentMatch]]) -> None:
    wrong = [f"{phrase!r}: {match.reason}" for intent, phrase, match in matches if match.intent not in (intent, None)]
    assert len(wrong) <= MOST_WRONG, "\n".join(wrong)


def test_no_opt_out_is_missed_and_none_is_invented(matches: list[tuple[str | None, str, IntentMatch]]) -> None:
    assert [phrase for intent, phrase, match in matches if (intent == "opt_out") != (match.intent == "opt_out")] == []


def test_the_script_has_none_of_the_phrases() -> None:
    script = load_script(shipped("dialogs") / "membership.yaml")
    examples = {example.lower().strip(".?!") for texts in script.intents.values() for example in texts}
    assert not [phrase for _, phrase in held_out() if phrase.lower().strip(".?!") in examples]


@pytest.mark.parametrize("path", [("dialogs", "membership.yaml"), ("configs", "bench", "talk.yaml")], ids=lambda path: path[-1])
def test_talk_of_telephones_is_no_opt_out_even_where_a_script_expects_little_else(
    encoder: SentenceEncoder, path: tuple[str, ...]
) -> None:
    phrases = (
        "Please enter your phone number, starting with the area code.",
        "Call forward on no answer.",
        "Can I call you back on this number?",
        "What's your phone number?",
    )

    async def embed(texts: Sequence[str]) -> Vectors:
        return encoder.embed(texts)

    async def classify_all() -> list[str | None]:
        folder, *parts = path
        loaded = load_script(shipped(folder).joinpath(*parts))
        classifier = ExampleClassifier(loaded, embed)
        await classifier.prepare()
        return [(await classifier.classify(phrase, tuple(loaded.intents))).intent for phrase in phrases]

    assert OPT_OUT not in asyncio.run(classify_all())
