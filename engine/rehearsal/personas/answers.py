"""What a customer's system answers to the webhooks of simulated calls: values that the script's ways tell apart. Pure."""

from __future__ import annotations

import random
from typing import Final

from engine.dialog.conditions.outcomes import OTHER_CURRENCY, OTHER_TEXT, told_apart
from engine.dialog.script import Script
from engine.dialog.slots.amounts import USUAL_CURRENCY
from engine.dialog.slots.spec import SlotType
from engine.dialog.ways import LookUp
from engine.rehearsal.lookups import Answer
from engine.rehearsal.personas.values import value_of

_FAILS_ONCE_IN: Final = 6


def invented_answers(script: Script, chance: random.Random) -> dict[str, Answer]:
    """By the node that asks; now and then a system is down."""
    return {name: _answer(script, node.way, chance) for name, node in script.nodes.items() if isinstance(node.way, LookUp)}


def _answer(script: Script, way: LookUp, chance: random.Random) -> Answer:
    if chance.randrange(_FAILS_ONCE_IN) == 0:
        return Answer(failure="the simulated system is down")
    return Answer({slot: _value(script, slot, chance) for slot in way.save})


def _value(script: Script, slot: str, chance: random.Random) -> str:
    spec, language = script.slots[slot], script.language
    conditions = [condition for condition in script.conditions() if slot in condition.names]
    if spec.type is SlotType.PHONE or (spec.type is SlotType.NUMBER and not conditions):
        return value_of(spec, language, chance) or ""
    chosen = chance.choice(told_apart(slot, spec, conditions))
    return chosen.replace(OTHER_CURRENCY, spec.currency or USUAL_CURRENCY.get(language, "USD")).replace(OTHER_TEXT, slot)
