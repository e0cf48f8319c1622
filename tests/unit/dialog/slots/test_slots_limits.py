from __future__ import annotations

import pytest

from engine.dialog.slots.limits import BadLimit, check_limits, passed_limit
from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import SURE, Fault, Invalid, Parsed, Reading, SlotSpec, SlotType
from tests.unit.dialog.slots.phrase_tables import NOW

pytestmark = pytest.mark.unit


def read(spec: SlotSpec, text: str, language: str = "en") -> Reading:
    return parse(spec, text, language, NOW)


def value_of(reading: Reading) -> str | None:
    return reading.value if isinstance(reading, Parsed) else None


STARS = SlotSpec(SlotType.NUMBER, min="1", max="5")
GIFT = SlotSpec(SlotType.AMOUNT, min="10", max="500")
YEN = SlotSpec(SlotType.AMOUNT, currency="JPY", max="5000 JPY")
SOON = SlotSpec(SlotType.DATE_TIME, min="tomorrow", max="in 30 days")
BIRTHDAY = SlotSpec(SlotType.DATE_TIME, min="1900-01-01", max="today")


@pytest.mark.parametrize(
    ("spec", "text", "reading"),
    [
        (STARS, "five", "5"),
        (STARS, "six", Invalid(Fault.TOO_LARGE, "6")),
        (STARS, "zero", Invalid(Fault.TOO_SMALL, "0")),
        (GIFT, "ten dollars", "10.00 USD"),
        (GIFT, "nine dollars", Invalid(Fault.TOO_SMALL, "9.00 USD")),
        (GIFT, "a thousand dollars", Invalid(Fault.TOO_LARGE, "1000.00 USD")),
        (GIFT, "fifty euros", Invalid(Fault.WRONG_CURRENCY, "50.00 EUR")),
        (YEN, "four thousand", "4000 JPY"),
        (SOON, "tomorrow", "2026-03-03"),
        (SOON, "today at five", Invalid(Fault.TOO_SMALL, "2026-03-02T17:00")),
        (SOON, "in six weeks", Invalid(Fault.TOO_LARGE, "2026-04-13")),
        (SOON, "this week", "2026-03-02/2026-03-08"),
        (BIRTHDAY, "the fifth of May 1980", "1980-05-05"),
        (BIRTHDAY, "the fifth of May", "2025-05-05"),
        (BIRTHDAY, "tomorrow", Invalid(Fault.TOO_LARGE, "2026-03-03")),
        (SlotSpec(SlotType.DATE_TIME), "yesterday", Invalid(Fault.PAST, "2026-03-01")),
        (SlotSpec(SlotType.PHONE), "five five five one two", Invalid(Fault.PHONE_TOO_SHORT, "55512")),
        (SlotSpec(SlotType.DIGITS, length="5"), "four one seven two", Invalid(Fault.TOO_FEW_DIGITS, "4172")),
        (SlotSpec(SlotType.DIGITS, length="2-3"), "four one seven two", Invalid(Fault.TOO_MANY_DIGITS, "4172")),
    ],
)
def test_limits(spec: SlotSpec, text: str, reading: str | Invalid) -> None:
    found = read(spec, text)
    assert (found if isinstance(reading, Invalid) else value_of(found)) == reading


def test_a_limit_in_digits_is_that_very_day() -> None:
    until = SlotSpec(SlotType.DATE_TIME, max="20.11.2026")
    assert value_of(read(until, "the twentieth of November")) == "2026-11-20"
    assert read(until, "the twenty-first of November") == Invalid(Fault.TOO_LARGE, "2026-11-21")
    with pytest.raises(BadLimit):
        check_limits(SlotSpec(SlotType.DATE_TIME, max="20.11."), NOW)


def test_of_several_readings_the_one_within_the_limits_is_meant() -> None:
    assert value_of(read(SlotSpec(SlotType.AMOUNT), "two fifty")) == "2.50 USD"
    assert value_of(read(SlotSpec(SlotType.AMOUNT, min="50"), "two fifty")) == "250.00 USD"
    assert value_of(read(SlotSpec(SlotType.DATE_TIME), "today at nine")) == "2026-03-02T21:00"
    assert value_of(read(SlotSpec(SlotType.DATE_TIME), "next Tuesday")) == "2026-03-10"
    assert value_of(read(SlotSpec(SlotType.DATE_TIME, max="in 5 days"), "next Tuesday")) == "2026-03-03"


def test_a_guess_is_less_sure_than_what_was_said_outright() -> None:
    outright, guessed = read(SlotSpec(SlotType.DATE_TIME), "tomorrow at 8 am"), read(SlotSpec(SlotType.DATE_TIME), "tomorrow at 8")
    assert isinstance(outright, Parsed)
    assert isinstance(guessed, Parsed)
    assert outright.value == guessed.value
    assert outright.confidence > 0.8 > guessed.confidence


