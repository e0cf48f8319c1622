"""Checks of the ways through a script: every goto arrives, every node has exactly one way on, nothing turns in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.dialog.explain import did_you_mean
from engine.dialog.graph import LadderName, all_targets, circle, endless_ladder, listens, reachable, spoken_from
from engine.dialog.languages import builtin_language
from engine.dialog.localised import primary
from engine.dialog.moves import TransferMode
from engine.dialog.places import branch_lists, edge_lists, edges, ladders
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import EdgeDoc, NodeDoc, ScriptDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, OPT_OUT_DIGIT, SCREENING, VOICEMAIL

_BUILTIN_NODES: Final = (OPT_OUT, GIVE_UP)
_ONLY_WHEN_LISTENING: Final = ("again", "no_input", "no_match", "no_input_ms", "asr_hint", "patience")


def _unknown_goto(doc: ScriptDoc) -> Iterator[Finding]:
    for location, target in _nowhere(doc):
        yield Finding(location, f"'{target}' is not a node{did_you_mean(target, _known(doc))}")


def _nowhere(doc: ScriptDoc) -> list[tuple[Location, str]]:
    return [(location, target) for location, target in all_targets(doc) if target not in _known(doc)]


def _known(doc: ScriptDoc) -> tuple[str, ...]:
    return (*doc.nodes, *_BUILTIN_NODES)


def _reserved_name(doc: ScriptDoc) -> Iterator[Finding]:
    for name in doc.nodes:
        if name in (*_BUILTIN_NODES, VOICEMAIL, SCREENING):
            yield Finding(("nodes", name), f"'{name}' is a section of its own at the top of the file, not a node")


def _unreachable(doc: ScriptDoc) -> Iterator[Finding]:
    if _nowhere(doc):
        return  # whatever they should lead to would be named, too
    for name in doc.nodes.keys() - reachable(doc):
        yield Finding(("nodes", name), "no conversation can come here", Severity.WARNING, is_about_use=True)


def _ways_on(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        ways = _named_ways(node)
        if not ways:
            choices = "on, ask, goto, resume, return, webhook, transfer or hangup"
            yield Finding(("nodes", name), f"has no way on: give it {choices}")
        if len(ways) > 1:
            yield Finding(("nodes", name), f"has more than one way on: {', '.join(ways)}; keep one")
        if node.ask and not node.goto:
            yield Finding(("nodes", name, "ask"), "needs a `goto` beside it: where to go once the answer is noted")
        if node.webhook and not node.goto:
            yield Finding(("nodes", name, "webhook"), "needs a `goto` beside it: where to go with the answer")
        if not listens(node):
            for field in _ONLY_WHEN_LISTENING:
                if field in node.model_fields_set:
                    yield Finding(("nodes", name, field), "has no effect: this node does not listen", Severity.WARNING)


def _named_ways(node: NodeDoc) -> list[str]:
    ways = {
        "on or ask": listens(node),
        "webhook": node.webhook is not None,
        "goto": bool(node.goto and not node.ask and not node.webhook),
        "resume": node.resume,
        "return": node.return_,
        "transfer": node.transfer is not None,
        "hangup": node.hangup,
    }
    return [name for name, given in ways.items() if given]


def _transfers(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if node.transfer is None or node.transfer.mode is TransferMode.WARM:
            continue
        if node.transfer.back_to:
            message = "needs `mode: warm`: a call that was handed over cold does not come back"
            yield Finding(("nodes", name, "transfer", "back_to"), message)
        if node.transfer.meanwhile:
            message = "needs `mode: warm`: the bot leaves a call that it hands over cold"
            yield Finding(("nodes", name, "transfer", "meanwhile"), message)


def _branches(doc: ScriptDoc) -> Iterator[Finding]:
    for location, branches in branch_lists(doc):
        if branches and branches[-1].when is not None:
            message = "needs a last way without `when`, for when no condition holds"
            yield Finding((*location, len(branches) - 1), message)
        for index, branch in enumerate(branches[:-1]):
            if branch.when is None:
                message = "is never reached: the way before it has no condition"
                yield Finding((*location, index + 1), message, Severity.WARNING)


def _goto_circle(doc: ScriptDoc) -> Iterator[Finding]:
    told: set[str] = set()
    for name in doc.nodes:
        if name not in told and (way := circle(doc, name)):
            told.update(way)
            yield Finding(("nodes", name), f"talks in a circle without listening: {' → '.join(way)}")


def _endless_ladder(doc: ScriptDoc) -> Iterator[Finding]:
    names: tuple[tuple[LadderName, str], ...] = (("no_input", "stays silent"), ("no_match", "is never understood"))
    for name in (name for name, node in doc.nodes.items() if listens(node)):
        for ladder, who in names:
            if way := endless_ladder(doc, name, ladder):
                yield Finding(("nodes", name, ladder), f"whoever {who} never gets out of here: {' → '.join(way)}")


def _resume_without_question(doc: ScriptDoc) -> Iterator[Finding]:
    for name in spoken_from(doc, doc.start):
        if doc.nodes[name].resume:
            yield Finding(("nodes", name, "resume"), "the opening leads here before any question was asked")


def _missing_ladder(doc: ScriptDoc) -> Iterator[Finding]:
    if builtin_language(primary(doc.language)):
        return
    for ladder in ("no_input", "no_match"):
        alone = [name for name, node in doc.nodes.items() if listens(node) and getattr(node, ladder) is None]
        if alone and getattr(doc, ladder) is None:
            message = f"{doc.language} has no built-in `{ladder}`: write one, here or at the top, or the bot gives up at once"
            yield Finding(("nodes", alone[0]), message, Severity.WARNING)


def _return_without_call(doc: ScriptDoc) -> Iterator[Finding]:
    for name in reachable(doc, by_calls=False):
        if doc.nodes[name].return_:
            message = "can be reached without a `call`: use `resume` to go back to the open question"
            yield Finding(("nodes", name, "return"), message)


def _edges(doc: ScriptDoc) -> Iterator[Finding]:
    for location, edge in edges(doc):
        yield from _edge(location, edge)
    for location, listed in edge_lists(doc):
        for field in ("intent", "digit"):
            yield from _twice(location, listed, field)


def _edge(location: Location, edge: EdgeDoc) -> Iterator[Finding]:
    if not (edge.intent or edge.digit or edge.words):
        yield Finding(location, "needs an `intent`, a `digit` or `words`")
    ways = [edge.goto is not None, bool(edge.say), edge.call is not None, edge.repeat]
    if sum(ways) != 1:
        yield Finding(location, "needs exactly one of `goto`, `say`, `call` and `repeat: true`")
    if edge.digit == OPT_OUT_DIGIT:
        yield Finding((*location, "digit"), "9 means opt-out in every script: take another key")
    if edge.intent == OPT_OUT:
        yield Finding(
            (*location, "intent"), "opt-out is understood everywhere by itself: say what follows in `opt_out:` at the top"
        )


def _twice(location: Location, listed: Sequence[EdgeDoc], field: str) -> Iterator[Finding]:
    counts: Counter[str] = Counter()
    for index, edge in enumerate(listed):
        value = getattr(edge, field)
        counts[value] += edge.when is None
        if value and edge.when is None and counts[value] == 2:
            yield Finding((*location, index, field), f"'{value}' is expected twice here; only the first counts")


def _ladders(doc: ScriptDoc) -> Iterator[Finding]:
    for location, ladder in ladders(doc):
        for index, rung in enumerate(ladder):
            if not (rung.say or rung.repeat or rung.goto):
                yield Finding((*location, index), "does nothing: give it `say`, `repeat: true` or `goto`")
            if rung.repeat and rung.goto:
                yield Finding((*location, index), "cannot both `repeat` and `goto`")
            if rung.goto and index < len(ladder) - 1:
                yield Finding((*location, index + 1), "is never reached: the step before it goes away", Severity.WARNING)


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _unknown_goto,
    _reserved_name,
    _unreachable,
    _ways_on,
    _transfers,
    _branches,
    _goto_circle,
    _endless_ladder,
    _resume_without_question,
    _return_without_call,
    _edges,
    _ladders,
    _missing_ladder,
)
