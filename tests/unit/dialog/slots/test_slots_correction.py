from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.slots.correction import corrected
from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import Parsed, SlotSpec, SlotType, UnsupportedLanguage
from tests.unit.dialog.slots.phrase_tables import NOW

pytestmark = pytest.mark.unit

VISIT = SlotSpec(SlotType.DATE_TIME)


@pytest.mark.parametrize(
    ("text", "language", "said", "denies"),
    [
        ("no, I said Thursday", "en", "Thursday", True),
        ("No. Thursday.", "en", "Thursday", True),
        ("No Thursday", "en", "Thursday", True),
        ("not Tuesday, Thursday", "en", "Thursday", True),
        ("Thursday, not Tuesday", "en", "Thursday", True),
        ("It's not Tuesday, it's Thursday.", "en", "it's Thursday", True),
        ("Sorry, I meant Friday", "en", "Friday", True),
        ("make it Friday", "en", "Friday", True),
        ("that's wrong, Friday", "en", "Friday", True),
        ("Sorry, what was that?", "en", "what was that", False),
        ("Tuesday, no problem", "en", "Tuesday, no problem", False),
        ("not before Thursday", "en", "not before Thursday", False),
        ("why not Tuesday", "en", "why not Tuesday", False),
        ("at 2.30 p.m., thanks", "en", "at 2.30 pm, thanks", False),
        ("no", "en", "", True),
        ("yes", "en", "yes", False),
        ("不是周二，是周四", "zh", "是周四", True),
        ("不，我说的是周四", "zh", "周四", True),
        ("不对，改成周四", "zh-CN", "周四", True),
        ("周二不行，周四吧", "zh", "周四吧", True),
        ("没问题，周四", "zh", "没问题,周四", False),
        ("不好意思，周四", "zh", "周四", False),
        ("不是", "zh", "", True),
    ],
)
def test_what_is_left_of_a_correction(text: str, language: str, said: str, denies: bool) -> None:
    correction = corrected(text, language)
    assert (correction.said, correction.denies) == (said, denies)


def test_what_was_taken_back_is_kept_apart() -> None:
    correction = corrected("Tuesday at nine, no wait, Thursday, not Monday", "en")
    assert correction.replaced == "Tuesday at nine"
    assert correction.said == "Thursday"
    assert correction.denied == ("Monday",)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Thursday", "en", "2026-03-05T09:00"),
        ("no, Thursday", "en", "2026-03-05T09:00"),
        ("no, at ten", "en", "2026-03-03T10:00"),
        ("ten", "en", "2026-03-03T10:00"),
        ("half past two", "en", "2026-03-03T14:30"),
        ("in the afternoon", "en", "2026-03-03T12:00/2026-03-03T18:00"),
        ("Friday at noon", "en", "2026-03-06T12:00"),
        ("next week", "en", "2026-03-09/2026-03-15"),
        ("不，周四", "zh", "2026-03-05T09:00"),
        ("十点", "zh", "2026-03-03T10:00"),
    ],
)
def test_a_new_value_keeps_what_it_does_not_change(text: str, language: str, value: str) -> None:
    reading = parse(VISIT, text, language, NOW, previous="2026-03-03T09:00")
    assert isinstance(reading, Parsed)
    assert reading.value == value


def test_a_new_day_keeps_the_part_of_the_day() -> None:
    reading = parse(VISIT, "no, Thursday", "en", NOW, previous="2026-03-03T12:00/2026-03-03T18:00")
    assert isinstance(reading, Parsed)
    assert reading.value == "2026-03-05T12:00/2026-03-05T18:00"


def test_what_may_have_been_taken_back_counts_when_nothing_else_was_said() -> None:
    reading = parse(VISIT, "Tuesday. Sorry about the noise.", "en", NOW)
    assert isinstance(reading, Parsed)
    assert reading.value == "2026-03-03"
    assert reading.confidence < 0.8


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "zh"]))
def test_any_text_is_sorted(text: str, language: str) -> None:
    correction = corrected(text, language)
    assert len(correction.said) + len(correction.replaced) <= 20 * len(text) + 20


def test_other_languages_are_refused() -> None:
    with pytest.raises(UnsupportedLanguage):
        corrected("nein, Donnerstag", "de")
