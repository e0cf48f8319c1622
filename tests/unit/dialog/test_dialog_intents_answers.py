"""A plain yes among the examples brings its other wordings; so does a no."""

from __future__ import annotations

import pytest

from engine.dialog.intents.answers import further_answers

pytestmark = pytest.mark.unit


def answers(language: str, **intents: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for intent, text in further_answers(intents, language):
        found.setdefault(intent, set()).add(text)
    return found


def test_the_intent_with_the_most_plain_words_gets_them() -> None:
    found = answers("en", comes=["yes I'll be there", "sure"], agree=["Yes!", "yes please", "okay"], cancel=["no", "no thanks"])
    assert set(found) == {"agree", "cancel"}
    assert {"certainly", "go ahead", "why not"} <= found["agree"]
    assert {"I'd rather not", "not really"} <= found["cancel"]
    assert not found["agree"] & found["cancel"]


def test_mandarin_has_its_own() -> None:
    found = answers("zh", accept=["好的", "可以"], refuse=["不用", "算了"])
    assert "好啊" in found["accept"]
    assert "不考虑" in found["refuse"]


@pytest.mark.parametrize(
    ("language", "examples"),
    [("en", ["yes", "sign me up"]), ("en", ["tell me more"]), ("en", []), ("de", ["ja", "gerne", "okay", "yes"])],
)
def test_one_plain_word_is_chance_and_other_languages_are_not_known(language: str, examples: list[str]) -> None:
    assert answers(language, accept=examples) == {}


def test_a_script_without_intents_has_none() -> None:
    assert answers("en") == {}
