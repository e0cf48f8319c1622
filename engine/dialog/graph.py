"""The ways through a script document: what leads where, and what can never be reached or never ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from engine.dialog.problems import Location
from engine.dialog.schema import NodeDoc, RungDoc, ScriptDoc

LadderName = Literal["no_input", "no_match"]

Goto = tuple[Location, str]
"""A `goto` field's place and the node it names."""


def all_gotos(doc: ScriptDoc) -> Iterator[Goto]:
    """Every goto of the file, with the start."""
    yield ("start",), doc.start
    yield from global_gotos(doc)
    for name in doc.nodes:
        yield from node_gotos(doc, name)


def global_gotos(doc: ScriptDoc) -> Iterator[Goto]:
    """Ways that are open wherever the person may speak."""
    yield from _edge_gotos(("global",), [edge.goto for edge in doc.global_])
    yield from _edge_gotos(("no_input",), _rung_targets(doc.no_input))
    yield from _edge_gotos(("no_match",), _rung_targets(doc.no_match))


def node_gotos(doc: ScriptDoc, name: str) -> Iterator[Goto]:
    """Ways out of one node that it names itself."""
    node = doc.nodes[name]
    here: Location = ("nodes", name)
    if node.goto:
        yield (*here, "goto"), node.goto
    yield from _edge_gotos((*here, "on"), [edge.goto for edge in node.on])
    yield from _edge_gotos((*here, "no_input"), _rung_targets(node.no_input))
    yield from _edge_gotos((*here, "no_match"), _rung_targets(node.no_match))


def listens(node: NodeDoc) -> bool:
    return bool(node.on or node.ask)


def chain(doc: ScriptDoc, name: str) -> list[str]:
    """Nodes spoken one after another from `name` on, up to the first that listens, ends, or was there before."""
    spoken: list[str] = []
    while name in doc.nodes and name not in spoken:
        spoken.append(name)
        node = doc.nodes[name]
        if listens(node) or not node.goto:
            break
        name = node.goto
    return spoken


def reachable(doc: ScriptDoc) -> set[str]:
    """Nodes that some conversation can come to. A global way counts as soon as any node listens."""
    found: set[str] = set()
    ahead = [doc.start]
    while ahead:
        name = ahead.pop()
        if name in found or name not in doc.nodes:
            continue
        found.add(name)
        ahead.extend(target for _, target in node_gotos(doc, name))
        if listens(doc.nodes[name]):
            ahead.extend(target for _, target in global_gotos(doc))
    return found


def endless_ladder(doc: ScriptDoc, name: str, ladder: LadderName) -> list[str]:
    """Nodes in the circle in which somebody is sent who only stays silent, or is never understood, at node `name`."""
    path = [name]
    while True:
        target = _ladder_target(doc, path[-1], ladder)
        spoken = chain(doc, target) if target else []
        if not spoken:
            return []
        last = doc.nodes[spoken[-1]]
        if last.resume:
            return [name, *spoken, name] if len(path) == 1 else []
        if not listens(last):
            return []
        if spoken[-1] in path:
            return [*path, *spoken] if spoken[-1] == name else []
        path.append(spoken[-1])


def _ladder_target(doc: ScriptDoc, name: str, ladder: LadderName) -> str | None:
    own: Sequence[RungDoc] | None = getattr(doc.nodes[name], ladder)
    rungs = own if own is not None else getattr(doc, ladder)
    return next((rung.goto for rung in rungs or () if rung.goto), None)


def _edge_gotos(location: Location, targets: Sequence[str | None]) -> Iterator[Goto]:
    for index, target in enumerate(targets):
        if target:
            yield (*location, index, "goto"), target


def _rung_targets(ladder: Sequence[RungDoc] | None) -> list[str | None]:
    return [rung.goto for rung in ladder or ()]
