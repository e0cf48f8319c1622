"""Texts with `{{ variables }}`: found, split into sentences, filled in. `*emphasis*` and `<pause 300ms>` are left to the voice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine.markup import balanced

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^\W\d][\w-]*)\s*(?:\|\s*(\w+)\s*)?\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}|[｛｝]|(?<=\0)\}|\{(?=\0)|\{\s*[^\W\d][\w-]*\s*(?:\|\s*\w+\s*)?\}")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’)\]*]*(?=\s)|[。！？；]+[”』」）*]*")
_NEVER_AN_END: Final = frozenset({"mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "approx", "mt"})
_END_BEFORE_CAPITAL: Final = frozenset({"a.m", "p.m", "etc", "inc", "ltd", "co", "corp", "jr", "sr", "u.s", "u.k"})
"""Abbreviations that may also close a sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """One `{{ name | filter }}`."""

    name: str
    filter: str | None

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return f"{{{{ {self.name} | {self.filter} }}}}" if self.filter else f"{{{{ {self.name} }}}}"


@lru_cache(maxsize=4096)
def fields(text: str) -> tuple[Field, ...]:
    """The placeholders of `text`, in order of appearance."""
    return tuple(Field(name, chosen or None) for name, chosen in _PLACEHOLDER.findall(text))


def placeholders(text: str) -> tuple[str, ...]:
    """Names of the variables in `text`, in order of appearance."""
    return tuple(field.name for field in fields(text))


def is_well_formed(text: str) -> bool:
    """False if braces remain that are not `{{ name }}` or `{{ name | filter }}`, such as `{ name }` or `{{{ name }}}`."""
    return not _BRACES.search(_PLACEHOLDER.sub("\0", text))


def fill(text: str, value_of: Callable[[Field], str]) -> str:
    """The text with every placeholder replaced."""
    return _PLACEHOLDER.sub(lambda match: value_of(Field(match.group(1), match.group(2))), text)


@lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[str, ...]:
    """Cuts a text after each sentence end, English or Chinese; `Mr.`, `3.5` and `9 a.m. on` do not end one.

    What is stressed over a cut is stressed on both sides of it.
    """
    return tuple(balanced(tuple(_pieces(" ".join(text.split())))))


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and _is_abbreviation(text[start : match.start()], text[match.end() :].lstrip()):
            continue
        if piece := text[start : match.end()].strip():
            yield piece
        start = match.end()
    if rest := text[start:].strip():
        yield rest


def _is_abbreviation(before: str, after: str) -> bool:
    word = before.rsplit(maxsplit=1)[-1].lstrip("(\"'“‘*") if before.strip() else ""
    lowered = word.lower()
    if lowered in _NEVER_AN_END or (len(word) == 1 and word.isupper() and word != "I"):
        return True
    if lowered == "no":
        return after[:1].isdigit()
    return lowered in _END_BEFORE_CAPITAL and not after[:1].isupper()
