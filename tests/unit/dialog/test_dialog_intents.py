"""The classifier's decisions with a toy encoder: vectors of words, so that phrases are alike by the words they share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.dialog.intents import ExampleClassifier, HeadFiles, Vectors
from engine.dialog.intents.store import MOST_KEPT
from engine.dialog.intents.trained import examples_of
from engine.dialog.testing import script_of

pytestmark = pytest.mark.unit

SCRIPT = script_of("""\
schema_version: 1
id: toy
language: en
builtin_global: []
intents:
  accept: [yes, yes please, sure, okay, I am interested, sign me up]
  refuse: [no, no thanks, not for me, I am not interested, I have one already]
  price: [how much is it, what does it cost, what is the price, tell me the cost]
start: a
nodes:
  a:
    disclosure: true
    say: This is an automated call. Interested?
    on: [{intent: accept, goto: b}, {intent: refuse, goto: b}, {intent: price, goto: b}]
  b: {say: Bye., hangup: true}
""")
ALL = ("accept", "refuse", "price", "opt_out")


class WordEncoder:
    """Counts hashed words; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        vectors = np.full((len(texts), 512), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, sum(ord(letter) * 31**place for place, letter in enumerate(word)) % 512] += 1
        normalised: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
async def classifier(encoder: WordEncoder) -> ExampleClassifier:
    made = ExampleClassifier(SCRIPT, encoder.embed)
    await made.prepare()
    encoder.asked.clear()
    return made


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Yes.", "accept"),
        ("Yeah!", "accept"),
        ("Um, yep.", "accept"),
        ("Yes, please.", "accept"),
        ("Ok.", "accept"),
        ("Certainly.", "accept"),
        ("I'd rather not.", "refuse"),
        ("Nope.", "refuse"),
        ("Know.", "refuse"),
        ("No, thank you.", "refuse"),
        ("I'm interested", "accept"),
        ("I am not interested.", "refuse"),
        ("How much is it?", "price"),
        ("What's the price?", "price"),
    ],
)
async def test_short_and_familiar_answers(classifier: ExampleClassifier, text: str, intent: str) -> None:
    assert (await classifier.classify(text, ALL)).intent == intent


@pytest.mark.parametrize("text", ["Yes.", "no thanks", "how much is it", "Don't call me again."])
async def test_an_examples_own_words_need_no_model(classifier: ExampleClassifier, encoder: WordEncoder, text: str) -> None:
    match = await classifier.classify(text, ALL)
    assert (match.confidence, encoder.asked) == (1.0, [])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Yeah, how much is it?", "price"),
        ("No, but what does it cost?", "price"),
        ("Hm, sign me up. Why wait?", "accept"),
        ("Well, I have one already, sorry.", "refuse"),
        ("How much is itt", "price"),
        ("I am intrested", "accept"),
    ],
)
async def test_the_part_that_says_most_decides(classifier: ExampleClassifier, text: str, intent: str) -> None:
    assert (await classifier.classify(text, ALL)).intent == intent


@pytest.mark.parametrize(
    ("aside", "said"),
    [
        ("Turn that down, please.", "The price!"),
        ("My dog is barking.", "Sign up!"),
        ("Is there any milk left?", "Interested, you?"),
    ],
)
async def test_a_clause_counts_less_beside_what_is_said_past_the_bot(classifier: ExampleClassifier, aside: str, said: str) -> None:
    alone, beside = await classifier.classify(said, ALL), await classifier.classify(f"{aside} {said}", ALL)
    assert alone.intent is not None
    assert beside.chances[alone.intent] < 0.8 * alone.confidence


async def test_the_words_of_an_example_count_less_where_the_rest_is_said_past_the_bot(classifier: ExampleClassifier) -> None:
    asked = await classifier.classify("so tell me the cost of it", ALL)
    told = await classifier.classify("the shop is on the left tell me the cost of the potatoes and an onion", ALL)
    assert asked.chances["price"] >= 0.9 > 0.85 > told.chances["price"]


@pytest.mark.parametrize("text", ["", "  ", "...", "purple elephants dance", "hello", "hold on"])
async def test_what_is_like_nothing_is_no_intent(classifier: ExampleClassifier, text: str) -> None:
    match = await classifier.classify(text, ALL)
    assert match.intent is None
    assert match.reason


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("Yes.", "accept"),
        ("Don't call me again.", "opt_out"),
        ("what does it cost you", "price"),
        ("interested elephants", "accept"),
    ],
)
async def test_a_match_tells_the_chances_of_every_expected_intent(classifier: ExampleClassifier, text: str, likeliest: str) -> None:
    match = await classifier.classify(text, ALL)
    assert max(match.chances, key=lambda intent: match.chances[intent]) == likeliest
    assert max(match.chances.values()) == match.confidence
    assert set(match.chances) <= set(ALL)


