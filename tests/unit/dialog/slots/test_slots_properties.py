"""Whatever is heard, parsing gives a value of the type's writing, a fault, or nothing, and never fails."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.slots import numerals_en, numerals_zh
from engine.dialog.slots.heard import tidy
from engine.dialog.slots.money import Money
from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import Invalid, Parsed, SlotSpec, SlotType
from engine.dialog.slots.when import When
from engine.dialog.spoken.numerals import cardinal
from tests.unit.dialog.slots.phrase_tables import phrases

pytestmark = pytest.mark.unit

SPECS = [
    *(SlotSpec(slot_type) for slot_type in SlotType if slot_type is not SlotType.CHOICE),
    SlotSpec(SlotType.CHOICE, choices={"gym": ("gym", "健身"), "pool": ("swimming",)}),
    SlotSpec(SlotType.NUMBER, min="1", max="5"),
    SlotSpec(SlotType.DATE_TIME, min="1900-01-01", max="in 2 years", region="GB"),
]
WORDS = sorted(
    {word for language in ("en", "zh") for phrase in phrases("phrases", language) for word in re.findall(r"[\w']+|\W", phrase.text)}
)
SPEECH = st.lists(st.sampled_from(WORDS) | st.integers(0, 10**12).map(str), max_size=12).map(" ".join)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone(timedelta(hours=8))))
CANONICAL = {
    SlotType.YES_NO: r"yes|no",
    SlotType.NUMBER: r"-?(0|[1-9]\d*)(\.\d*[1-9])?",
    SlotType.AMOUNT: r"-?\d+(\.\d\d)? [A-Z]{3}",
    SlotType.DATE_TIME: r"(?s).+",
    SlotType.PHONE: r"\+[1-9]\d{5,14}",
    SlotType.DIGITS: r"\d{2,}",
    SlotType.NAME: r"\S(.*\S)?",
    SlotType.CHOICE: r"gym|pool",
    SlotType.TEXT: r"(?s)\S(.*\S)?",
}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SPECS), st.text(max_size=60) | SPEECH, st.sampled_from(["en", "zh-CN"]), MOMENTS)
def test_any_text_is_read(spec: SlotSpec, text: str, language: str, now: datetime) -> None:
    reading = parse(spec, text, language, now)
    if isinstance(reading, Parsed):
        assert re.fullmatch(CANONICAL[spec.type], reading.value), reading.value
        assert 0 < reading.confidence <= 1
    if isinstance(reading, Parsed | Invalid) and reading.value:
        if spec.type is SlotType.DATE_TIME:
            assert When.of(reading.value).canonical == reading.value
        if spec.type is SlotType.AMOUNT:
            assert Money.of(reading.value).canonical == reading.value


@settings(deadline=None)
@given(SPEECH, MOMENTS, MOMENTS)
def test_any_text_corrects_a_moment(text: str, now: datetime, earlier: datetime) -> None:
    for language in ("en", "zh"):
        reading = parse(SlotSpec(SlotType.DATE_TIME), text, language, now, previous=When.at(earlier).canonical)
        assert reading is None or not reading.value or When.of(reading.value).canonical == reading.value


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(["en", "zh"]), st.data())
def test_without_a_least_value_no_moment_is_over(now: datetime, language: str, data: st.DataObject) -> None:
    tuned = [phrase.text for phrase in phrases("phrases", language) if phrase.type is SlotType.DATE_TIME]
    reading = parse(SlotSpec(SlotType.DATE_TIME), data.draw(st.sampled_from(tuned)), language, now)
    if isinstance(reading, Parsed):
        assert When.of(reading.value).end >= now.replace(second=0, microsecond=0, tzinfo=None)


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["en", "zh"]))
def test_tidying_twice_is_tidying_once(text: str, language: str) -> None:
    assert tidy(tidy(text, language), language) == tidy(text, language)


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_number_words_and_digits_are_the_same(number: int) -> None:
    assert numerals_en.with_digits(cardinal(number, "en")) == str(number)
    assert numerals_zh.with_digits(cardinal(number, "zh")) == str(number)


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("twenty five thirty", "25 30"),
        ("nineteen eighty four", "19 84"),
        ("two fifty", "2 50"),
        ("five five five", "5 5 5"),
        ("two oh two", "2 0 2"),
        ("oh well", "oh well"),
        ("nine o'clock", "9 o'clock"),
        ("the twenty-second of march", "the 22th of march"),
        ("one second", "one second"),
        ("two and three", "2 and 3"),
        ("two and a half thousand", "2500"),
        ("half a dozen", "6"),
        ("twenty five hundred", "2500"),
        ("3 million", "3000000"),
    ],
)
def test_english_words_become_digits(words: str, digits: str) -> None:
    assert numerals_en.with_digits(words) == digits


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("三千五", "3500"),
        ("一万零五", "10005"),
        ("周三两点", "周3 2点"),
        ("三四个人", "3到4个人"),
        ("等一下", "等一下"),
        ("晚一点", "晚一点"),
        ("十分钟", "10分钟"),
        ("廿三", "23"),
        ("120万5千", "1205000"),
        ("幺三八", "138"),
    ],
)
def test_chinese_words_become_digits(words: str, digits: str) -> None:
    assert numerals_zh.with_digits(words) == digits
