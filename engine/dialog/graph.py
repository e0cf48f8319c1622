"""The ways through a script document: what leads where, and what can never be reached or never ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from engine.dialog.problems import Location
from engine.dialog.schema import EdgeDoc, NodeDoc, RungDoc, ScriptDoc

LadderName = Literal["no_input", "no_match"]

Target = tuple[Location, str]
"""A field's place and the node it names."""


def all_targets(doc: ScriptDoc) -> Iterator[Target]:
    """Every node that the file names, with the start."""
    yield ("start",), doc.start
    yield from global_targets(doc)
    for name in doc.nodes:
        yield from node_targets(doc, name)


def global_targets(doc: ScriptDoc) -> Iterator[Target]:
    """Ways that are open wherever the person may speak."""
    yield from _edge_targets(("global",), doc.global_)
    yield from _rung_targets(("no_input",), doc.no_input)
    yield from _rung_targets(("no_match",), doc.no_match)


def node_targets(doc: ScriptDoc, name: str) -> Iterator[Target]:
    """Ways out of one node that it names itself."""
    node = doc.nodes[name]
    here: Location = ("nodes", name)
    yield from (((*here, "goto", index), branch.goto) for index, branch in enumerate(node.goto))
    yield from _edge_targets((*here, "on"), node.on)
    yield from _rung_targets((*here, "no_input"), node.no_input)
    yield from _rung_targets((*here, "no_match"), node.no_match)
    if node.transfer and node.transfer.on_failed:
        yield (*here, "transfer", "on_failed"), node.transfer.on_failed
    if node.transfer and node.transfer.back_to:
        yield (*here, "transfer", "back_to"), node.transfer.back_to
    if node.webhook:
        yield (*here, "webhook", "on_failed"), node.webhook.on_failed


def listens(node: NodeDoc) -> bool:
    return bool(node.on or node.ask)


def speaks_on(node: NodeDoc) -> list[str]:
    """Nodes that follow without the person's doing: after the speech, a system's answer, or a transfer that failed."""
    if listens(node):
        return []
    failed = [hook.on_failed for hook in (node.webhook, node.transfer) if hook and hook.on_failed]
    return [*(branch.goto for branch in node.goto), *failed]


def walked(doc: ScriptDoc, start: str, ways: Callable[[str], Iterable[str]]) -> list[str]:
    """Nodes that some way leads to, the first one first. Names of no node lead nowhere.

    Args:
        doc: the script.
        start: where all ways begin.
        ways: where one leads from the node of a name.
    """
    found: dict[str, None] = {}
    ahead = deque([start])
    while ahead:
        name = ahead.popleft()
        if name in doc.nodes and name not in found:
            found[name] = None
            ahead.extend(ways(name))
    return list(found)


def spoken_from(doc: ScriptDoc, name: str) -> list[str]:
    """Nodes that may be spoken one after another from `name` on, up to those that listen or end."""
    return walked(doc, name, lambda name: speaks_on(doc.nodes[name]))


def opening_without(doc: ScriptDoc) -> list[str]:
    """Nodes that listen or end although nothing was disclosed on some way there."""

    def undisclosed(name: str) -> list[str]:
        return [] if doc.nodes[name].disclosure else speaks_on(doc.nodes[name])

    met = [(name, doc.nodes[name]) for name in walked(doc, doc.start, undisclosed)]
    return [name for name, node in met if not node.disclosure and (node.transfer or not speaks_on(node))]


def reachable(doc: ScriptDoc, *, by_calls: bool = True) -> set[str]:
    """Nodes that some conversation can come to. A global way counts as soon as any node listens."""

    def ways(name: str) -> Iterator[str]:
        everywhere = global_targets(doc) if listens(doc.nodes[name]) else ()
        for place, target in (*node_targets(doc, name), *everywhere):
            if by_calls or place[-1] != "call":
                yield target

    return set(walked(doc, doc.start, ways))


def circle(doc: ScriptDoc, name: str) -> list[str]:
    """A way from a node back to itself on which nobody is listened to; empty if there is none."""
    paths = [[name]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for target in speaks_on(doc.nodes[path[-1]]) if path[-1] in doc.nodes else []:
            if target == name:
                return [*path, name]
            if target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return []


def endless_ladder(doc: ScriptDoc, name: str, ladder: LadderName) -> list[str]:
    """Nodes in the circle in which somebody is sent who only stays silent, or is never understood, at node `name`."""
    paths = [[name]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        target = _ladder_target(doc, path[-1], ladder)
        for spoken in spoken_from(doc, target) if target else []:
            node = doc.nodes[spoken]
            if node.resume or spoken == name:
                back = [*path, spoken] if spoken == name else [*path, spoken, path[-1]]
                if len(path) == 1 or spoken == name:
                    return back
            elif listens(node) and spoken not in seen:
                seen.add(spoken)
                paths.append([*path, spoken])
    return []


def _ladder_target(doc: ScriptDoc, name: str, ladder: LadderName) -> str | None:
    own: Sequence[RungDoc] | None = getattr(doc.nodes[name], ladder)
    rungs = own if own is not None else getattr(doc, ladder)
    return next((rung.goto for rung in rungs or () if rung.goto), None)


def _edge_targets(location: Location, edges: Sequence[EdgeDoc]) -> Iterator[Target]:
    for index, edge in enumerate(edges):
        for field, target in (("goto", edge.goto), ("call", edge.call)):
            if target:
                yield (*location, index, field), target


def _rung_targets(location: Location, ladder: Sequence[RungDoc] | None) -> Iterator[Target]:
    for index, rung in enumerate(ladder or ()):
        if rung.goto:
            yield (*location, index, "goto"), rung.goto