async def test_only_expected_intents_are_chosen(classifier: ExampleClassifier) -> None:
    assert (await classifier.classify("how much is it", ("accept", "refuse"))).intent is None


@pytest.mark.parametrize("text", ["I'm not interested, and don't call me again.", "Take me off your list", "unsubscribe"])
async def test_opting_out_counts_even_where_it_was_not_named(classifier: ExampleClassifier, text: str) -> None:
    assert (await classifier.classify(text, ("accept",))).intent == "opt_out"


async def test_the_reason_never_repeats_what_the_person_said(classifier: ExampleClassifier) -> None:
    match = await classifier.classify("my secret number is purple", ALL)
    assert "purple" not in match.reason


async def test_unprepared_classifier_says_so(encoder: WordEncoder) -> None:
    with pytest.raises(RuntimeError, match="prepare"):
        await ExampleClassifier(SCRIPT, encoder.embed).classify("yes", ALL)


async def test_the_reason_names_the_example_and_the_runner_up(classifier: ExampleClassifier) -> None:
    match = await classifier.classify("tell me what it does cost", ALL)
    assert match.reason.startswith("like '")
    assert "; next " in match.reason


async def test_what_was_trained_is_found_again(encoder: WordEncoder, tmp_path: Path) -> None:
    files = HeadFiles(tmp_path, "toy")
    first = ExampleClassifier(SCRIPT, encoder.embed, files)
    await first.prepare()
    encoder.asked.clear()
    second = ExampleClassifier(SCRIPT, encoder.embed, files)
    await second.prepare()
    assert encoder.asked == []
    for text in ("I would be interested", "what is the cost of it", "elephants"):
        assert await first.classify(text, ALL) == await second.classify(text, ALL)


async def test_another_encoder_and_other_examples_are_trained_anew(encoder: WordEncoder, tmp_path: Path) -> None:
    await ExampleClassifier(SCRIPT, encoder.embed, HeadFiles(tmp_path, "toy")).prepare()
    await ExampleClassifier(SCRIPT, encoder.embed, HeadFiles(tmp_path, "other")).prepare()
    changed = replace(SCRIPT, intents={**SCRIPT.intents, "price": ("how much",)})
    await ExampleClassifier(changed, encoder.embed, HeadFiles(tmp_path, "toy")).prepare()
    assert len(files_in(tmp_path)) == 3


async def test_of_too_many_heads_the_oldest_make_room(encoder: WordEncoder, tmp_path: Path) -> None:
    files = HeadFiles(tmp_path, "toy")
    for age_s in range(MOST_KEPT):
        path = tmp_path / f"{age_s}.npz"
        path.touch()
        os.utime(path, (1_000_000 - age_s, 1_000_000 - age_s))
    await ExampleClassifier(SCRIPT, encoder.embed, files).prepare()
    assert len(files_in(tmp_path)) == MOST_KEPT
    assert not (tmp_path / f"{MOST_KEPT - 1}.npz").exists()
    assert files.find(examples_of(SCRIPT)) is not None


async def test_a_head_that_is_used_stays(encoder: WordEncoder, tmp_path: Path) -> None:
    files = HeadFiles(tmp_path, "toy")
    await ExampleClassifier(SCRIPT, encoder.embed, files).prepare()
    (used,) = files_in(tmp_path)
    os.utime(used, (0, 0))
    for age_s in range(MOST_KEPT):
        path = tmp_path / f"{age_s}.npz"
        path.touch()
        os.utime(path, (1_000_000 - age_s, 1_000_000 - age_s))
    assert files.find(examples_of(SCRIPT)) is not None
    changed = replace(SCRIPT, intents={**SCRIPT.intents, "price": ("how much",)})
    await ExampleClassifier(changed, encoder.embed, files).prepare()
    assert used.exists()


@pytest.mark.parametrize("damage", [b"", b"not a head", b"PK\x03\x04 half of one"])
async def test_a_damaged_file_is_written_anew(encoder: WordEncoder, tmp_path: Path, damage: bytes) -> None:
    files = HeadFiles(tmp_path, "toy")
    await ExampleClassifier(SCRIPT, encoder.embed, files).prepare()
    (kept,) = files_in(tmp_path)
    kept.write_bytes(damage)
    classifier = ExampleClassifier(SCRIPT, encoder.embed, files)
    await classifier.prepare()
    assert (await classifier.classify("how much is it now", ALL)).intent == "price"
    assert kept.stat().st_size > len(damage)
    assert files_in(tmp_path) == [kept]


async def test_where_nothing_is_expected_nothing_is_understood_but_an_opt_out(classifier: ExampleClassifier) -> None:
    assert (await classifier.classify("The number is five.", ())).intent is None
    assert (await classifier.classify("Stop calling me.", ())).intent == "opt_out"
