"""How long a text takes to say."""

from __future__ import annotations

import pytest

from engine.dialog.speaking_time import speaking_seconds

pytestmark = pytest.mark.unit


def test_a_sentence_of_ten_syllables_takes_about_two_seconds() -> None:
    assert speaking_seconds("Would you like to renew your contract now?", "en") == pytest.approx(1.9, abs=0.15)


def test_ten_chinese_characters_take_about_two_seconds() -> None:
    assert speaking_seconds("请问您现在方便说话吗？", "zh-CN") == pytest.approx(2.07, abs=0.1)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("Well, yes.", "Well yes."),
        ("Yes. No.", "Yes no."),
        ("It is 49 dollars.", "It is dollars."),
        ("Call 2025550143.", "Call 2025."),
        ("Hi {{ first_name }}.", "Hi."),
        ("It is $30.", "It is 30."),
        ("wanted", "walked"),
        ("table", "tale"),
    ],
)
def test_what_takes_longer(longer: str, shorter: str) -> None:
    assert speaking_seconds(longer, "en") > speaking_seconds(shorter, "en")


def test_marks_cost_their_pauses_and_nothing_else() -> None:
    plain = speaking_seconds("Your code is four seven.", "en")
    assert speaking_seconds("Your code is <pause 500ms> *four seven*.", "en") == pytest.approx(plain + 0.5)
    assert speaking_seconds("<pause 500ms>", "en") == 0.5
    assert speaking_seconds("", "en") == 0


def test_a_language_without_a_pace_of_its_own_is_counted_in_letters() -> None:
    assert speaking_seconds("Dobrý den, volá automatický asistent.", "cs") == pytest.approx(2.6, abs=0.3)
