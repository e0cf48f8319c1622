"""What somebody said becomes an example in a script's text, and nothing else of the text changes."""

from __future__ import annotations

import pytest

from engine.shipped import shipped
from engine.web.console.designing.examples import NoPlaceForIt, intents_in, with_example

BY_LANGUAGE = """\
id: x   # kept
intents:
  accept:
    en:
      - yes          # the usual
      - sure
    zh-CN: [好, 行]
  refuse:
    - no
"""
WRAPPED = """\
intents:
  accept:
    en: [
      yes, sure, "yes, please",
      sounds good]   # the last
nodes: {}
"""


def test_intents_are_those_of_the_file() -> None:
    assert intents_in(BY_LANGUAGE) == ["accept", "refuse"]
    assert intents_in("nodes: [") == []


def test_example_goes_before_the_first_of_its_language() -> None:
    changed = with_example(BY_LANGUAGE, "accept", "by all means", "en")
    assert changed == BY_LANGUAGE.replace("      - yes ", '      - "by all means"\n      - yes ')


def test_example_of_an_intent_without_languages() -> None:
    changed = with_example(BY_LANGUAGE, "refuse", "not now", "en")
    assert changed == BY_LANGUAGE.replace("    - no\n", '    - "not now"\n    - no\n')


@pytest.mark.parametrize("words", ['he said "no"', "yes: # no", "- {x}", "it's\nfine"])
def test_whatever_was_said_is_one_example(words: str) -> None:
    changed = with_example(BY_LANGUAGE, "refuse", words, "en")
    assert len(changed.splitlines()) == len(BY_LANGUAGE.splitlines()) + 1
    assert intents_in(changed) == ["accept", "refuse"]


def test_list_on_one_line_stays_on_it() -> None:
    changed = with_example(BY_LANGUAGE, "accept", "可以，行", "zh-CN")
    assert changed == BY_LANGUAGE.replace("[好, 行]", '["可以，行", 好, 行]')


def test_wrapped_list_gets_a_line_more() -> None:
    changed = with_example(WRAPPED, "accept", "by all means, yes", "en")
    assert changed == WRAPPED.replace("      yes, sure", '      "by all means, yes",\n      yes, sure')


@pytest.mark.parametrize("refuse", ["no", "[]", "\n    -\n      no\n    - never", "{en: no}"])
def test_what_is_no_list_of_examples_is_left_to_its_author(refuse: str) -> None:
    with pytest.raises(NoPlaceForIt, match="by hand"):
        with_example(f"intents:\n  refuse: {refuse}\n", "refuse", "not now", "en")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_shipped_script_takes_an_example_of_each_intent(language: str) -> None:
    text = (shipped("dialogs") / "parcel_notice.yaml").read_text(encoding="utf-8")
    for intent in intents_in(text):
        changed = with_example(text, intent, "words that nobody said: yet", language)
        assert len(changed.splitlines()) == len(text.splitlines()) + 1
