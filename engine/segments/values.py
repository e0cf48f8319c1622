"""Texts of lists as numbers and dates. A text that is written as neither is none, and compares with none."""

from __future__ import annotations

import re
from typing import Final

NUMBER_LENGTH_MAX: Final = 16
"""Characters: such numbers are the same in every database."""
NUMBER_PATTERN: Final = r"^-?[0-9]+(\.[0-9]+)?$"
DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$"
DATE_LENGTH: Final = 10
_NUMBER: Final = re.compile(NUMBER_PATTERN.removesuffix("$") + r"\Z")
_DATE: Final = re.compile(DATE_PATTERN.removesuffix("$") + r"\Z", re.DOTALL)


def number_of(text: str) -> float | None:
    """`12`, `-12.50`; neither signs of thousands nor spaces."""
    return float(text) if len(text) <= NUMBER_LENGTH_MAX and _NUMBER.match(text) else None


def date_of(text: str) -> str | None:
    """The day of `2026-12-01` or `2026-12-01T09:30`, as it is written: such texts sort as days do."""
    return text[:DATE_LENGTH] if _DATE.match(text) else None
