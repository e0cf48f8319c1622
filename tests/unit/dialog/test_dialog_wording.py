"""From what is written to what is said: variables, variants, conditions, pauses, recordings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.conditions import compile_condition
from engine.dialog.moves import Sentence
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.testing import STARTED
from engine.dialog.utterance import Conditional, Line, Pause, Utterance, Variants, spoken
from engine.dialog.wording import Wording

pytestmark = pytest.mark.unit

TYPES = {
    "name": SlotSpec(SlotType.TEXT),
    "firm": SlotSpec(SlotType.TEXT),
    "code": SlotSpec(SlotType.TEXT),
    "fee": SlotSpec(SlotType.NUMBER),
}


def wording(*, seed: int = 0, **values: str) -> Wording:
    return Wording("en", TYPES, {"firm": "Acme"}, {"firm": "Acme", **values}, STARTED, seed)


def texts(of: Wording, utterance: Utterance, turn: int = 0, **slots: str) -> list[str]:
    return [sentence.text for sentence in of.sentences(utterance, slots, turn)]


def test_only_sentences_without_a_leads_data_are_fixed() -> None:
    assert wording(name="Anna").sentences(spoken("Hi {{ name }}. I'm a robot.", "Of {{ firm }}."), {}, 0) == (
        Sentence("Hi Anna.", fixed=False),
        Sentence("I'm a robot.", fixed=True),
        Sentence("Of Acme.", fixed=True),
    )
    assert [sentence.fixed for sentence in wording(firm="Other").sentences(spoken("Of {{ firm }}."), {}, 0)] == [False]
    assert [sentence.fixed for sentence in wording().sentences(spoken("Of {{ firm }}."), {"firm": "Acme"}, 0)] == [False]


def test_a_value_never_changes_where_sentences_end() -> None:
    assert texts(wording(firm="Yahoo! Inc. Ltd"), spoken("From {{ firm }} here.")) == ["From Yahoo! Inc. Ltd here."]


def test_a_sentence_about_an_empty_slot_is_left_out() -> None:
    assert texts(wording(), spoken("So {{ name }}. Good.")) == ["Good."]
    assert texts(wording(), spoken("So {{ name }}. Good."), name="Anna") == ["So Anna.", "Good."]


@given(st.text(min_size=1))
def test_a_value_brings_no_marks_into_the_text(value: str) -> None:
    for text in texts(wording(name=value), spoken("A {{ name }}.")):
        assert not set("{}*<>\n") & set(text)


def test_variants_take_turns_and_begin_where_the_seed_says() -> None:
    utterance: Utterance = (Variants(("One.", "Two.", "Three.")),)
    for seed in range(5):
        turns = [texts(wording(seed=seed), utterance, turn)[0] for turn in range(6)]
        assert all(one != other for one, other in pairwise(turns))
        assert set(turns) == {"One.", "Two.", "Three."}
    assert len({texts(wording(seed=seed), utterance)[0] for seed in range(20)}) > 1


def test_a_part_is_said_only_if_its_condition_holds() -> None:
    utterance: Utterance = (Line("Hello."), Conditional(compile_condition("name is filled", TYPES), spoken("Dear {{ name }}.")))
    assert texts(wording(), utterance) == ["Hello."]
    assert texts(wording(), utterance, name="Anna") == ["Hello.", "Dear Anna."]


def test_pauses_follow_what_was_said() -> None:
    utterance: Utterance = (Pause(100), Line("One. Two."), Pause(300), Pause(200), Line("Three."))
    assert [sentence.pause_after_ms for sentence in wording().sentences(utterance, {}, 0)] == [0, 500, 0]


def test_a_recording_is_one_piece_with_its_transcript() -> None:
    assert wording().sentences((Line("Hello. I'm here.", "hello.wav"),), {}, 0) == (
        Sentence("Hello. I'm here.", fixed=True, audio="hello.wav"),
    )


def test_what_can_be_prepared_holds_no_slot() -> None:
    utterances = [spoken("Hi {{ firm }}."), (Variants(("A.", "B.")),), spoken("So {{ name }}. Good.")]
    assert [sentence.text for sentence in wording().prepared(utterances)] == ["Hi Acme.", "A.", "B.", "Good."]


def test_texts_that_are_not_spoken_keep_values_as_they_are_written() -> None:
    assert wording(fee="12.5").filled("{{ fee }}: {{ code | digits }}/{{ name }}", {"code": "12"}) == "12.5: one, two/"
