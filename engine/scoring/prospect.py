"""What models say of one person's coming day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.scoring.history import Person
from engine.scoring.model import Model, Target
from engine.scoring.promise import Promise
from engine.scoring.reasons import reasons

_SHOWN = 3
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Hour:
    """The chances of a call then."""

    at: float
    """Unix seconds."""
    chances: Mapping[Target, float]


@dataclass(frozen=True, slots=True)
class Prospect:
    """The hours that promise most, best first, and why the best one does."""

    zone: str
    best: tuple[Hour, ...]
    reasons: Mapping[Target, list[str]]


def prospect(models: Mapping[Target, Model], person: Person, now: float) -> Prospect:
    """Of the coming 24 full hours. Raises as `Promise`."""
    moments = [math.ceil(now / _HOUR_S) * _HOUR_S + hour * _HOUR_S for hour in range(24)]
    promised = dict(zip(moments, Promise(models).at_hours(person, now, moments), strict=True))
    known = person.before(now)
    best = sorted(moments, key=lambda at: (-promised[at], at))[:_SHOWN]
    hours = tuple(Hour(at, {target: model.probability(known, at) for target, model in models.items()}) for at in best)
    return Prospect(person.zone, hours, {target: reasons(model, known, best[0]) for target, model in models.items()})
