"""What conversations went through of a script, and what none did: nodes, ways, intents. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.dialog.edges import Edge
from engine.dialog.machine import is_opt_out
from engine.dialog.moves import (
    Enter,
    FillSlot,
    GivenBack,
    Heard,
    MachineAnswered,
    NoInput,
    Pressed,
    TransferFailed,
    Unread,
    WebhookFailed,
    WebhookReplied,
)
from engine.dialog.script import GIVE_UP, OPT_OUT, SCREENING, VOICEMAIL, Script
from engine.dialog.ways import GoOn, Listening
from engine.events import NodeEntered, PersonSpoke
from engine.rehearsal.flow import ANYWHERE, BUILT_IN, MACHINE, Arrow, Kind, all_nodes, arrows
from engine.rehearsal.rehearsed import Moved, RehearsedCall

Step = tuple[str, Kind, int]
"""An arrow's origin, kind and index."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What some calls went through. Built-in parts of a script do not count."""

    script: str
    nodes: dict[str, int]
    """How often each was entered."""
    ways: dict[Arrow, int]
    """How often each was gone."""
    intents: dict[str, int]
    """How often each was understood."""

    @property
    def by_people(self) -> Coverage:
        """Without the messages for machines, which no person hears."""
        nodes = {node: count for node, count in self.nodes.items() if node not in (VOICEMAIL, SCREENING)}
        return replace(self, nodes=nodes, ways={arrow: count for arrow, count in self.ways.items() if arrow.origin != MACHINE})

    @property
    def unvisited(self) -> tuple[str, ...]:
        return tuple(node for node, count in self.nodes.items() if not count)

    @property
    def untrodden(self) -> tuple[Arrow, ...]:
        return tuple(arrow for arrow, count in self.ways.items() if not count)

    @property
    def unheard(self) -> tuple[str, ...]:
        return tuple(intent for intent, count in self.intents.items() if not count)


def coverage(script: Script, calls: Iterable[RehearsedCall]) -> Coverage:
    """Counts."""
    known = [arrow for arrow in arrows(script) if not arrow.built_in]
    by_step = {(arrow.origin, arrow.kind, arrow.index): arrow for arrow in known}
    nodes = {name: 0 for name in all_nodes(script) if not name.startswith(BUILT_IN)}
    ways = dict.fromkeys(known, 0)
    intents = dict.fromkeys(_own_intents(script), 0)
    for call in calls:
        for happened in call.events:
            if isinstance(happened.event, NodeEntered) and happened.event.node in nodes:
                nodes[happened.event.node] += 1
            if isinstance(happened.event, PersonSpoke) and happened.event.intent in intents:
                intents[happened.event.intent] += 1
        for step in [*_spoken_on(script, call), *(step for moved in call.moves for step in _steps(script, moved))]:
            if step in by_step:
                ways[by_step[step]] += 1
    return Coverage(script.id, nodes, ways, intents)


def merged(parts: Sequence[Coverage]) -> Coverage:
    """The sum over the languages of a script."""
    first, *others = parts
    nodes, ways, intents = dict(first.nodes), dict(first.ways), dict(first.intents)
    for part in others:
        for total, counts in ((nodes, part.nodes), (intents, part.intents)):
            for name, count in counts.items():
                total[name] = total.get(name, 0) + count
        for arrow, count in part.ways.items():
            ways[arrow] = ways.get(arrow, 0) + count
    return Coverage(first.script, nodes, ways, intents)


def as_text(found: Coverage) -> Iterator[str]:
    """A table of what was not visited."""
    yield f"coverage of {found.script}"
    for name, missing, total in (
        ("nodes", list(found.unvisited), len(found.nodes)),
        ("ways", [described(arrow) for arrow in found.untrodden], len(found.ways)),
        ("intents", list(found.unheard), len(found.intents)),
    ):
        yield f"  {name:<8} {total - len(missing)} of {total}{': not visited' if missing else ''}"
        yield from (f"           {line}" for line in missing)


def as_data(found: Coverage) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "script": found.script,
        "nodes": found.nodes,
        "ways": [
            {"from": arrow.origin, "to": arrow.target, "kind": arrow.kind.value, "label": arrow.label, "count": count}
            for arrow, count in found.ways.items()
        ],
        "intents": found.intents,
    }


def described(arrow: Arrow) -> str:
    """An arrow in a line."""
    return f"{arrow.origin} → {arrow.target}{f'  ({arrow.label})' if arrow.label else ''}"


def _own_intents(script: Script) -> list[str]:
    """Intents that lead somewhere in what the author wrote."""
    listening = [
        node.way for name, node in script.nodes.items() if isinstance(node.way, Listening) and not name.startswith(BUILT_IN)
    ]
    used = {edge.intent for way in listening for edge in way.edges}
    used |= {
        edge.intent
        for edge, arrow in zip(script.global_edges, (arrow for arrow in arrows(script) if arrow.origin == ANYWHERE), strict=False)
        if not arrow.built_in
    }
    return [intent for intent in script.intents if intent in used or intent == OPT_OUT]


def _spoken_on(script: Script, call: RehearsedCall) -> Iterator[Step]:
    """Nodes that ran on into others."""
    entered = [happened.event.node for happened in call.events if isinstance(happened.event, NodeEntered)]
    for name, following in itertools.pairwise(entered):
        way = script.nodes[name].way if name in script.nodes else None
        if isinstance(way, GoOn):
            yield from ((name, Kind.SPEAKS_ON, index) for index, branch in enumerate(way.goto) if branch.goto == following)


def _steps(script: Script, moved: Moved) -> Iterator[Step]:
    """The way that a move went from its node."""
    origin, step = moved.before.node, moved.step
    entered = [action.node for action in step.actions if isinstance(action, Enter)]
    match moved.given:
        case MachineAnswered():
            yield MACHINE, Kind.VOICEMAIL, 0
        case WebhookReplied():
            yield from _branch(script, origin, Kind.REPLIED, entered)
        case WebhookFailed() | TransferFailed():
            yield origin, Kind.FAILED, 0
        case GivenBack():
            yield origin, Kind.GIVEN_BACK, 0
        case NoInput():
            yield origin, Kind.SILENCE, moved.before.no_inputs
        case Unread():
            yield origin, Kind.NOT_UNDERSTOOD, moved.before.no_matches
        case Heard() | Pressed() as given:
            if is_opt_out(given):
                yield ANYWHERE, Kind.ANSWER, len(script.global_edges)
            elif step.followed:
                yield from _followed(script, origin, step.followed)
            elif any(isinstance(action, FillSlot) for action in step.actions):
                yield from _branch(script, origin, Kind.SLOT, entered)
            elif step.state.no_matches > moved.before.no_matches or entered[:1] == [GIVE_UP]:
                yield origin, Kind.NOT_UNDERSTOOD, moved.before.no_matches


def _followed(script: Script, origin: str, edge: Edge) -> Iterator[Step]:
    way = script.nodes[origin].way
    for name, edges in ((origin, way.edges if isinstance(way, Listening) else ()), (ANYWHERE, script.global_edges)):
        for index, known in enumerate(edges):
            if known == edge:
                yield name, Kind.ANSWER, index
                return


def _branch(script: Script, origin: str, kind: Kind, entered: Sequence[str]) -> Iterator[Step]:
    ways = [arrow for arrow in arrows(script) if arrow.origin == origin and arrow.kind is kind]
    yield from ((origin, kind, arrow.index) for arrow in ways if entered[:1] == [arrow.target])
