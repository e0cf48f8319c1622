"""What calling a person promises, hour by hour: the chance that they answer and agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.scoring.features import lasting, of_hour
from engine.scoring.history import Person
from engine.scoring.model import Model, Target


class Promise:
    """Models that are in use together. Agreeing is what counts; without a model of it, talking; without that, answering."""

    def __init__(self, models: Mapping[Target, Model]) -> None:
        """Args:
        models: by target.

        Raises:
            ValueError: there is none of who answers.
        """
        if Target.ANSWER not in models:
            raise ValueError("there is no model of who answers")
        then = models.get(Target.AGREE) or models.get(Target.TALK)
        self._chain = [(model, model.base) for model in (models[Target.ANSWER], then) if model]

    def at_hours(self, person: Person, now: float, moments: Iterable[float]) -> list[float]:
        """The promise of a call at each of these moments, by what is known now."""
        known = person.before(now)
        still = lasting(known, now)
        sums = [(model, base + model.sum_of(still)) for model, base in self._chain]
        promises = []
        for at in moments:
            of_then, promise = of_hour(known, at), 1.0
            for model, total in sums:
                promise *= model.calibrated(total + model.sum_of(of_then))
            promises.append(promise)
        return promises
