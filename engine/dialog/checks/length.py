"""Checks of how long the bot talks: what people listen to, and what they cannot interrupt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import ceil
from typing import Final

from engine.dialog.localised import primary
from engine.dialog.places import speeches
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import NodeDoc, Say, ScriptDoc
from engine.dialog.script import VOICEMAIL
from engine.dialog.slots.spec import SlotType
from engine.dialog.speaking_time import speaking_seconds
from engine.dialog.template import Field, fill

LONGEST_TURN_S: Final = 12.0
"""Some 35 English words or 60 Chinese characters, three or four spoken sentences: speech has gone when it was said, and listeners
must remember it (Balentine and Morgan, How to Build a Speech Recognition Application, 1999). A judgement: hence warnings."""
LONGEST_MONOLOGUE_S: Final = 8.0
"""People hang up on a longer speech that they cannot interrupt."""
LONGEST_MESSAGE_S: Final = 30.0
"""On a voicemail: many boxes cut off what is longer, and nobody listens to it."""

_READ_OTHERWISE: Final = (SlotType.DATE_TIME, SlotType.PHONE)
"""What is written of them says little about how long it takes to say."""


def seconds_of(doc: ScriptDoc, say: Say) -> float:
    """How long a speech takes with the script's example values: its longest variants, and of all conditional parts the longest."""
    values = _examples(doc)
    return _seconds(say, values, primary(doc.language))


def _seconds(say: Say, values: Mapping[str, str], language: str) -> float:
    always, sometimes_s, pauses_s = [], 0.0, 0.0
    for item in say:
        if item.text is not None:
            always.append(_filled(item.text, values))
        elif item.one_of:
            always.append(max((_filled(text, values) for text in item.one_of), key=lambda text: speaking_seconds(text, language)))
        elif item.pause_ms is not None:
            pauses_s += item.pause_ms / 1000
        sometimes_s = max(sometimes_s, _seconds(item.say, values, language))
    return speaking_seconds(" ".join(always), language) + pauses_s + sometimes_s


def _examples(doc: ScriptDoc) -> dict[str, str]:
    values = {
        name: variable.example or variable.default or ""
        for name, variable in doc.variables.items()
        if variable.type not in _READ_OTHERWISE
    }
    values |= {"bot_name": doc.persona.name or "", "company": doc.persona.company or ""}
    return {name: value for name, value in values.items() if value}


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value_of(field: Field) -> str:
        return values.get(field.name, f"{{{{ {field.name} }}}}")

    return fill(text, value_of)


def _long_speech(doc: ScriptDoc) -> Iterator[Finding]:
    held = {("nodes", name, "say") for name, node in doc.nodes.items() if _uninterruptible_s(doc, node)}
    for location, say in speeches(doc):
        if location in held:
            continue
        seconds = seconds_of(doc, say)
        longest_s = LONGEST_MESSAGE_S if location[0] == VOICEMAIL else LONGEST_TURN_S
        if seconds > longest_s:
            message = f"takes about {ceil(seconds)} s to say: keep it under {longest_s:.0f} s"
            yield Finding(location, message, Severity.WARNING)


def _monologue(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if not _uninterruptible_s(doc, node):
            continue
        way, seconds = _longest_monologue(doc, name, ())
        alone = len(way) == 1
        begins = not any(name in _next(other) and _uninterruptible_s(doc, other) for other in doc.nodes.values())
        if seconds > LONGEST_MONOLOGUE_S and (alone or begins):
            what = "takes" if alone else f"{' → '.join(way)} take"
            message = f"{what} about {ceil(seconds)} s and cannot be interrupted: keep it under {LONGEST_MONOLOGUE_S:.0f} s"
            yield Finding(("nodes", name, "say"), message, Severity.WARNING)


def _longest_monologue(doc: ScriptDoc, name: str, before: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """The longest way on from a node on which the person cannot get a word in, and how long that takes."""
    node = doc.nodes[name]
    own_s = _uninterruptible_s(doc, node)
    way = (*before, name)
    ahead = [target for target in _next(node) if target in doc.nodes and target not in way]
    rests = [_longest_monologue(doc, target, way) for target in ahead if _uninterruptible_s(doc, doc.nodes[target])]
    longest, rest_s = max(rests, key=lambda rest: rest[1], default=(way, 0.0))
    return longest, own_s + rest_s


def _next(node: NodeDoc) -> list[str]:
    return [] if node.on or node.ask else [branch.goto for branch in node.goto]


def _uninterruptible_s(doc: ScriptDoc, node: NodeDoc) -> float:
    if node.disclosure or node.barge_in is False or node.webhook:
        return seconds_of(doc, node.say)
    if node.barge_in is not None and node.barge_in is not True:
        return min(node.barge_in / 1000, seconds_of(doc, node.say))
    return 0.0


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_long_speech, _monologue)
