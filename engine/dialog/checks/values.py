"""Checks of values: filters that cannot read them aloud, and conditions that are never or always true of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from engine.dialog.conditions import ConditionError, compile_condition
from engine.dialog.conditions.outcomes import Outcomes, outcomes
from engine.dialog.localised import primary
from engine.dialog.places import conditions, declared_types, edges, filled_slots, given_values, templates
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.slots.spec import SlotSpec, SlotType, UnsupportedLanguage
from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.speaking import FILTERS, speak
from engine.dialog.template import fields, placeholders
from engine.dialog.values import canonical

_ANY_DAY: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_SAMPLES: Final[Mapping[SlotType, tuple[str, ...]]] = {
    SlotType.YES_NO: ("yes",),
    SlotType.NUMBER: ("3", "12.5"),
    SlotType.AMOUNT: ("49.90 USD", "50.00 EUR"),
    SlotType.DATE_TIME: ("2026-03-03T14:30",),
    SlotType.PHONE: ("+12025550143",),
    SlotType.DIGITS: ("04172",),
}
"""Of types whose values have one writing."""


def _filters(doc: ScriptDoc) -> Iterator[Finding]:
    types = declared_types(doc)
    for location, text in templates(doc):
        for field in fields(text):
            if field.filter is None or field.filter not in FILTERS or field.name not in types:
                continue
            kind = types[field.name].type
            samples = _SAMPLES.get(kind) or given_values(doc, field.name)
            if samples and not any(_reads(sample, field.filter, doc.language) for sample in samples):
                what = f"{'an' if kind is SlotType.AMOUNT else 'a'} {kind.value}" if kind in _SAMPLES else f"'{samples[0]}'"
                yield Finding(location, f"the filter `{field.filter}` does not fit `{field.name}`, which is {what}")


def _reads(value: str, filter_name: str, language: str) -> bool:
    try:
        speak(value, filter_name, language, _ANY_DAY)
    except UnspeakableValue:
        return False
    except UnsupportedLanguage:
        return True
    return True


def _decided_conditions(doc: ScriptDoc) -> Iterator[Finding]:
    types = declared_types(doc)
    only = _only_values(doc, types)
    for location, text in conditions(doc):
        try:
            condition = compile_condition(text, types)
        except ConditionError:
            continue
        match outcomes(condition, types, only):
            case Outcomes.NEVER:
                yield Finding(location, f"can never hold: {_because(condition.names, only)}", Severity.WARNING)
            case Outcomes.ALWAYS:
                yield Finding(location, "always holds: leave it out", Severity.WARNING)


def _because(names: frozenset[str], only: Mapping[str, frozenset[str]]) -> str:
    known = [f"`{name}` is only ever set to {', '.join(sorted(only[name]))}" for name in sorted(names & only.keys())]
    return "; ".join(known) or "no value fits"


def _only_values(doc: ScriptDoc, types: Mapping[str, SlotSpec]) -> dict[str, frozenset[str]]:
    """Slots that nothing but fixed texts of `set` ever fills, with these."""
    fixed: dict[str, set[str]] = {}
    open_ = {slot for location, slot in filled_slots(doc) if location[-2] != "set"}
    for values in (*(node.set for node in doc.nodes.values()), *(edge.set for _, edge in edges(doc))):
        for slot, value in values.items():
            written = None if placeholders(value) else canonical(types[slot], value, primary(doc.language), _ANY_DAY)
            if written is None:
                open_.add(slot)
            else:
                fixed.setdefault(slot, set()).add(written)
    return {slot: frozenset(values) for slot, values in fixed.items() if slot not in open_ and slot not in doc.variables}


def _set_values(doc: ScriptDoc) -> Iterator[Finding]:
    types = declared_types(doc)
    nodes: list[tuple[Location, Mapping[str, str]]] = [(("nodes", name), node.set) for name, node in doc.nodes.items()]
    for location, setting in (*nodes, *((location, edge.set) for location, edge in edges(doc))):
        for slot, value in setting.items():
            if not placeholders(value) and canonical(types[slot], value, primary(doc.language), _ANY_DAY) is None:
                yield Finding((*location, "set", slot), f"'{value}' is no {types[slot].type.value}")


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_filters, _decided_conditions, _set_values)
