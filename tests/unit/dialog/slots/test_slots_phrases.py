"""What people say and what it means, type by type, in English and Mandarin."""

from __future__ import annotations

import time

import pytest

from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import SlotSpec, SlotType
from tests.unit.dialog.slots.phrase_tables import NOW, Phrase, phrases

pytestmark = pytest.mark.unit

TUNED = [*phrases("phrases", "en"), *phrases("phrases", "zh")]
_LEAST_HELD_OUT = 0.9


@pytest.mark.parametrize("phrase", TUNED, ids=lambda phrase: f"{phrase.language}-{phrase.type}-{phrase.text}")
def test_phrases(phrase: Phrase) -> None:
    assert phrase.understood() == phrase.expected


@pytest.mark.parametrize("language", ["en", "zh"])
def test_phrases_never_tuned_on(language: str) -> None:
    held_out = phrases("held_out", language)
    right = [phrase for phrase in held_out if phrase.understood() == phrase.expected]
    assert len(right) >= _LEAST_HELD_OUT * len(held_out), f"{len(right)} of {len(held_out)}"


@pytest.mark.parametrize("slot_type", list(SlotType))
def test_nothing_is_understood_in_nothing(slot_type: SlotType) -> None:
    for text in ("", " ", "...", "。"):
        for language in ("en", "zh"):
            reading = parse(SlotSpec(slot_type, choices={"a": ()}), text, language, NOW)
            assert reading is None or (slot_type is SlotType.TEXT and text.strip())


def test_an_answer_is_understood_within_a_fraction_of_a_frame() -> None:
    for phrase in TUNED:
        phrase.understood()
    started = time.process_time()
    for phrase in TUNED:
        phrase.understood()
    assert (time.process_time() - started) / len(TUNED) < 0.005
