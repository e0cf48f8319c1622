"""Mandarin answers as a recognizer misspells them: characters of nearly the same sound, where nobody says what is written.

Only what is no time as it stands: a digit that may have been meant stays, for a wrong date is worse than to be asked again.
"""

from __future__ import annotations

import re
from typing import Final

_HOUR: Final = r"(?=[一二两三四五六七八九十\d]{1,3}[点时:])"
_DAY: Final = r"(?<=[天日号])|(?<=[周期拜][一二三四五六日天])"
_END: Final = r"(?=[。，！？,.!?\s]*$)"

_NOON: Final = re.compile(rf"(?P<half>[上中下])[五武舞无]{_HOUR}|(?:{_DAY})(?P<towards>向)[五午武舞无]{_HOUR}")
"""`下五三点` for `下午三点`; `周五向五六点` for `周五下午六点`."""
_PERHAPS: Final = re.compile(rf"(?:(?<=[点半底])|{_DAY})八{_END}|(?<=点)8{_END}")
"""`这周五八` for `这周五吧`: nobody leaves out 点 after an hour that follows a day, nor 分 or 零 with minutes under ten."""
_PERHAPS_SO_MUCH: Final = re.compile(rf"(?<=[分位人])八{_END}")
"""`四分八` for `四分吧`."""


_DENIAL: Final = re.compile("^[五武舞无午务物误吾吴屋雾步部布补捕普铺扑](?=[对是行好要用会能可想])")
"""`五对`, `普对` for `不对`."""


def respelled_time(text: str) -> str:
    """A tidy answer that names a time, with what cannot have been meant put right."""
    return _PERHAPS.sub("吧", _NOON.sub(_noon, text))


def respelled_number(text: str) -> str:
    """The same of an answer that names a number."""
    return _PERHAPS_SO_MUCH.sub("吧", text)


def respelled_denial(clause: str) -> str:
    """The same of a clause that is a yes or no."""
    return _DENIAL.sub("不", clause)


def _noon(match: re.Match[str]) -> str:
    return "下午" if match["towards"] else f"{match['half']}午"
