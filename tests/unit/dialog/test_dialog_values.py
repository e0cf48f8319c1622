"""Values as lists and other systems write them: what they mean, and what is no value because it could mean two things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.values import canonical, read_aloud

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("89.50", "89.50 GBP"),
        ("89,50", "89.50 GBP"),
        ("1250,00", "1250.00 GBP"),
        ("1,250", "1250.00 GBP"),
        ("1,250.00", "1250.00 GBP"),
        ("1.250,00 EUR", "1250.00 EUR"),
        ("1 250,00 €", "1250.00 EUR"),
        ("1'250.00 CHF", "1250.00 CHF"),
        ("£ 89", "89.00 GBP"),
        ("GBP 89.50", "89.50 GBP"),
        ("89.5 gbp", "89.50 GBP"),
        ("８９．５０", "89.50 GBP"),
        ("-5", "-5.00 GBP"),
        ("£-5", "-5.00 GBP"),
        ("500 SEK", "500.00 SEK"),
        ("89元", "89.00 CNY"),
        ("twenty pounds", "20.00 GBP"),
        ("1.250", None),
        ("1.250 EUR", None),
        ("12,5,0", None),
        ("89.50 - 99.50", None),
        ("(5.00)", None),
        ("cheap", None),
    ],
)
def test_amounts(written: str, meant: str | None) -> None:
    assert canonical(SlotSpec(SlotType.AMOUNT, currency="GBP"), written, "en", NOW) == meant


def test_dollars_without_a_country_are_those_of_the_script() -> None:
    canadian = SlotSpec(SlotType.AMOUNT, currency="CAD")
    assert canonical(canadian, "$5", "en", NOW) == "5.00 CAD"
    assert canonical(canadian, "5 usd", "en", NOW) == "5.00 USD"
    assert canonical(SlotSpec(SlotType.AMOUNT), "¥5", "zh-CN", NOW) == "5.00 CNY"
    assert canonical(SlotSpec(SlotType.AMOUNT), "5", "de", NOW) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12.50", "12.5"),
        ("12,5", "12.5"),
        ("1,250", "1250"),
        ("1.25E+03", "1250"),
        ("12 %", "12"),
        ("-3", "-3"),
        ("four", "4"),
        ("12 kg", "12"),
        ("1.2.3", None),
    ],
)
def test_numbers(written: str, meant: str | None) -> None:
    assert canonical(SlotSpec(SlotType.NUMBER), written, "en", NOW) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-11-20", "2025-11-20"),
        ("2025/11/20", "2025-11-20"),
        ("2025.11.20", "2025-11-20"),
        ("20.11.2025", "2025-11-20"),
        ("11/20/2025", "2025-11-20"),
        ("2025-11-20 14:30", "2025-11-20T14:30"),
        ("20.11.2025 9:05", "2025-11-20T09:05"),
        ("11/20/2025 2:30 PM", "2025-11-20T14:30"),
        ("11/20/2025 12:30 a.m.", "2025-11-20T00:30"),
        ("2025-11-20T14:30:00", "2025-11-20T14:30"),
        ("2025-11-20T14:30:00.000Z", "2025-11-20T14:30"),
        ("2025-11-20T14:30:00+08:00", "2025-11-20T06:30"),
        ("2026-03-09/2026-03-15", "2026-03-09/2026-03-15"),
        ("20-Nov-2025", "2025-11-20"),
        ("20. November 2025", "2025-11-20"),
        ("Nov. 20, 2025", "2025-11-20"),
        ("tomorrow", "2026-11-24"),
        ("14:30", "2026-11-23T14:30"),
        ("20/11/2025", None),
        ("20.11.25", None),
        ("20.11.", None),
        ("2025-02-30", None),
        ("2025-11-20T25:00", None),
        ("2025-11-20 13:30 PM", None),
        ("0000-00-00", None),
        ("20251120", None),
        ("N/A", None),
    ],
)
def test_moments(written: str, meant: str | None) -> None:
    assert canonical(SlotSpec(SlotType.DATE_TIME), written, "en", NOW) == meant


def test_a_day_comes_before_its_month_where_people_write_it_so() -> None:
    assert canonical(SlotSpec(SlotType.DATE_TIME, region="GB"), "03/04/2025", "en", NOW) == "2025-04-03"
    assert canonical(SlotSpec(SlotType.DATE_TIME), "03/04/2025", "en", NOW) == "2025-03-04"
    assert canonical(SlotSpec(SlotType.DATE_TIME), "03/04/2025", "zh-CN", NOW) == "2025-03-04"  # one list for both languages


def test_a_day_with_words_of_another_language_is_not_some_other_day() -> None:
    assert canonical(SlotSpec(SlotType.DATE_TIME), "20 November 2025 at 2:30 pm", "zh-CN", NOW) is None
    assert canonical(SlotSpec(SlotType.DATE_TIME), "2025年11月20日", "zh-CN", NOW) == "2025-11-20"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("04711", "04711"), ("047 11", "04711"), ("047-11", "04711"), ("４７１", "471"), ("4711.0", None), ("DE-4711", None)],
)
def test_digits(written: str, meant: str | None) -> None:
    assert canonical(SlotSpec(SlotType.DIGITS), written, "en", NOW) == meant


def test_a_day_without_its_hour_is_read_as_a_day_where_the_hour_is_wanted() -> None:
    visit = SlotSpec(SlotType.DATE_TIME)
    assert read_aloud("2026-11-26T14:30", visit, "time", "en", NOW) == "two thirty in the afternoon"
    assert read_aloud("2026-11-26", visit, "time", "en", NOW) == "Thursday, the twenty-sixth of November"
