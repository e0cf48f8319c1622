"""Templates of texts in one language, and what they say in another. Pure.

A template has holes, `{name}`; double braces around a space are a script's placeholder and no hole. What stands in a hole is kept
as it is, but that of `PHRASES` is said by the engine, too, and may have a template of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

PHRASES: Final = frozenset({"hint", "how", "what", "who", "why"})
"""Holes in which the engine's own words stand, not those of a file or a person."""
_HOLE: Final = re.compile(r"\{(\w+)\}")
_BEFORE: Final = ": "
"""Between a place and what is said of it."""
_BETWEEN: Final = "; "
"""Between two texts."""
_OF_PHRASES: Final = 3
"""A template with fewer letters of its own is looked for only where a phrase stands."""
_OWN_LETTERS: Final = 8
"""A template that begins with a phrase and has fewer is one only of texts whose phrase has a template, too."""


@dataclass(frozen=True, slots=True)
class _Template:
    literals: tuple[str, ...]
    """What stands before, between and after the holes."""
    holes: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, template: str, said: str) -> _Template:
        parts = _HOLE.split(template)
        return cls(tuple(parts[0::2]), tuple(parts[1::2]), said)

    @property
    def length(self) -> int:
        return sum(map(len, self.literals))

    @property
    def letters(self) -> int:
        return sum(letter.isalpha() for letter in "".join(self.literals))

    @property
    def is_vague(self) -> bool:
        return not self.literals[0] and self.holes[0] in PHRASES and self.letters < _OWN_LETTERS

    @property
    def is_phrase(self) -> bool:
        return self.letters < _OF_PHRASES and not self.is_vague

    def values(self, text: str) -> dict[str, str] | None:
        """What stands in the holes; None: the text is not of this template. Takes time in proportion to the text."""
        if (values := _between(self.literals, text)) is None:
            return None
        if values and not self.literals[0] and (_BEFORE in values[0] + " " or _BETWEEN in values[0]):
            return None  # a place, or another text, is in front
        return dict(zip(self.holes, values, strict=True))

    def filled(self, values: Mapping[str, str]) -> str:
        """What it says, with values in the holes."""
        return _HOLE.sub(lambda hole: values[hole[1]], self.said)


class Sayings:
    """What can be said in a language."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        """`templates`: each with what it says, the same holes in it."""
        made = [_Template.of(template, said) for template, said in templates.items()]
        self._templates = sorted(made, key=lambda template: -template.length)

    def said(self, text: str, *, phrases: bool = True) -> str | None:
        """What the most exact template for a text says; None: there is none. `phrases`: it may be one of a phrase only."""
        for template in self._templates:
            if template.is_phrase and not phrases:
                continue
            if (values := template.values(text)) is None or (template.is_vague and self.said(values[template.holes[0]]) is None):
                continue
            return template.filled({hole: self._phrase(value) if hole in PHRASES else value for hole, value in values.items()})
        return None

    def retold(self, line: str) -> str:
        """A line: a text, or places in front of one. As it is if there is no template."""
        begin = 0
        while begin >= 0:
            if (said := self.said(line[begin:], phrases=False)) is not None:
                return line[:begin] + said
            colon = line.find(_BEFORE, begin)
            begin = colon + len(_BEFORE) if colon >= 0 else -1
        return line

    def _phrase(self, text: str) -> str:
        said = self.said(text)
        return self.retold(text) if said is None else said


def _between(literals: Sequence[str], text: str) -> list[str] | None:
    """What stands between literals that follow one another, from the text's begin to its end; each gap is as short as can be."""
    if len(literals) == 1:
        return [] if text == literals[0] else None
    first, *middle, last = literals
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return None
    found, begin = [], len(first)
    for literal in middle:
        at = text.find(literal, begin, end)
        if at < 0:
            return None
        found.append(text[begin:at])
        begin = at + len(literal)
    return [*found, text[begin:end]]
