"""Putting what somebody really said into a script as an example of an intent, without touching anything else in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from engine.dialog.problems import Location
from engine.dialog.source import Source, parse_source

_INTENTS: Final = "intents"


class NoPlaceForIt(Exception):
    """An intent's examples are written in a form to which none can be added by itself."""


def intents_in(text: str) -> list[str]:
    """The intents that the script's own file gives examples of."""
    tree = parse_source(text, "script").tree
    named = tree.get(_INTENTS) if isinstance(tree, dict) else None
    return sorted(named) if isinstance(named, dict) else []


def with_example(text: str, intent: str, words: str, language: str) -> str:
    """The script with one more example, put before the first of its list.

    Args:
        text: of the script's file.
        intent: one of `intents_in`.
        words: as they were said.
        language: BCP 47 code, for intents that have examples by language.

    Raises:
        NoPlaceForIt: the list is not written with an example a line.
    """
    source = parse_source(text, "script")
    place = next((source.places[at] for at in _first(source, intent, language)), None)
    lines = text.splitlines(keepends=True)
    line = lines[place.line - 1] if place else ""
    if place is None or line[: place.column - 1].strip() != "-":
        raise NoPlaceForIt(f"the examples of {intent} do not stand one a line: add it by hand")
    lines.insert(place.line - 1, f"{line[: place.column - 1]}{json.dumps(words, ensure_ascii=False)}\n")
    return "".join(lines)


def _first(source: Source, intent: str, language: str) -> Iterator[Location]:
    """Where the first example may stand, the likeliest first."""
    for at in (
        (_INTENTS, intent, language, 0),
        (_INTENTS, intent, "examples", language, 0),
        (_INTENTS, intent, "examples", 0),
        (_INTENTS, intent, 0),
    ):
        if at in source.places:
            yield at
