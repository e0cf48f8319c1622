from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.dialog.slots.spec import UnsupportedLanguage
from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.speaking import speak

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "filter_name", "language", "spoken"),
    [
        ("4711", "digits", "en", "four, seven, one, one"),
        ("47-11", "digits", "zh-CN", "四，七，一，一"),
        ("A-7b", "spelled", "en", "A, dash, seven, B"),
        ("anna@x.io", "spelled", "zh", "A，N，N，A，艾特，X，点，I，O"),
    ],
)
def test_character_by_character(value: str, filter_name: str, language: str, spoken: str) -> None:
    assert speak(value, filter_name, language, NOW) == spoken


@pytest.mark.parametrize(("value", "filter_name"), [("12a", "digits"), ("", "digits"), ("", "spelled"), ("☺", "spelled")])
def test_a_value_that_does_not_fit_is_named(value: str, filter_name: str) -> None:
    with pytest.raises(UnspeakableValue, match=f"'{value}' cannot be read with the filter '{filter_name}'"):
        speak(value, filter_name, "en", NOW)


def test_other_languages_are_refused() -> None:
    with pytest.raises(UnsupportedLanguage):
        speak("1", "digits", "de", NOW)
