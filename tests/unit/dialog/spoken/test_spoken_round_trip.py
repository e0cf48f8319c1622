"""What the bot reads aloud it understands when somebody says the same."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.dialog.slots import hours
from engine.dialog.slots.money import Money, plain
from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import Parsed, SlotSpec, SlotType
from engine.dialog.slots.when import When
from engine.dialog.spoken.speaking import speak

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=8)))
LANGUAGES = st.sampled_from(["en", "zh"])
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
DAYS = st.integers(1, 3000).map(lambda days: NOW.date() + timedelta(days=days))
PARTS = st.sampled_from([hours.EARLY_MORNING, hours.MORNING, hours.MIDDAY, hours.AFTERNOON, hours.EVENING, hours.NIGHT])


def understood(slot_type: SlotType, words: str, language: str, currency: str | None = None) -> str:
    reading = parse(SlotSpec(slot_type, currency=currency), words, language, NOW)
    assert isinstance(reading, Parsed), words
    return reading.value


@settings(deadline=None)
@given(NUMBERS, LANGUAGES)
def test_numbers(number: Decimal, language: str) -> None:
    value = plain(number)
    assert understood(SlotType.NUMBER, speak(value, "number", language, NOW), language) == value


@settings(deadline=None)
@given(st.integers(1, 10**9), LANGUAGES)
def test_ordinals(number: int, language: str) -> None:
    assert understood(SlotType.NUMBER, speak(str(number), "ordinal", language, NOW), language) == str(number)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["USD", "GBP", "EUR", "CNY", "CHF", "HKD", "INR"]), LANGUAGES)
@example(5, "CNY", "zh")
@example(4905, "CNY", "zh")
def test_amounts(cents: int, currency: str, language: str) -> None:
    value = Money(Decimal(cents) / 100, currency).canonical
    assert understood(SlotType.AMOUNT, speak(value, "money", language, NOW), language, currency) == value


@settings(deadline=None)
@given(DAYS, LANGUAGES)
def test_days(day: datetime, language: str) -> None:
    value = day.isoformat()
    assert understood(SlotType.DATE_TIME, speak(value, "date", language, NOW), language) == value


@settings(deadline=None)
@given(DAYS, st.integers(1, 24 * 60 - 1), LANGUAGES)
@example(NOW.date() + timedelta(days=1), 30, "en")
@example(NOW.date() + timedelta(days=1), 12 * 60, "zh")
def test_moments(day: datetime, minute: int, language: str) -> None:
    value = When.at(datetime.combine(day, time()) + timedelta(minutes=minute)).canonical
    assert understood(SlotType.DATE_TIME, speak(value, "when", language, NOW), language) == value


@settings(deadline=None)
@given(DAYS, PARTS, LANGUAGES)
def test_parts_of_a_day(day: datetime, part: hours.Part, language: str) -> None:
    midnight = datetime.combine(day, time())
    value = When(midnight + timedelta(minutes=part.start), midnight + timedelta(minutes=part.end), False).canonical
    assert understood(SlotType.DATE_TIME, speak(value, "when", language, NOW), language) == value


@settings(deadline=None)
@given(
    st.from_regex(r"\+1(202|415|917|312)[2-9][0-8][0-9]{5}", fullmatch=True)
    | st.from_regex(r"\+8613[5-9][0-9]{8}", fullmatch=True),
    LANGUAGES,
)
@example("+442079460958", "en")
def test_phone_numbers(value: str, language: str) -> None:
    assert understood(SlotType.PHONE, speak(value, "phone", language, NOW), language) == value
