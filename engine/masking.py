"""Telephone numbers out of sight: for logs and for screens that others may see."""

from __future__ import annotations

import re
from typing import Final

_SHOWN_FIRST: Final = 5
_SHOWN_LAST: Final = 4
_HIDDEN_AT_LEAST: Final = 3
_NUMBER: Final = re.compile(r"(?<![\w.-])\+?\d{7,15}(?![\w-])")


def masked(number: str) -> str:
    """`+15550100001` becomes `+1555•••0001`. At least three digits are hidden, all of a short number."""
    spare = len(number) - _HIDDEN_AT_LEAST
    last = max(0, min(_SHOWN_LAST, spare))
    first = max(0, min(_SHOWN_FIRST, spare - last))
    if first + last < _SHOWN_LAST:
        return "•••"
    return f"{number[:first]}•••{number[len(number) - last :]}"


def masked_text(text: str) -> str:
    """Any text with the telephone numbers in it masked."""
    return _NUMBER.sub(lambda match: masked(match.group()), text)
