"""Checks of the ways through a script: every goto arrives, every node has exactly one way on, nothing turns in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.dialog.explain import did_you_mean
from engine.dialog.graph import LadderName, all_gotos, chain, endless_ladder, listens, reachable
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import EdgeDoc, NodeDoc, RungDoc, ScriptDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, OPT_OUT_DIGIT, VOICEMAIL

_BUILTIN_NODES: Final = (OPT_OUT, GIVE_UP)
_ONLY_WHEN_LISTENING: Final = ("again", "no_input", "no_match", "no_input_ms", "asr_hint", "patience")


def _unknown_goto(doc: ScriptDoc) -> Iterator[Finding]:
    known = (*doc.nodes, *_BUILTIN_NODES)
    for location, target in all_gotos(doc):
        if target not in known:
            yield Finding(location, f"'{target}' is not a node{did_you_mean(target, known)}")


def _reserved_name(doc: ScriptDoc) -> Iterator[Finding]:
    for name in doc.nodes:
        if name in (*_BUILTIN_NODES, VOICEMAIL):
            yield Finding(("nodes", name), f"'{name}' is a section of its own at the top of the file, not a node")


def _unreachable(doc: ScriptDoc) -> Iterator[Finding]:
    for name in doc.nodes.keys() - reachable(doc):
        yield Finding(("nodes", name), "no conversation can come here", Severity.WARNING)


def _ways_on(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        ways = _named_ways(node)
        if not ways:
            yield Finding(("nodes", name), "has no way on: give it on, ask, goto, resume, transfer or hangup")
        if len(ways) > 1:
            yield Finding(("nodes", name), f"has more than one way on: {', '.join(ways)}; keep one")
        if node.ask and not node.goto:
            yield Finding(("nodes", name, "ask"), "needs a `goto` beside it: where to go once the answer is noted")
        if not listens(node):
            for field in _ONLY_WHEN_LISTENING:
                if field in node.model_fields_set:
                    yield Finding(("nodes", name, field), "has no effect: this node does not listen", Severity.WARNING)


def _named_ways(node: NodeDoc) -> list[str]:
    ways = {
        "on or ask": listens(node),
        "goto": bool(node.goto and not node.ask),
        "resume": node.resume,
        "transfer": node.transfer is not None,
        "hangup": node.hangup,
    }
    return [name for name, given in ways.items() if given]


def _goto_circle(doc: ScriptDoc) -> Iterator[Finding]:
    for name in doc.nodes:
        last = doc.nodes[chain(doc, name)[-1]]
        if last.goto == name and not listens(last):
            yield Finding(("nodes", name), f"talks in a circle without listening: {' → '.join([*chain(doc, name), name])}")


def _endless_ladder(doc: ScriptDoc) -> Iterator[Finding]:
    ladders: tuple[tuple[LadderName, str], ...] = (("no_input", "stays silent"), ("no_match", "is never understood"))
    for name in (name for name, node in doc.nodes.items() if listens(node)):
        for ladder, who in ladders:
            if circle := endless_ladder(doc, name, ladder):
                yield Finding(("nodes", name, ladder), f"whoever {who} never gets out of here: {' → '.join(circle)}")


def _resume_without_question(doc: ScriptDoc) -> Iterator[Finding]:
    opening = chain(doc, doc.start)
    if opening and doc.nodes[opening[-1]].resume:
        yield Finding(("nodes", opening[-1], "resume"), "the opening leads here before any question was asked")


def _edges(doc: ScriptDoc) -> Iterator[Finding]:
    for location, edges in _edge_lists(doc):
        for index, edge in enumerate(edges):
            yield from _edge((*location, index), edge)
        for field in ("intent", "digit"):
            yield from _twice(location, edges, field)


def _edge_lists(doc: ScriptDoc) -> Iterator[tuple[Location, Sequence[EdgeDoc]]]:
    yield ("global",), doc.global_
    for name, node in doc.nodes.items():
        yield ("nodes", name, "on"), node.on


def _edge(location: Location, edge: EdgeDoc) -> Iterator[Finding]:
    if not edge.intent and not edge.digit:
        yield Finding(location, "needs an `intent` or a `digit`")
    if bool(edge.goto) == edge.repeat:
        yield Finding(location, "needs either a `goto` or `repeat: true`")
    if edge.digit == OPT_OUT_DIGIT:
        yield Finding((*location, "digit"), "9 means opt-out in every script: take another key")
    if edge.intent == OPT_OUT:
        yield Finding(
            (*location, "intent"), "opt-out is understood everywhere by itself: say what follows in `opt_out:` at the top"
        )


def _twice(location: Location, edges: Sequence[EdgeDoc], field: str) -> Iterator[Finding]:
    counts: Counter[str] = Counter()
    for index, edge in enumerate(edges):
        value = getattr(edge, field)
        counts[value] += 1
        if value and counts[value] == 2:
            yield Finding((*location, index, field), f"'{value}' is expected twice here; only the first counts")


def _ladders(doc: ScriptDoc) -> Iterator[Finding]:
    for location, ladder in _ladder_lists(doc):
        for index, rung in enumerate(ladder):
            if not (rung.say or rung.repeat or rung.goto):
                yield Finding((*location, index), "does nothing: give it `say`, `repeat: true` or `goto`")
            if rung.repeat and rung.goto:
                yield Finding((*location, index), "cannot both `repeat` and `goto`")
            if rung.goto and index < len(ladder) - 1:
                yield Finding((*location, index + 1), "is never reached: the step before it goes away", Severity.WARNING)


def _ladder_lists(doc: ScriptDoc) -> Iterator[tuple[Location, Sequence[RungDoc]]]:
    yield ("no_input",), doc.no_input or ()
    yield ("no_match",), doc.no_match or ()
    for name, node in doc.nodes.items():
        yield ("nodes", name, "no_input"), node.no_input or ()
        yield ("nodes", name, "no_match"), node.no_match or ()


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _unknown_goto,
    _reserved_name,
    _unreachable,
    _ways_on,
    _goto_circle,
    _endless_ladder,
    _resume_without_question,
    _edges,
    _ladders,
)
