"""Putting what somebody really said into a script as an example of an intent, without touching anything else in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from engine.dialog.problems import Location
from engine.dialog.source import Place, Source, Tree, parse_source

_INTENTS: Final = "intents"


class NoPlaceForIt(Exception):
    """An intent has no list of examples in this file to which one can be added."""


def intents_in(text: str) -> list[str]:
    """The intents that the script's own file gives examples of."""
    tree = parse_source(text, "script").tree
    named = tree.get(_INTENTS) if isinstance(tree, dict) else None
    return sorted(named) if isinstance(named, dict) else []


def with_example(text: str, intent: str, words: str, language: str) -> str:
    """The script with one more example, put before the first of its list.

    It gets a line of its own, but in a list that begins on the line of its key, as `en: [yes, sure]`, it stands on that line.

    Args:
        text: of the script's file.
        intent: one of `intents_in`.
        words: as they were said.
        language: BCP 47 code, for intents that have examples by language.

    Raises:
        NoPlaceForIt: there is no such list, or it is written so that a line more would say something else.
    """
    source = parse_source(text, "script")
    first = next((at for at in _first(intent, language) if at in source.places), None)
    if first is None:
        raise NoPlaceForIt(f"{intent} has no list of examples here: add it by hand")
    changed = _with_before(text, source.places[first], json.dumps(words, ensure_ascii=False))
    former = _examples(source, first[:-1])
    if not isinstance(former, list) or _examples(parse_source(changed, "script"), first[:-1]) != [words, *former]:
        raise NoPlaceForIt(f"the examples of {intent} do not stand in a plain list: add it by hand")
    return changed


def _first(intent: str, language: str) -> Iterator[Location]:
    """Where the first example may stand, the likeliest first."""
    yield (_INTENTS, intent, language, 0)
    yield (_INTENTS, intent, "examples", language, 0)
    yield (_INTENTS, intent, "examples", 0)
    yield (_INTENTS, intent, 0)


def _with_before(text: str, place: Place, example: str) -> str:
    """The text with an example, a quoted scalar, before the one at a place."""
    lines = text.splitlines(keepends=True)
    line = lines[place.line - 1]
    before, rest = line[: place.column - 1], line[place.column - 1 :]
    match before.strip():
        case "-":
            added = f"{before}{example}\n{line}"
        case "":
            added = f"{before}{example},\n{line}"
        case _:
            added = f"{before}{example}, {rest}"
    lines[place.line - 1] = added
    return "".join(lines)


def _examples(source: Source, at: Location) -> Tree:
    tree = source.tree
    for part in at:
        tree = tree.get(str(part)) if isinstance(tree, dict) else None
    return tree
