from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.lists.numbers import NumberError, e164, known_region
from engine.masking import masked

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+15550100001", "GB", "+15550100001"),
        ("(555) 010-0001", "US", "+15550100001"),
        ("1-555-010-0001", "US", "+15550100001"),
        ("  +44 20 7946 0958 ", "US", "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("00 44 20 7946 0958", "DE", "+442079460958"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+1 555 0101", "US", None),
    ],
)
def test_numbers_are_normalised(text: str, region: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError, match="area code"):
            e164(text, region)
    else:
        assert e164(text, region) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "contains letters"),
        ("1-800-FLOWERS", "contains letters"),
        ("555-010-0001 x12", "contains letters"),
        ("555-010-0001 # 12", "has an extension"),
        ("+999 123 456 789", "has no known country code"),
        ("12", "is too short"),
        ("+1 555 010 0001 0001", "is too long for its country"),
        ("+1234567890123456789012345", "is too long"),
        ("1.555E+10", "scientific notation by a spreadsheet"),
        ("1,555E+10", "scientific notation by a spreadsheet"),
        ("---", "is not a phone number"),
    ],
)
def test_impossible_numbers_say_why_without_repeating_themselves(text: str, why: str) -> None:
    with pytest.raises(NumberError, match=why) as caught:
        e164(text, "US")

    assert text not in str(caught.value)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+15550100001", "+1555•••0001"),
        ("+8613800138000", "+8613•••8000"),
        ("+4420794", "+•••0794"),
        ("112", "•••"),
        ("", "•••"),
    ],
)
def test_masked_numbers(number: str, expected: str) -> None:
    assert masked(number) == expected


@given(st.from_regex(r"\+[0-9]{1,15}", fullmatch=True))
def test_masking_hides_at_least_three_digits(number: str) -> None:
    assert len(masked(number).replace("•••", "")) <= max(0, len(number) - 3)


def test_regions_are_checked() -> None:
    assert known_region("US")
    assert not known_region("XX")
