"""What a speaker is asked to record: the texts of a script that are the same in every call, each with a name for its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from engine.dialog.localised import primary
from engine.dialog.places import speeches
from engine.dialog.problems import Location
from engine.dialog.schema import Say, SayDoc, ScriptDoc
from engine.dialog.speaking_time import speaking_seconds
from engine.dialog.template import placeholders
from engine.markup import plain

_UNTOLD: Final = frozenset({"nodes", "say"})
"""Parts of a place that are in nearly all of them."""


class State(StrEnum):
    """Who speaks a text."""

    RECORDED = "recorded"
    MISSING = "missing"
    """The script names a recording that is not there: the voice speaks its text."""
    VOICE = "voice"
    """The voice; it could be recorded."""
    VARIABLE = "variable"
    """The voice, because it is not the same in every call."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text of the script."""

    id: str
    """From its place: `greeting-1`, `offer-no_match-2-1`."""
    language: str
    text: str
    """As it is to be spoken, without marks for the voice."""
    seconds: float
    """About how long it takes to say."""
    audio: str
    """The recording that the script names, or a name for the one that is to be made."""
    state: State


def prompts_of(documents: Mapping[str, ScriptDoc], recorded: Mapping[str, str]) -> list[Prompt]:
    """The texts of a script, node by node, one language after the other. Variants (`one_of`) are left to the voice.

    Args:
        documents: what its authors wrote, by language.
        recorded: the recordings that there are, by path.
    """
    return [
        _prompt(item, location, language, several=len(documents) > 1, recorded=recorded)
        for language, doc in documents.items()
        for place, say in sorted(speeches(doc), key=partial(_order, list(doc.nodes)))
        for location, item in _items(place, say)
    ]


def _order(nodes: Sequence[str], placed: tuple[Location, Say]) -> tuple[int, bool]:
    """Nodes in the order of the file, what they say before what they say about silence; then everything else."""
    section, name, *field = placed[0]
    return (nodes.index(str(name)), field != ["say"]) if section == "nodes" else (len(nodes), False)


def _items(place: Location, say: Say) -> Iterator[tuple[Location, SayDoc]]:
    for index, item in enumerate(say):
        here = (*place, index)
        if item.text is not None:
            yield here, item
        yield from _items((*here, "when"), item.say)


def _prompt(item: SayDoc, location: Location, language: str, *, several: bool, recorded: Mapping[str, str]) -> Prompt:
    text = item.text or ""
    name = "-".join(str(part + 1) if isinstance(part, int) else part for part in location if part not in _UNTOLD)
    folder = f"prompts/{language}" if several else "prompts"
    if item.audio is not None:
        state = State.RECORDED if item.audio in recorded else State.MISSING
    else:
        state = State.VARIABLE if placeholders(text) else State.VOICE
    seconds = speaking_seconds(text, primary(language))
    return Prompt(name, language, plain(text), seconds, item.audio or f"{folder}/{name}.wav", state)
