"""English number words as digits: `twenty-five` → `25`, `the third` → `the 3th`, `two fifty` → `2 50`, `five five five` → `5 5 5`.

Words are added up only where they form one number. What merely stands side by side stays apart, for a clock time, a year, a
price or a telephone number to be made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from engine.dialog.slots.money import plain


def _counted(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


_ONES: Final = _counted("one two three four five six seven eight nine", 1)
_TEENS: Final = _counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
_TENS: Final = _counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10) | {"fourty": 40}
_SMALL: Final = _ONES | _TEENS | _TENS
_ORDINALS: Final = (
    _counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
    | _counted("thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth", 13)
    | _counted("thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 30, 10)
)
_ROUND_ORDINALS: Final = {"hundredth": "hundred", "thousandth": "thousand", "millionth": "million", "billionth": "billion"}
_ZEROS: Final = frozenset({"zero", "nought", "oh", "o"})
_SCALES: Final = {"thousand": 10**3, "grand": 10**3, "million": 10**6, "billion": 10**9}
_ROUND_SCALES: Final = {**_SCALES, "hundred": 100}

_SCALE: Final = "hundred|" + "|".join(_SCALES)
_PRONOUN: Final = (
    r"(?<!\bthis )(?<!\bthat )(?<!\bwhich )(?<!\bany )(?<!\bthe )(?<!first )(?<!second )(?<!third )(?<!\d[nrt][dh] )(?<!\dst )"
)
_WORD: Final = (
    rf"(?:{'|'.join(word for word in _SMALL if word != 'one')}|{_PRONOUN}one(?! moment| second| sec\b| question| thing| more thing)"
    rf"|{'|'.join(_ROUND_ORDINALS)}|zero|nought|oh?(?!')"
    rf"|(?:{'|'.join(word for word in _ORDINALS if word not in ('first', 'second'))})"
    r"|first(?! thing| name| time| of all)|(?<=the )second|(?<=ty[ -])second|(?<=[dn] and )second|second(?= of\b)"
    r"|^second(?=[.!?]*$)"
    rf"|(?<!half )a(?= (?:{_SCALE})\b)|\d[\d,]*(?:\.\d+)?(?= (?:{_SCALE})\b)|(?<!half )(?<!half a )(?:{_SCALE}))"
)
_RUN: Final = re.compile(rf"\b{_WORD}(?:(?:[ -]|,? and ){_WORD})*\b")
_POINT: Final = re.compile(r"(?:\b(\d+) )?\bpoint (\d+(?: \d)*)\b")
_FRACTION: Final = re.compile(r"\b(\d+) and (?:(a) half|(a|\d) quarters?)\b")
_SCALED: Final = re.compile(rf"\b(\d+\.\d+|half an?) ({_SCALE}|dozen)\b")
_DOZEN: Final = re.compile(r"\b(?:a|1) dozen\b")
_SPLIT: Final = re.compile(r"[ -]|, ")


def with_digits(text: str) -> str:
    """Lower-case text with every number word turned into digits; an ordinal ends in `th` whatever its number."""
    text = _RUN.sub(lambda run: " ".join(_combine(_SPLIT.split(run.group()))), text)
    text = _POINT.sub(lambda match: f"{match[1] or 0}.{match[2].replace(' ', '')}", text)
    text = _FRACTION.sub(_with_fraction, text)
    return _DOZEN.sub("12", _SCALED.sub(_scaled, text))


def _with_fraction(match: re.Match[str]) -> str:
    quarters = 2 if match[2] else 1 if match[3] == "a" else int(match[3])
    return plain(Decimal(match[1]) + Decimal(quarters) / 4)


def _scaled(match: re.Match[str]) -> str:
    factor = Decimal("0.5") if match[1].startswith("half") else Decimal(match[1])
    return plain(factor * {**_ROUND_SCALES, "dozen": 12}[match[2]])


def _combine(words: list[str]) -> Iterator[str]:
    """The numbers in a run of number words."""
    leading_interjection = words[0] in ("oh", "o") and len(words) < 3
    if leading_interjection:
        yield words[0]
    group = _Group()
    for word in words[leading_interjection:]:
        if word == "and":
            if not group.open_for_and:
                yield from group.close()
                yield word
        elif word in _ZEROS:
            yield from group.close()
            yield "0"
        elif word in _ORDINALS:
            yield from group.add(_ORDINALS[word])
            yield from (f"{number}th" for number in group.close())
        elif word in _SMALL:
            yield from group.add(_SMALL[word])
        elif word in _ROUND_ORDINALS:
            yield from group.multiply(_ROUND_SCALES[_ROUND_ORDINALS[word]])
            yield from (f"{number}th" for number in group.close())
        elif word in _ROUND_SCALES:
            yield from group.multiply(_ROUND_SCALES[word])
        else:
            yield from group.close()
            group.start(Decimal(1) if word == "a" else Decimal(word.replace(",", "")))
    yield from group.close()


class _Group:
    """A number being put together."""

    def __init__(self) -> None:
        self._thousands = Decimal(0)
        self._rest: Decimal | None = None

    @property
    def open_for_and(self) -> bool:
        """True after `two hundred` or `three thousand`: an `and` goes on with the same number."""
        return bool(self._rest and self._rest % 100 == 0) or bool(self._thousands and self._rest is None)

    def start(self, number: Decimal) -> None:
        self._rest = number

    def add(self, number: int) -> Iterable[str]:
        """Adds a number below 100 if it belongs to this one; else gives this one and starts the next."""
        rest = self._rest
        fits = rest is None or (rest and rest % 100 == 0) or (number < 10 and rest % 100 >= 20 and rest % 10 == 0)
        closed = () if fits else self.close()
        self._rest = (self._rest or Decimal(0)) + number
        return closed

    def multiply(self, scale: int) -> Iterable[str]:
        rest = self._rest
        if scale == 100:
            closed = () if rest is None or rest < 100 else self.close()
            self._rest = (self._rest or Decimal(1)) * 100
            return closed
        closed = () if rest is not None or not self._thousands else self.close()
        self._thousands += (self._rest if self._rest is not None else Decimal(1)) * scale
        self._rest = None
        return closed

    def close(self) -> Iterable[str]:
        """The number, if there is one; the next starts from nothing."""
        if self._rest is None and not self._thousands:
            return ()
        number = self._thousands + (self._rest or 0)
        self._thousands, self._rest = Decimal(0), None
        return (plain(number),)
