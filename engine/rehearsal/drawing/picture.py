"""What a picture of a script shows: its nodes as boxes, the ways between them as arrows, alike ways as one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.dialog.nodes import Node
from engine.dialog.script import GIVE_UP, OPT_OUT, Script
from engine.dialog.utterance import lines_of
from engine.dialog.ways import End, HandOver, Listening, LookUp, Resume, Return
from engine.markup import plain
from engine.rehearsal.flow import ANYWHERE, BUILT_IN, MACHINE, Arrow, Kind, all_nodes, arrows, never_ends, reachable


class Look(StrEnum):
    """What a box is."""

    PLAIN = "plain"
    """Speaks on, or comes back to the open question."""
    QUESTION = "question"
    WEBHOOK = "webhook"
    END = "end"
    TRANSFER = "transfer"
    ORIGIN = "origin"
    """No node: what may happen anywhere."""
    UNREACHABLE = "unreachable"
    """No conversation can come to it."""
    DEAD_END = "dead_end"
    """No way leads from it to the end of a call."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Of a box, as HTML writes them."""

    fill: str
    stroke: str


COLOURS: Final[Mapping[Look, Colours]] = {
    Look.PLAIN: Colours("#f4f5f7", "#8993a4"),
    Look.QUESTION: Colours("#e3edfd", "#2f6fde"),
    Look.WEBHOOK: Colours("#efe6fb", "#7a4fc9"),
    Look.END: Colours("#e6f4ea", "#2e8b57"),
    Look.TRANSFER: Colours("#fdf3dc", "#c08a1e"),
    Look.ORIGIN: Colours("#ffffff", "#8993a4"),
    Look.UNREACHABLE: Colours("#ffe3c2", "#d9730d"),
    Look.DEAD_END: Colours("#fcd9d9", "#d11f1f"),
}


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    look: Look
    said: str
    """What the bot says there, without marks."""
    notes: tuple[str, ...]
    """Tags, grade, what else happens."""


@dataclass(frozen=True, slots=True)
class Way:
    """All arrows from one box to another."""

    origin: str
    target: str
    labels: tuple[str, ...]
    faint: bool
    """Only silence, misunderstanding or failure leads here."""


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    boxes: tuple[Box, ...]
    """The start first."""
    ways: tuple[Way, ...]


_FAINT = (Kind.SILENCE, Kind.NOT_UNDERSTOOD, Kind.FAILED)


def picture(script: Script, *, built_in: bool = False) -> Picture:
    """The picture of a script.

    Args:
        script: in one of its languages.
        built_in: with the nodes that every script has by itself.
    """
    nodes = {name: node for name, node in all_nodes(script).items() if built_in or not name.startswith(BUILT_IN)}
    shown = [arrow for arrow in arrows(script) if _is_shown(arrow, nodes)]
    origins = [origin for origin in (ANYWHERE, MACHINE) if any(arrow.origin == origin for arrow in shown)]
    reached, stuck = reachable(script), never_ends(script)
    start = nodes[script.start]
    ordered = [start, *(node for node in nodes.values() if node is not start)]
    boxes = [_box(node, reached=node.name in reached, stuck=node.name in stuck) for node in ordered]
    return Picture(script.id, (*boxes, *(Box(origin, Look.ORIGIN, "", ()) for origin in origins)), _ways(shown))


def _is_shown(arrow: Arrow, nodes: dict[str, Node]) -> bool:
    return arrow.target in nodes and arrow.origin != arrow.target and (arrow.origin in nodes or arrow.origin in (ANYWHERE, MACHINE))


def _ways(shown: list[Arrow]) -> tuple[Way, ...]:
    together: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in shown:
        together.setdefault((arrow.origin, arrow.target), []).append(arrow)
    return tuple(
        Way(origin, target, tuple(arrow.label for arrow in alike if arrow.label), all(arrow.kind in _FAINT for arrow in alike))
        for (origin, target), alike in together.items()
    )


def _box(node: Node, *, reached: bool, stuck: bool) -> Box:
    look = Look.UNREACHABLE if not reached else Look.DEAD_END if stuck else _look(node)
    said = " ".join(plain(line.text) for line in lines_of([node.say]))
    notes = [f"#{tag}" for tag in node.tags]
    notes += [f"grade {node.grade}"] if node.grade else []
    notes += ["sends a message"] if node.sms else []
    notes += ["notes a callback"] if node.callback else []
    match node.way:
        case Listening(ask=ask) if ask:
            notes.append(f"asks for {ask.slot}")
        case Resume():
            notes.append("back to the question")
        case Return():
            notes.append("back to where it was called")
        case HandOver(target):
            notes.append(f"transfer to {target}")
        case _:
            pass
    return Box(node.name, look, said, tuple(notes))


def _look(node: Node) -> Look:
    if node.name in (OPT_OUT, GIVE_UP):
        return Look.END
    match node.way:
        case Listening():
            return Look.QUESTION
        case LookUp():
            return Look.WEBHOOK
        case HandOver():
            return Look.TRANSFER
        case End():
            return Look.END
        case _:
            return Look.PLAIN
