"""The quick reading against the library's, number by number."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.campaign.lists.quick_numbers import quick_e164

pytestmark = pytest.mark.unit

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
DIGITS = st.text("0123456789", min_size=4, max_size=15)
FORMS = st.sampled_from(["{}", "({0[0]}{0[1]}{0[2]}) {1}", "{0} {1}", "{0}-{1}", "{0}.{1}", "({0}) {1}"])


def _library(text: str, region: str) -> str | None:
    """What `numbers.e164` made of it before there was a quick way."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _agrees(text: str, region: str) -> bool:
    quick = quick_e164(text, region)
    return quick is None or quick == _library(text, region)


@pytest.mark.parametrize("kind", ["E164", "INTERNATIONAL", "NATIONAL"])
def test_every_region_s_example_numbers(kind: str) -> None:
    """Of every type, as people write them; most go the quick way."""
    types = [value for name, value in vars(phonenumbers.PhoneNumberType).items() if name.isupper() and value != 99]
    texts = [
        (phonenumbers.format_number(number, getattr(phonenumbers.PhoneNumberFormat, kind)), region)
        for region in REGIONS
        for type_ in types
        if (number := phonenumbers.example_number_for_type(region, type_))
    ]

    assert [(text, region) for text, region in texts if not _agrees(text, region)] == []
    quick = sum(1 for text, region in texts if quick_e164(text, region))
    assert quick / len(texts) > 0.8, f"{quick} of {len(texts)}"


@given(DIGITS, st.sampled_from(REGIONS))
@example("02079460958", "GB")
@example("12025550123", "US")
@example("13800138000", "CN")
@example("8005550123", "RU")
@example("0612345678", "IT")
def test_digits_in_national_form(digits: str, region: str) -> None:
    assert _agrees(digits, region)


@given(st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), DIGITS, st.sampled_from(REGIONS))
@example(44, "02079460958", "US")
@example(1, "12025550123", "GB")
@example(39, "0612345678", "US")
def test_digits_after_a_country_code(code: int, digits: str, region: str) -> None:
    assert _agrees(f"+{code}{digits}", region)


@given(
    st.text("0123456789", min_size=3, max_size=6), st.text("0123456789", min_size=3, max_size=8), FORMS, st.sampled_from(REGIONS)
)
def test_digits_with_punctuation(first: str, second: str, form: str, region: str) -> None:
    assert _agrees(form.format(first, second), region)
    assert _agrees("+" + form.format(first, second), region)


@given(st.text("+0123456789 ().-#x/٣", max_size=20), st.sampled_from(REGIONS))
def test_what_is_no_usual_form_is_left_to_the_library(text: str, region: str) -> None:
    assert _agrees(text, region)


@pytest.mark.parametrize("text", ["", "+", "+0", "12", "hello", "+1 202 555 0123 x4", "1.38E+10", "２０２５５５０１２３", "0" * 50])
def test_no_usual_forms(text: str) -> None:
    assert quick_e164(text, "US") is None
