"""People whose chances are known, to see what scores are worth: they answer by the hour and their work, and agree by city."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from engine.scoring.history import PastCall, PastEvent, Person

BEGIN: Final = 1_767_600_000.0
"""Monday, 5 January 2026, 8:00 UTC."""
DAY_S: Final = 86_400.0
_WORKS: Final = {"office": (0.1, 0.6), "home": (0.45, 0.35), "shifts": (0.25, 0.2)}
"""Chance to answer before 17 h, and from then on."""
_CITIES: Final = {"Leeds": 0.25, "York": 0.1, "Hull": 0.04}
"""Chance to agree, of those who talk."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What nobody knows of a person but the simulation."""

    day: float
    """Chance to answer before 17 h."""
    evening: float
    talk: float
    """Chance to stay, of calls that are answered."""
    agree: float
    """Of those who talk."""

    def answers(self, hour: int) -> float:
        """Chance at an hour of their day."""
        return self.evening if hour >= 17 else self.day

    def agrees(self, hour: int) -> float:
        """Chance that a call at this hour is answered, talked in and agreed in."""
        return self.answers(hour) * self.talk * self.agree


def people(count: int, seed: int, calls: int = 4) -> list[tuple[Person, Truth]]:
    """People with a past of calls over four weeks, at hours between 9 and 20, and with clicks of those who are keen."""
    chances = random.Random(seed)
    return [_person(key, calls, chances) for key in range(count)]


def call(truth: Truth, at: float, hour: int, chances: random.Random) -> PastCall:
    """What a call comes to."""
    answered = chances.random() < truth.answers(hour)
    talked = answered and chances.random() < truth.talk
    agreed = talked and chances.random() < truth.agree
    return PastCall(at, at + 60, answered, talked, agreed)


def _person(key: int, calls: int, chances: random.Random) -> tuple[Person, Truth]:
    work, city = chances.choice(list(_WORKS)), chances.choice(list(_CITIES))
    habit = chances.betavariate(4, 4) * 2
    day, evening = (min(0.95, share * habit) for share in _WORKS[work])
    keen = min(0.95, _CITIES[city] * 2 * chances.betavariate(2, 2))
    truth = Truth(day, evening, 0.4 + 0.5 * chances.random(), keen)
    past = []
    for number in range(calls):
        hour = chances.randrange(9, 20)
        at = BEGIN - BEGIN % DAY_S + (7 * number + chances.randrange(5)) * DAY_S + hour * 3600
        past.append(call(truth, at, hour, chances))
    clicks = [PastEvent(one.at + 600, "click") for one in past if one.talked and chances.random() < 2 * keen]
    return Person(key, "UTC", {"work": work, "city": city, "name": f"Person {key}"}, tuple(past), tuple(clicks)), truth
