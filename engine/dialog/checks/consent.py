"""Checks of what needs the person's agreement: a text message goes to nobody who was not asked.

A message is agreed to if every way to it passes an answer that says yes. Such an answer is an entry of `on` that is a mere key, or
whose examples rather mean yes (see `engine.dialog.slots.yes_no`) or ask for a message; an `ask` that fills a slot of another type
than text, for whoever names a day or a number takes part in an arrangement; of a yes_no slot only the way on that `yes` leads to.
Entries of `global` and `faq` agree to nothing.

Agreement that was given before the call is not known here: the finding is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from engine.dialog.conditions import ConditionError, compile_condition
from engine.dialog.graph import global_targets, listens, node_targets, walked
from engine.dialog.places import declared_types, settled
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import BranchDoc, EdgeDoc, NodeDoc, ScriptDoc
from engine.dialog.slots.parsing import parse, supports
from engine.dialog.slots.spec import Parsed, SlotSpec, SlotType

_ASKS_FOR_IT: Final = re.compile(r"\b(text|send|message|sms)\b|发|短信")
_ANY_DAY: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)


def messages_without_agreement(doc: ScriptDoc) -> list[str]:
    """The nodes whose message may go to somebody who agreed to nothing in the call."""
    return [name for name in sorted(_reached_without_agreement(doc)) if doc.nodes[name].sms]


def _sms(doc: ScriptDoc) -> Iterator[Finding]:
    for name in messages_without_agreement(doc):
        message = (
            "is sent to people who agreed to nothing: let each way here pass an answer that says yes, or a key; "
            "if they agreed before the call, be sure that you can prove it"
        )
        yield Finding(("nodes", name, "sms"), message, Severity.WARNING)


def _reached_without_agreement(doc: ScriptDoc) -> list[str]:
    return walked(doc, doc.start, lambda name: _ways_without_agreement(doc, name))


def _ways_without_agreement(doc: ScriptDoc, name: str) -> Iterator[str]:
    node = doc.nodes[name]
    for place, target in node_targets(doc, name):
        if not _is_agreed(doc, node, place[2:]):
            yield target
    if listens(node):
        yield from (target for _, target in global_targets(doc))


def _is_agreed(doc: ScriptDoc, node: NodeDoc, way: Location) -> bool:
    match way:
        case ("on", int(index), *_):
            return _agrees(doc, node.on[index])
        case ("goto", int(index)):
            return _gives_answer(doc, node) or _needs_yes(doc, node.goto, index)
        case _:
            return False


def _agrees(doc: ScriptDoc, edge: EdgeDoc) -> bool:
    if not (edge.intent or edge.words):
        return True  # a key that was pressed, and nothing else
    meant = [_meaning(text, doc.language) for text in (*doc.intents.get(edge.intent or "", ()), *edge.words)]
    return meant.count("yes") > meant.count("no")


@lru_cache(maxsize=8192)  # an intent is expected at many questions
def _meaning(text: str, language: str) -> str | None:
    """`yes` for agreement, and for the wish itself; `no`; None for anything else."""
    if not supports(SlotType.YES_NO, language):
        return "yes"
    match parse(SlotSpec(SlotType.YES_NO), text, language, _ANY_DAY):
        case Parsed(value, _):
            return value
    return "yes" if _ASKS_FOR_IT.search(text.lower()) else None


def _gives_answer(doc: ScriptDoc, node: NodeDoc) -> bool:
    return node.ask is not None and settled(doc, node.ask).type not in (SlotType.TEXT, SlotType.YES_NO)


def _needs_yes(doc: ScriptDoc, branches: Sequence[BranchDoc], index: int) -> bool:
    """True if some yes_no slot decides: `yes` leads this way, and `no` another."""
    types = declared_types(doc)
    try:
        whens = [compile_condition(branch.when, types) if branch.when else None for branch in branches]
    except ConditionError:
        return True

    def taken(slot: str, value: str) -> int | None:
        return next((place for place, when in enumerate(whens) if when is None or when.evaluate({slot: value})), None)

    names = {name for when in whens if when for name in when.names}
    asked = [name for name in names if types[name].type is SlotType.YES_NO and name not in doc.variables]
    return any(taken(slot, "yes") == index != taken(slot, "no") for slot in asked)


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_sms,)
