"""Digits one by one, as people say them: `double seven`, `triple five`, `eight hundred`, `forty-one seven`, `幺三八`, `四个八`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from engine.dialog.slots.numbers import WITH_DIGITS
from engine.dialog.slots.spec import Fault, Invalid, Parsed

_OH: Final = re.compile(r"\boh?\b(?!')")
_ROUND: Final = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|\d) (hundred|thousand)\b(?! and)")
_REPEATED: Final = re.compile(r"\b(double|triple|treble|quadruple) (\d)")
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_COUNTED: Final = re.compile(r"(?<!\d)([2-8])个(\d)")
_MISHEARD: Final = re.compile(r"(?:(?<=\d,)|(?<=\d)|^)( ?)(for|to|too)(?=,? \d)")
_MEANT: Final = {"for": "4", "to": "2", "too": "2"}
"""What a recognizer writes for digits before others."""
_JOINTS: Final = re.compile(r"\b(?:then|and|dash|hyphen|space|again|uh|um|er|area code|the)\b|[杠横然后再是区号嗯呃]+|[\s,.()/-]+")
_PLUS: Final = re.compile(r"\bplus\b|加")
_STRETCH: Final = re.compile(r"\+?\d+")
_LENGTH: Final = re.compile(r"(\d{1,2})(?: ?[-–] ?(\d{1,2}))?")
_FEWEST: Final = 2
"""Where no length is told; one digit is a number."""
_ATTEMPT: Final = 3
"""Fewer digits than this, and than asked for, are no attempt at them: "one moment", "I have two"."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many digits a value has."""

    fewest: int
    most: int | None
    """None: there is no end to it."""

    @classmethod
    def of(cls, written: str | None) -> Length:
        """The length of `SlotSpec.length`.

        Raises:
            ValueError: it is none.
        """
        if written is None:
            return cls(_FEWEST, None)
        match = _LENGTH.fullmatch(written)
        fewest = int(match[1]) if match else 0
        most = int(match[2] or fewest) if match else 0
        if not 1 <= fewest <= most:
            raise ValueError(f"'{written}' is no length: write a number such as 5, or two such as 4-6")
        return cls(fewest, most)


def said_digits(text: str, language: str) -> str:
    """The longest stretch of digits in a tidy text, with its plus; empty if there are none. `language` is a base language."""
    text = text.lower()
    if language == "en":
        text = _ROUND.sub(lambda match: f"{match[1]} zero zero{' zero' if match[2] == 'thousand' else ''}", _OH.sub("zero", text))
    text = WITH_DIGITS[language](text)
    if language == "en":
        text = _MISHEARD.sub(lambda match: f"{match[1]}{_MEANT[match[2]]}", text)
    text = _REPEATED.sub(lambda match: match[2] * _TIMES[match[1]], text)
    text = _COUNTED.sub(lambda match: match[2] * int(match[1]), text)
    stretches = _STRETCH.findall(_JOINTS.sub("", _PLUS.sub("+", text)))
    return max(stretches, key=len, default="")


def read_digits(text: str, language: str, length: Length) -> list[Parsed | Invalid]:
    """The digits of an utterance, if they are as many as they should be. `text` is tidy, the denied part taken away."""
    digits = said_digits(text, language).lstrip("+")
    if len(digits) < min(_ATTEMPT, length.fewest):
        return []
    if len(digits) < length.fewest:
        return [Invalid(Fault.TOO_FEW_DIGITS, digits)]
    if length.most is not None and len(digits) > length.most:
        return [Invalid(Fault.TOO_MANY_DIGITS, digits)]
    return [Parsed(digits, 1.0)]
