from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.speaking import FILTERS, speak

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "filter_name", "english", "chinese"),
    [
        ("49.90 USD", "money", "forty-nine dollars ninety", "四十九点九美元"),
        ("49.05 USD", "money", "forty-nine dollars and five cents", "四十九点零五美元"),
        ("49.00 USD", "money", "forty-nine dollars", "四十九美元"),
        ("1.01 GBP", "money", "one pound and one penny", "一点零一英镑"),
        ("0.50 USD", "money", "fifty cents", "零点五美元"),
        ("-2.00 EUR", "money", "minus two euros", "负两欧元"),
        ("5000 JPY", "money", "five thousand yen", "五千日元"),
        ("49.90 CNY", "money", "forty-nine point nine yuan", "四十九块九"),
        ("49.95 CNY", "money", "forty-nine point nine five yuan", "四十九块九毛五"),
        ("49.05 CNY", "money", "forty-nine point zero five yuan", "四十九块零五分"),
        ("2.20 CNY", "money", "two point two yuan", "两块二"),
        ("0.25 CNY", "money", "zero point two five yuan", "两毛五"),
        ("0", "number", "zero", "零"),
        ("12.50", "number", "twelve point five", "十二点五"),
        ("-1001", "number", "minus one thousand and one", "负一千零一"),
        ("22222", "number", "twenty-two thousand two hundred and twenty-two", "两万两千两百二十二"),
        ("10010", "number", "ten thousand and ten", "一万零一十"),
        ("3", "ordinal", "third", "第三"),
        ("21", "ordinal", "twenty-first", "第二十一"),
        ("112", "ordinal", "one hundred and twelfth", "第一百一十二"),
        ("+12025550143", "phone", "two zero two, five five five, zero one four three", "加幺，二零二，五五五，零幺四三"),
        (
            "+8613800138000",
            "phone",
            "plus eight six, one three eight, zero zero one three, eight zero zero zero",
            "幺三八，零零幺三，八零零零",
        ),
        ("2026-03-03", "date", "Tuesday, the third of March", "三月三号，星期二"),
        ("2026-03-03T14:30", "date", "Tuesday, the third of March", "三月三号，星期二"),
        ("2027-03-03", "date", "Wednesday, the third of March, twenty twenty-seven", "二零二七年三月三号，星期三"),
        ("1980-05-01", "date", "Thursday, the first of May, nineteen eighty", "一九八零年五月一号，星期四"),
        ("2005-05-01", "date", "Sunday, the first of May, two thousand and five", "二零零五年五月一号，星期日"),
        ("1905-05-01", "date", "Monday, the first of May, nineteen oh five", "一九零五年五月一号，星期一"),
        ("2026-03-09/2026-03-15", "date", "Monday, the ninth of March, to Sunday, the fifteenth of March", "三月九号到三月十五号"),
        ("2026-03-03T14:30", "time", "two thirty in the afternoon", "下午两点半"),
        ("2026-03-03T09:05", "time", "nine oh five in the morning", "上午九点零五分"),
        ("2026-03-03T12:00", "time", "noon", "中午十二点"),
        ("2026-03-03T00:00", "time", "midnight", "凌晨零点"),
        ("2026-03-03T21:15", "time", "nine fifteen at night", "晚上九点十五分"),
        ("2026-03-03T12:00/2026-03-03T18:00", "time", "in the afternoon", "下午"),
        ("2026-03-03T14:00/2026-03-03T16:00", "time", "between two and four in the afternoon", "下午两点到四点"),
        (
            "2026-03-03T10:00/2026-03-03T13:30",
            "time",
            "between ten in the morning and one thirty in the afternoon",
            "上午十点到下午一点半",
        ),
        ("2026-03-03T17:00/2026-03-03T22:00", "time", "after five in the afternoon", "下午五点以后"),
        ("2026-03-03T06:00/2026-03-03T10:00", "time", "before ten in the morning", "上午十点之前"),
        ("2026-03-03T14:30", "when", "Tuesday, the third of March, at two thirty in the afternoon", "三月三号，星期二，下午两点半"),
        ("2026-03-03T18:00/2026-03-03T22:00", "when", "Tuesday, the third of March, in the evening", "三月三号，星期二，晚上"),
        ("2026-03-03", "when", "Tuesday, the third of March", "三月三号，星期二"),
    ],
)
def test_read_aloud(value: str, filter_name: str, english: str, chinese: str) -> None:
    assert speak(value, filter_name, "en", NOW) == english
    assert speak(value, filter_name, "zh-CN", NOW) == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("value", "filter_name"),
    [
        ("49.90", "money"),
        ("49.90 XXX", "money"),
        ("1000000000000 USD", "money"),
        ("many", "number"),
        ("nan", "number"),
        ("1e15", "number"),
        ("0", "ordinal"),
        ("2.5", "ordinal"),
        ("tomorrow", "date"),
        ("2026-02-30", "when"),
        ("2026-03-03", "time"),
        ("555", "phone"),
        ("", "money"),
    ],
)
def test_a_value_that_does_not_fit_is_named(value: str, filter_name: str, language: str) -> None:
    with pytest.raises(UnspeakableValue, match=f"'{value}' cannot be read with the filter '{filter_name}'"):
        speak(value, filter_name, language, NOW)


def test_words_hold_no_digits_and_no_signs() -> None:
    samples = {
        "money": "1234.56 USD",
        "number": "-1234.56",
        "digits": "123",
        "phone": "+442079460958",
        "date": "2031-12-31",
        "time": "2026-03-03T23:59",
        "when": "2031-12-31T23:59",
        "ordinal": "31",
        "spelled": "A-1",
    }
    assert samples.keys() == FILTERS.keys()
    for filter_name, value in samples.items():
        for language in ("en", "zh"):
            words = speak(value, filter_name, language, NOW)
            assert not any(character.isdigit() or character in "$€£%+/:" for character in words), words
