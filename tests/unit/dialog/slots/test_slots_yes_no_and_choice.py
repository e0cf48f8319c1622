from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.dialog.slots.parsing import parse, supports
from engine.dialog.slots.spec import SURE, Parsed, SlotSpec, SlotType, UnsupportedLanguage

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
YES_NO = SlotSpec(SlotType.YES_NO)
SPORTS = SlotSpec(
    SlotType.CHOICE, choices={"gym": ("gym", "fitness"), "pool": ("swimming", "游泳"), "group_class": ("yoga", "瑜伽")}
)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Yes.", "en", "yes"),
        ("Yeah, why not?", "en", "yes"),
        ("No problem.", "en", "yes"),
        ("I don't mind.", "en", "yes"),
        ("Nope.", "en", "no"),
        ("Know.", "en", "no"),
        ("Not really.", "en", "no"),
        ("I don't think so.", "en", "no"),
        ("That's not right.", "en", "no"),
        ("Yeah, no.", "en", "no"),
        ("I don't know.", "en", None),
        ("Maybe.", "en", None),
        ("What?", "en", None),
        ("好的。", "zh-CN", "yes"),
        ("没问题", "zh-CN", "yes"),
        ("對", "zh", "yes"),
        ("不是", "zh", "no"),
        ("不用了，谢谢", "zh", "no"),
        ("不知道", "zh", None),
        ("I have.", "en", "yes"),
        ("I am, thank you.", "en", "yes"),
        ("I would recommend it.", "en", "yes"),
        ("I'd love to come.", "en", "yes"),
        ("I am busy.", "en", None),
        ("I have another appointment.", "en", None),
        ("I do have a question.", "en", None),
        ("I'd like to change that.", "en", None),
        ("I have to look at my calendar.", "en", None),
        ("I would have to ask my wife.", "en", None),
        ("不对不对", "zh", "no"),
        ("对不对", "zh", None),
        ("有空", "zh", "yes"),
        ("没有问题", "zh", "yes"),
        ("我现在有点事", "zh", None),
        ("我要开会", "zh", None),
        ("我想先问一下", "zh", None),
        ("说不准", "zh", None),
        ("Speaking.", "en", "yes"),
        ("Hello, this is she, thanks.", "en", "yes"),
        ("This is her husband.", "en", None),
        ("Speaking of which, who are you?", "en", None),
        ("本人", "zh", "yes"),
        ("不是本人", "zh", "no"),
        ("我不知的", "zh", None),
    ],
)
def test_yes_or_no(text: str, language: str, value: str | None) -> None:
    reading = parse(YES_NO, text, language, NOW)
    assert (reading.value if isinstance(reading, Parsed) else reading) == value


@pytest.mark.parametrize("text", ["五对。", "普对", "不是，部行", "误会"])
def test_what_sounds_like_a_denial_is_no_yes_and_no_sure_no(text: str) -> None:
    reading = parse(YES_NO, text, "zh", NOW)
    assert isinstance(reading, Parsed)
    assert reading.value == "no"
    assert reading.confidence < SURE


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("gym", "en", "gym"),
        ("I think the fitness thing", "en", "gym"),
        ("the group classes", "en", "group_class"),
        ("not the gym, the swimming", "en", "pool"),
        ("the second one", "en", "pool"),
        ("the last one, please", "en", "group_class"),
        ("swiming", "en", "pool"),
        ("我想游泳", "zh", "pool"),
        ("第三个", "zh", "group_class"),
        ("tennis", "en", None),
    ],
)
def test_choice(text: str, language: str, value: str | None) -> None:
    reading = parse(SPORTS, text, language, NOW)
    assert (reading.value if isinstance(reading, Parsed) else reading) == value


def test_two_choices_are_no_sure_answer() -> None:
    reading = parse(SPORTS, "the gym or the swimming", "en", NOW)
    assert isinstance(reading, Parsed)
    assert reading.confidence < 0.5


def test_a_language_without_a_grammar_understands_texts_only() -> None:
    assert supports(SlotType.TEXT, "de")
    assert not supports(SlotType.YES_NO, "de")
    assert parse(SlotSpec(SlotType.TEXT), "  Guten   Tag ", "de", NOW) == Parsed("Guten Tag", 1.0)
    with pytest.raises(UnsupportedLanguage, match="'yes_no'"):
        parse(YES_NO, "ja", "de", NOW)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("My husband Peter.", "en", "Peter"),
        ("Probably my brother-in-law Jack Miller.", "en", "Jack Miller"),
        ("Anna Smith is picking it up.", "en", "Anna Smith"),
        ("My name is Will Smith.", "en", "Will Smith"),
        ("My wife.", "en", None),
        ("I'll come myself.", "en", None),
        ("我老公张伟", "zh", "张伟"),
        ("让李娜过来取", "zh", "李娜"),
        ("我朋友叫王强", "zh", "王强"),
        ("我妈妈", "zh", None),
    ],
)
def test_somebody_elses_name(text: str, language: str, value: str | None) -> None:
    reading = parse(SlotSpec(SlotType.NAME), text, language, NOW)
    assert (reading.value if isinstance(reading, Parsed) else reading) == value