def test_national_phone_numbers_and_dates_depend_on_the_region() -> None:
    assert value_of(read(SlotSpec(SlotType.PHONE, region="GB"), "020 7946 0958")) == "+442079460958"
    assert value_of(read(SlotSpec(SlotType.DATE_TIME, region="GB"), "3/4")) == "2026-04-03"
    assert value_of(read(SlotSpec(SlotType.DATE_TIME), "3/4")) == "2026-03-04"


def test_dollars_are_those_of_the_script() -> None:
    canada = SlotSpec(SlotType.AMOUNT, currency="CAD")
    assert value_of(read(canada, "fifty dollars")) == "50.00 CAD"
    assert value_of(read(canada, "fifty")) == "50.00 CAD"
    assert value_of(read(canada, "fifty euros")) == "50.00 EUR"


@pytest.mark.parametrize(
    ("spec", "field", "message"),
    [
        (SlotSpec(SlotType.NUMBER, min="few"), "min", "'few' is no number: write a number such as 12.5"),
        (SlotSpec(SlotType.NUMBER, min="5", max="1"), "max", "'1' is less than the least value, '5'"),
        (SlotSpec(SlotType.AMOUNT, max="10 dollars"), "max", "'10 dollars' is no amount: write an amount such as"),
        (SlotSpec(SlotType.AMOUNT, min="10", max="5"), "max", "'5' is less than"),
        (SlotSpec(SlotType.DATE_TIME, min="whenever"), "min", "'whenever' is no date_time: write a day such as"),
        (SlotSpec(SlotType.DATE_TIME, min="2026-05-01", max="2026-04-01"), "max", "'2026-04-01' is less than"),
        (SlotSpec(SlotType.TEXT, min="5"), "min", "a text has no limits"),
    ],
)
def test_limits_that_cannot_be_kept(spec: SlotSpec, field: str, message: str) -> None:
    with pytest.raises(BadLimit, match=f"^{message}") as caught:
        check_limits(spec, NOW)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "spec", [STARS, GIFT, YEN, SOON, BIRTHDAY, SlotSpec(SlotType.TEXT), SlotSpec(SlotType.DATE_TIME, max="in 2 hours")]
)
def test_limits_that_can(spec: SlotSpec) -> None:
    check_limits(spec, NOW)


def test_a_bad_limit_is_not_passed_over() -> None:
    with pytest.raises(BadLimit):
        read(SlotSpec(SlotType.NUMBER, min="few"), "five")


@pytest.mark.parametrize(
    ("slot_type", "text", "language", "sure"),
    [
        (SlotType.DATE_TIME, "Could you call me back on Wednesday at about five, please?", "en", True),
        (SlotType.DATE_TIME, "My sister's dentist told her husband something funny on Tuesday", "en", False),
        (SlotType.NUMBER, "There are four of us.", "en", True),
        (SlotType.NUMBER, "I bought two dogs and a parrot from somebody in Texas", "en", False),
        (SlotType.NUMBER, "three or four", "en", False),
        (SlotType.DATE_TIME, "您明天下午五点再打给我吧", "zh", True),
        (SlotType.DATE_TIME, "我妹妹周二去医院看牙医回家路上遇到老同学", "zh", False),
    ],
)
def test_a_value_in_a_story_is_not_sure(slot_type: SlotType, text: str, language: str, sure: bool) -> None:
    reading = read(SlotSpec(slot_type), text, language)
    assert isinstance(reading, Parsed)
    assert (reading.confidence >= SURE) is sure


@pytest.mark.parametrize(
    ("earliest", "latest", "field"),
    [
        (None, "2026-03-01", "max"),
        ("today", "2025-12-31", "max"),
        (None, "2026-03-02", None),
        (None, "in 30 days", None),
        ("2026-03-01", None, "min"),
        ("2026-03-01", "2026-04-01", "min"),
        ("2026-03-02", None, None),
        ("1900-01-01", "today", None),
        ("1900-01-01", "2008-03-02", None),
        ("30 days ago", None, None),
    ],
)
def test_limits_that_name_a_day_which_is_over(earliest: str | None, latest: str | None, field: str | None) -> None:
    """On 2 March 2026."""
    found = passed_limit(SlotSpec(SlotType.DATE_TIME, min=earliest, max=latest), NOW)
    assert (found and found.field) == field


def test_only_moments_pass() -> None:
    assert passed_limit(STARS, NOW) is None


@pytest.mark.parametrize(
    ("currency", "text", "value"),
    [
        ("USD", "五块五", "5.50 USD"),
        ("EUR", "一百元", "100.00 EUR"),
        ("USD", "五十块人民币", "50.00 CNY"),
        (None, "五十块美金", "50.00 USD"),
        (None, "五块钱", "5.00 CNY"),
    ],
)
def test_a_piece_of_money_in_mandarin_is_of_the_slots_currency(currency: str | None, text: str, value: str) -> None:
    assert value_of(read(SlotSpec(SlotType.AMOUNT, currency=currency), text, "zh")) == value
