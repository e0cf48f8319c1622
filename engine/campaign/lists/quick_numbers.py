"""The usual forms of phone numbers, read some ten times faster than by `phonenumbers.parse`, with the same result.

The library's parser is general: it finds numbers in running text, knows extensions and vanity letters, and takes 50 to 100 µs. A
list of a million rows holds digits and a little punctuation. Those are read here from the library's own metadata, under conditions
in which each of its steps is known to do nothing or to cut off a plain national prefix. Wherever one of its rules could do more,
the answer is None and the library has the word. `tests/unit/campaign/test_campaign_quick_numbers.py` compares the two in
all regions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import phonenumbers
from phonenumbers import PhoneMetadata

_PLAIN: Final = re.compile(r"(?:\+|\(?)[0-9][0-9 ().-]{0,38}[0-9]", re.ASCII)
_PUNCTUATION: Final = str.maketrans("", "", "+ ().-")
_CODE_LENGTHS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class _NumberingPlan:
    """What the library knows about the numbers of a country."""

    code: str
    lengths: frozenset[int]
    """Possible ones of the national significant number."""
    significant: re.Pattern[str]
    """National significant numbers."""
    national_prefix: re.Pattern[str] | None
    international_prefix: re.Pattern[str] | None

    def national(self, digits: str) -> str | None:
        """What was written without `+`, without a country code in front; None where the library would look closer."""
        if self.international_prefix and self.international_prefix.match(digits):
            return None
        if not digits.startswith(self.code):
            return digits
        rest = digits[len(self.code) :]
        with_code = self.significant.fullmatch(rest) and not self.significant.fullmatch(digits)
        return rest if with_code and not (self.national_prefix and self.national_prefix.match(rest)) else None

    def e164(self, national: str) -> str | None:
        """From national digits, with or without the national prefix."""
        if self.national_prefix and (prefix := self.national_prefix.match(national)):
            if self.national_prefix.groups or self.significant.fullmatch(national):
                return None  # carrier codes, rewritten numbers, or a prefix that may be part of the number
            national = national[prefix.end() :]
        if len(national) not in self.lengths or national.startswith("0"):
            return None
        return f"+{self.code}{national}"


def quick_e164(text: str, region: str) -> str | None:
    """The number in E.164 if it is written in a usual form; None if the library must decide.

    Args:
        text: digits with spaces, brackets, dots and hyphens, maybe `+` in front.
        region: ISO 3166 code for numbers without `+`.
    """
    if not _PLAIN.fullmatch(text):
        return None
    digits = text.translate(_PUNCTUATION)
    if text[0] != "+":
        plan = _plan_of_region(region)
        national = plan.national(digits) if plan else None
        return plan.e164(national) if plan and national else None
    for length in _CODE_LENGTHS:
        if plan := _plan_of_code(digits[:length]):
            return plan.e164(digits[length:])
    return None


@cache
def _plan_of_code(code: str) -> _NumberingPlan | None:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code[0] != "0" else None
    if not regions:
        return None
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), regions[0])
    return _plan(metadata, metadata)


@cache
def _plan_of_region(region: str) -> _NumberingPlan | None:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.country_code is None:
        return None
    main = phonenumbers.region_code_for_country_code(metadata.country_code)
    return _plan(metadata, PhoneMetadata.metadata_for_region_or_calling_code(metadata.country_code, main))


def _plan(metadata: Any, main: Any) -> _NumberingPlan:
    """`main` is the region that stands for all those of the country code: the library takes possible lengths from there."""
    return _NumberingPlan(
        code=str(metadata.country_code),
        lengths=frozenset(metadata.general_desc.possible_length) & frozenset(main.general_desc.possible_length),
        significant=re.compile(metadata.general_desc.national_number_pattern),
        national_prefix=_pattern(metadata.national_prefix_for_parsing),
        international_prefix=_pattern(metadata.international_prefix),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None
