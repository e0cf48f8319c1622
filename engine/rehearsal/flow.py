"""The ways through a script as arrows from node to node: what a drawing shows, and what tests ought to have gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.dialog.edges import Branch, Call, Edge, Goto, Repeat, Reply
from engine.dialog.nodes import Node
from engine.dialog.script import GIVE_UP, OPT_OUT, VOICEMAIL, Script
from engine.dialog.ways import End, GoOn, HandOver, Listening, LookUp, Resume, Return, Rung
from engine.dialog.words import unspaced

ANYWHERE: Final = "(anywhere)"
"""Origin of what is understood at every node."""
MACHINE: Final = "(machine)"
"""Origin of what follows when a voicemail answers."""
_AGAIN: Final = " (again)"
BUILT_IN: Final = "_"
"""Built-in nodes begin with this."""


class Kind(StrEnum):
    """How one comes along an arrow."""

    ANSWER = "answer"
    """An entry of `on` or `global`."""
    SLOT = "slot"
    """The answer filled the slot that was asked for."""
    SPEAKS_ON = "speaks_on"
    SILENCE = "silence"
    NOT_UNDERSTOOD = "not_understood"
    REPLIED = "replied"
    """A system answered."""
    FAILED = "failed"
    """A system did not answer, or nobody took a transfer."""
    GIVEN_BACK = "given_back"
    """An agent has taken a transfer and given the person back."""
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way from a node."""

    origin: str
    kind: Kind
    index: int
    """Among those of its kind at its origin, as the script has them."""
    label: str
    """What leads along it; empty if nothing special does."""
    target: str
    """The origin itself if the question stays open."""

    @property
    def built_in(self) -> bool:
        """The script's author did not write it, or wrote what is built in: that the question is asked again."""
        asks_again = self.target == ANYWHERE and self.label.endswith(_AGAIN)
        return self.origin.startswith(BUILT_IN) or (self.origin == ANYWHERE and (asks_again or self.target.startswith(BUILT_IN)))


def arrows(script: Script) -> tuple[Arrow, ...]:
    """Every way that the script has, built-in ones included, in its order."""
    found = [arrow for node in script.nodes.values() for arrow in arrows_from(node)]
    anywhere = _answers(ANYWHERE, script.global_edges)
    opt_out = Arrow(ANYWHERE, Kind.ANSWER, len(script.global_edges), f"{OPT_OUT} or 9", OPT_OUT)
    machine = [Arrow(MACHINE, Kind.VOICEMAIL, 0, "", VOICEMAIL)] if script.voicemail else []
    return (*found, *anywhere, opt_out, *machine)


def arrows_from(node: Node) -> Iterator[Arrow]:
    """The ways from one node that it has itself."""
    match node.way:
        case Listening() as listening:
            yield from _answers(node.name, listening.edges)
            if listening.ask:
                yield from _branches(node.name, Kind.SLOT, listening.ask.goto, listening.ask.slot)
            yield from _ladder(node.name, Kind.SILENCE, "silence", listening.no_input)
            yield from _ladder(node.name, Kind.NOT_UNDERSTOOD, "not understood", listening.no_match)
        case GoOn(goto):
            yield from _branches(node.name, Kind.SPEAKS_ON, goto, "")
        case LookUp() as look_up:
            yield from _branches(node.name, Kind.REPLIED, look_up.goto, "answer")
            yield Arrow(node.name, Kind.FAILED, 0, "no answer", look_up.on_failed)
        case HandOver(on_failed=on_failed, back_to=back_to):
            if on_failed:
                yield Arrow(node.name, Kind.FAILED, 0, "nobody takes it", on_failed)
            if back_to:
                yield Arrow(node.name, Kind.GIVEN_BACK, 0, "given back", back_to)
        case End() | Resume() | Return():
            pass


def reachable(script: Script) -> frozenset[str]:
    """Nodes that some conversation can come to."""
    ways: dict[str, list[str]] = {}
    for arrow in arrows(script):
        ways.setdefault(arrow.origin, []).append(arrow.target)
    found: set[str] = set()
    ahead = [script.start, *ways.get(ANYWHERE, []), *ways.get(MACHINE, [])]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += ways.get(name, [])
    return frozenset(found)


def never_ends(script: Script) -> frozenset[str]:
    """Nodes from which no way leads to the end of the call, ladders included: dead ends."""
    nodes = all_nodes(script)
    back: dict[str, list[str]] = {}
    for arrow in arrows(script):
        back.setdefault(arrow.target, []).append(arrow.origin)
    found: set[str] = set()
    ahead = [name for name, node in nodes.items() if isinstance(node.way, End | HandOver | Resume | Return)]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += back.get(name, [])
    return frozenset(nodes) - found


def all_nodes(script: Script) -> Mapping[str, Node]:
    """The script's nodes with its messages for machines."""
    return {**script.nodes, **{node.name: node for node in (script.voicemail, script.screening) if node}}


def _answers(origin: str, edges: Sequence[Edge]) -> Iterator[Arrow]:
    for index, edge in enumerate(edges):
        yield Arrow(origin, Kind.ANSWER, index, _trigger(edge), _target(origin, edge))


def _trigger(edge: Edge) -> str:
    said = " or ".join([*filter(None, [edge.intent, edge.digit]), *(f"'{unspaced(words)}'" for words in edge.words)])
    then = {Repeat: _AGAIN, Reply: " (answered)"}.get(type(edge.then), "")
    return f"{said}{f' if {edge.when.text}' if edge.when else ''}{then}"


def _target(origin: str, edge: Edge) -> str:
    match edge.then:
        case Goto(node) | Call(node):
            return node
        case Reply() | Repeat():
            return origin


def _branches(origin: str, kind: Kind, branches: Sequence[Branch], label: str) -> Iterator[Arrow]:
    for index, branch in enumerate(branches):
        condition = f"if {branch.when.text}" if branch.when else "else" if index else ""
        yield Arrow(origin, kind, index, " ".join(filter(None, [label, condition])), branch.goto)


def _ladder(origin: str, kind: Kind, label: str, ladder: Sequence[Rung]) -> Iterator[Arrow]:
    for index, rung in enumerate(ladder):
        yield Arrow(origin, kind, index, f"{label} {index + 1}", rung.goto or origin)
        if rung.goto:
            return
    yield Arrow(origin, kind, len(ladder), f"{label} {len(ladder) + 1}", GIVE_UP)
