from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bench.exchanges import Exchange, Kind
from engine.bench.observations import Observation, Verdict
from engine.bench.transcripts import compare, normalized, word_errors
from engine.events import PersonSpoke

pytestmark = pytest.mark.unit

WORDS = st.lists(st.sampled_from("abc"), max_size=8)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "What's the price?", "what is the price"),
        ("en", "I don't; I can't. It’s 29!", "i do not i cannot it is two nine"),
        ("en", "4172-9", "four one seven two nine"),
        ("en", " … ", ""),
        ("zh", "价格，是多少？", "jia ge shi duo shao"),
        ("zh", "四幺七二九。", "si yi qi er jiu"),
        ("zh", "41729", "si yi qi er jiu"),
    ],
)
def test_texts_are_compared_as_plain_words_or_syllables(language: str, text: str, words: str) -> None:
    assert normalized(text, language) == words.split()


@pytest.mark.parametrize(
    ("truth", "heard", "errors"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b c", "a x c", 1), ("a b", "a b b", 1), ("a b c", "", 3), ("", "a", 1)],
)
def test_counts_wrong_missing_and_invented_words(truth: str, heard: str, errors: int) -> None:
    assert word_errors(truth.split(), heard.split()) == errors


@given(WORDS, WORDS, WORDS)
def test_word_errors_are_a_distance(one: list[str], two: list[str], three: list[str]) -> None:
    assert (word_errors(one, two) == 0) == (one == two)
    assert word_errors(one, two) == word_errors(two, one)
    assert word_errors(one, three) <= word_errors(one, two) + word_errors(two, three)


def said(text: str, start_ms: int, end_ms: int) -> Observation:
    return Observation(Exchange(Kind.ANSWER, (text,), "agree"), start_ms, end_ms, Verdict.FINE)


def heard(text: str, start_ms: int, end_ms: int, intent: str | None = None) -> PersonSpoke:
    return PersonSpoke(
        attempt_id="a", at=0, node="n", text=text, started_ms=start_ms, ended_ms=end_ms, intent=intent, confidence=1, asr_ms=1
    )


@pytest.mark.parametrize("offset_ms", [-400, 0, 140, 2000])
def test_pairs_turns_by_time_whatever_the_two_clocks_say(offset_ms: int) -> None:
    truth = [
        said("hello", 1000, 1400),
        said("yes please", 5000, 6000),
        said("no thanks", 12_000, 13_000),
        said("bye", 20_000, 20_500),
    ]
    turns = [
        heard("hello", 1000 + offset_ms, 1500 + offset_ms),
        heard("yes", 5000 + offset_ms, 5300 + offset_ms),
        heard("please", 5600 + offset_ms, 6100 + offset_ms, "agree"),
        heard("bye bye", 20_000 + offset_ms, 20_600 + offset_ms, "leave"),
    ]
    found = compare(truth, turns, "en")
    assert [(each.heard, each.intent, each.errors, each.words) for each in found] == [
        ("hello", None, 0, 1),
        ("yes please", "agree", 0, 2),
        ("", None, 2, 2),
        ("bye bye", "leave", 1, 1),
    ]


def test_a_call_in_which_nothing_was_heard_is_all_errors() -> None:
    assert [each.errors for each in compare([said("yes please", 0, 500)], [], "en")] == [2]
    assert compare([], [heard("ghost", 0, 500)], "en") == []
