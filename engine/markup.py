"""Marks in the text of a prompt, for the voice: `*stressed words*` and `<pause 300ms>`. People read the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_PAUSE_MS: Final = 5000
"""A longer silence makes people ask whether anybody is there."""

_PAUSE: Final = re.compile(r"\s*<\s*pause\s+(\d{1,6})\s*ms\s*>\s*")
_STRESSED: Final = re.compile(r"\*([^\s*](?:[^*]*[^\s*])?)\*")
_PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}")
_OTHER_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is spoken in one manner."""

    text: str
    stressed: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text up to a `<pause …>` or the end."""

    text: str
    pause_ms: int
    """Silence after it."""


def runs(text: str) -> tuple[Run, ...]:
    """The stressed and unstressed stretches of `text`, in order and without their asterisks; stray asterisks are dropped."""
    found: list[Run] = []
    start = 0
    for match in _STRESSED.finditer(text):
        found += [Run(text[start : match.start()], stressed=False), Run(match[1], stressed=True)]
        start = match.end()
    found.append(Run(text[start:], stressed=False))
    return tuple(run for run in (Run(run.text.replace("*", ""), run.stressed) for run in found) if run.text)


def stretches(text: str) -> tuple[Stretch, ...]:
    """`text` cut at its pauses; one at the very beginning follows an empty stretch."""
    parts = _PAUSE.split(text)
    pauses = [min(int(ms), LONGEST_PAUSE_MS) for ms in parts[1::2]]
    cut = [Stretch(part, pause) for part, pause in zip(parts[::2], [*pauses, 0], strict=True)]
    return tuple(stretch for stretch in cut if stretch.text or stretch.pause_ms)


def plain(text: str) -> str:
    """What is said, without marks for the voice."""
    words = _PAUSE.sub(" ", text)
    return "".join(run.text for run in runs(words)).strip()


def balanced(texts: Sequence[str]) -> list[str]:
    """The pieces of a text that was cut; a stressed stretch that runs over a cut is closed before it and opened again after it."""
    whole: list[str] = []
    within = False
    for text in texts:
        opened = f"*{text}" if within else text
        within = opened.count("*") % 2 == 1
        whole.append(f"{opened}*" if within else opened)
    return whole


def faults(text: str) -> Iterator[str]:
    """What is wrong with the marks of a text, each as the end of a sentence that begins with the text's place."""
    literal = _PLACEHOLDER.sub("x", text)
    if "*" in _STRESSED.sub("", literal):
        yield "has an asterisk without its partner: write *words* to stress them"
    for ms in _PAUSE.findall(literal):
        if int(ms) > LONGEST_PAUSE_MS:
            yield f"has a pause of {ms} ms: the longest is {LONGEST_PAUSE_MS}"
    for tag in _OTHER_TAG.findall(_PAUSE.sub("", literal)):
        yield f"has {tag}, which is no mark that voices know: a pause is written <pause 300ms>"
