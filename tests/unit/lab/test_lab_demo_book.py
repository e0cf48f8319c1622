from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.outcome import Disposition, Grade
from telephony.lab.book import load_book
from telephony.lab.sounds import spoken_lines
from telephony.lab.voices import recorded_path

pytestmark = pytest.mark.unit

DEMO = Path(__file__).parents[3] / "configs" / "demo"


def test_every_lead_has_a_phone_with_an_expected_outcome() -> None:
    phones = load_book(DEMO / "phones.yaml").phones
    with (DEMO / "leads.csv").open(encoding="utf-8", newline="") as file:
        numbers = [row["number"] for row in csv.DictReader(file)]
    assert len(set(numbers)) == len(numbers) >= 14
    assert set(numbers) == {number for number, phone in phones.items() if phone.expect}


def test_expected_outcomes_are_words_of_the_engine() -> None:
    expected = [phone.expect for phone in load_book(DEMO / "phones.yaml").phones.values() if phone.expect]
    assert {expect.disposition for expect in expected} <= set(Disposition)
    assert {expect.grade for expect in expected} <= set(Grade)


def test_every_line_of_the_demo_is_recorded() -> None:
    for phone in load_book(DEMO / "phones.yaml").phones.values():
        for text in spoken_lines(phone):
            assert recorded_path(phone.voice, text).is_file(), f"{phone.voice} has not recorded {text!r}"
