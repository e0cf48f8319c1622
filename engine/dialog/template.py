"""Texts with `{{ variables }}`: found, split into sentences, filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.dialog.moves import Sentence

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？；]+[”』」）]*")
_NEVER_AN_END: Final = frozenset({"mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "approx", "mt"})
_END_BEFORE_CAPITAL: Final = frozenset({"a.m", "p.m", "etc", "inc", "ltd", "co", "corp", "jr", "sr", "u.s", "u.k"})
"""Abbreviations that may also close a sentence."""


class MissingVariable(Exception):
    """A lead lacks a value that the script speaks."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the lead has no value for `{name}`, which the script needs")


def placeholders(text: str) -> tuple[str, ...]:
    """Names of the variables in `text`, in order of appearance."""
    return tuple(_PLACEHOLDER.findall(text))


def is_well_formed(text: str) -> bool:
    """False if double braces remain that are not `{{ name }}`."""
    return not _BRACES.search(_PLACEHOLDER.sub("", text))


def split_sentences(text: str) -> tuple[str, ...]:
    """Cuts a text after each sentence end, English or Chinese; `Mr.`, `3.5` and `9 a.m. on` do not end one."""
    return tuple(_pieces(" ".join(text.split())))


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
    word = before.rsplit(maxsplit=1)[-1].lstrip("(\"'“‘") if before.strip() else ""
    lowered = word.lower()
    if lowered in _NEVER_AN_END or (len(word) == 1 and word.isupper() and word != "I"):
        return True
    if lowered == "no":
        return after[:1].isdigit()
    return lowered in _END_BEFORE_CAPITAL and not after[:1].isupper()


def render(texts: Sequence[str], variables: Mapping[str, str], defaults: Mapping[str, str] | None = None) -> tuple[Sentence, ...]:
    """Sentences of `texts` with every placeholder filled in; one that holds nothing but `defaults` is the same in every call.

    Raises:
        MissingVariable: `variables` lacks one that the texts use, or has it blank.
    """
    usual = defaults or {}
    return tuple(
        Sentence(fill(piece, variables), fixed=all(variables.get(name) == usual.get(name) for name in placeholders(piece)))
        for text in texts
        for piece in split_sentences(text)
    )


def fill(text: str, variables: Mapping[str, str]) -> str:
    """One text with every placeholder filled in; raises `MissingVariable` as `render` does."""
    return _PLACEHOLDER.sub(lambda match: _speakable(match.group(1), variables), text)


def _speakable(name: str, variables: Mapping[str, str]) -> str:
    value = " ".join(variables.get(name, "").replace("{", " ").replace("}", " ").split())
    if not value:
        raise MissingVariable(name)
    return value
