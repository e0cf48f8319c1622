"""Telephone numbers out of sight: for logs and for screens that others may see."""

from __future__ import annotations

import re
from typing import Final

_SHOWN_FIRST: Final = 5
SHOWN_LAST: Final = 4
"""Digits at the end of a number that stay in sight, of all but short numbers."""
_HIDDEN_AT_LEAST: Final = 3
SHORTEST_SHOWN: Final = SHOWN_LAST + _HIDDEN_AT_LEAST
"""Characters: nothing of a shorter number is shown."""
_NUMBER: Final = re.compile(
    r"""
      (?P<plus>(?<![\w.-])\+|%2B)(?P<international>[1-9](?:[ .()-]{0,2}\d){6,14})(?!\d)
    | (?<![\w.-])(?P<digits>\+?\d{7,15})(?![\w-])
    | (?<![\w.:/-])(?!\d{4}-\d\d-\d\d)(?P<grouped>\(?\d{2,8}\)?(?:[ -]\d{2,8}){1,4})(?![\w:/-]|\.\d)
    """,
    re.VERBOSE,
)
_GROUPED_AT_LEAST: Final = 9
"""Digits of a number that is written in groups and without a plus: fewer may be an amount or a span."""


def masked(number: str) -> str:
    """`+15550100001` becomes `+1555•••0001`. At least three digits are hidden, all of a short number."""
    spare = len(number) - _HIDDEN_AT_LEAST
    last = max(0, min(SHOWN_LAST, spare))
    first = max(0, min(_SHOWN_FIRST, spare - last))
    if first + last < SHOWN_LAST:
        return "•••"
    return f"{number[:first]}•••{number[len(number) - last :]}"


def masked_text(text: str) -> str:
    """Any text with the telephone numbers in it masked, also as people write them: `+1 (555) 010-0001`, `555-010-0001`."""
    return _NUMBER.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    if found["digits"]:
        return masked(found["digits"])
    digits = "".join(filter(str.isdigit, found["international"] or found["grouped"]))
    if found["plus"]:
        return found["plus"] + masked(f"+{digits}").removeprefix("+")
    return masked(digits) if len(digits) >= _GROUPED_AT_LEAST else found.group()
