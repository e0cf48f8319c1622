from __future__ import annotations

import random

import msgspec
import numpy as np
import pytest

from engine.scoring.evaluation import auc, evaluate, top_lift
from engine.scoring.history import PastCall, PastEvent, Person
from engine.scoring.model import Column, Model, Target
from engine.scoring.promise import Promise
from engine.scoring.prospect import prospect
from engine.scoring.reasons import reasons
from engine.scoring.scheduling import Wanted, schedule
from engine.scoring.simulation import BEGIN, DAY_S, people

pytestmark = pytest.mark.unit

HAND = Model(
    target=Target.ANSWER,
    columns={
        "hour=17": Column(1.0, 0.5, 0.5),
        "answered share near": Column(2.0, 0.5, 0.25),
        "attribute city=Leeds": Column(0.5),
        "attribute city=(rare)": Column(-0.5),
        "clicked": Column(0.3),
    },
    intercept=-1.0,
    slope=2.0,
    shift=0.1,
)
FIVE = 1_700_499_600.0
"""2023-11-20 17:00 UTC, a Monday."""


def called(day: int, answered: bool) -> PastCall:
    return PastCall(FIVE - day * DAY_S, FIVE - day * DAY_S + 60, answered)


def test_a_probability_by_hand() -> None:
    person = Person(1, "UTC", {"city": "Hull"})  # a city that the model does not know is rare
    total = -1.0 + (1 - 0.5) / 0.5 + 2 * (0.25 - 0.5) / 0.25 - 0.5

    assert HAND.probability(person, FIVE) == pytest.approx(1 / (1 + np.exp(-(2 * total + 0.1))))


def test_models_survive_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(HAND), type=Model) == HAND


def test_reasons_are_the_facts_that_move_most_in_words() -> None:
    calls = (called(4, True), called(3, True), called(2, False), called(1, True))
    person = Person(1, "UTC", {"city": "Leeds"}, calls, (PastEvent(FIVE - 60, "click"),))

    assert reasons(HAND, person, FIVE) == [
        "+ called between 17 and 18 h",
        "+ answered 3 of 4 calls between 16 and 19 h",
        "+ city Leeds",
    ]


def test_promises_are_products_of_the_chances() -> None:
    agree = Model(target=Target.AGREE, columns={"clicked": Column(1.0)}, intercept=-2.0)
    person = Person(1, "UTC", {}, (called(1, True),), (PastEvent(FIVE - 60, "click"),))

    (promise,) = Promise({Target.ANSWER: HAND, Target.AGREE: agree}).at_hours(person, FIVE, [FIVE])

    assert promise == pytest.approx(HAND.probability(person, FIVE) * agree.probability(person, FIVE))
    with pytest.raises(ValueError, match="who answers"):
        Promise({Target.AGREE: agree})


def test_the_best_hours_of_the_coming_day_come_first() -> None:
    found = prospect({Target.ANSWER: HAND}, Person(1, "UTC", {"city": "Leeds"}), FIVE - 6 * 3600 - 1)

    assert found.best[0].at == FIVE
    assert found.best[0].chances[Target.ANSWER] > found.best[1].chances[Target.ANSWER]
    assert found.reasons[Target.ANSWER][0] == "+ called between 17 and 18 h"


def test_each_lead_has_its_best_hour_that_has_room() -> None:
    leads = [
        Wanted(1, {9: 0.1, 17: 0.3}),
        Wanted(2, {9: 0.2, 17: 0.5}),  # promises most: chooses first
        Wanted(3, {17: 0.2, 30: 0.9 / 4}),
        Wanted(4, {17: 0.1}),
    ]

    assert schedule(leads, room=1) == {1: 9, 2: 17, 3: 30, 4: None}
    assert schedule(leads, room=9) == {1: 17, 2: 17, 3: 17, 4: 17}  # nobody waits for tomorrow while there is room today
    assert schedule([Wanted(5, {})], room=1) == {5: None}


def test_auc_counts_pairs() -> None:
    assert auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])) == 0.75
    assert auc(np.array([0.5, 0.5]), np.array([0.0, 1.0])) == 0.5


def test_lift_counts_the_top() -> None:
    truth = np.array([1, 0, 0, 0, 1, 0, 0, 0, 0, 0], dtype=float)

    assert top_lift(np.arange(10, 0, -1.0), truth, 10) == 5.0
    assert top_lift(np.arange(10, 0, -1.0), truth, 20) == 2.5


def test_an_evaluation_by_hand() -> None:
    happened = [True, False] * 50
    found = evaluate([0.8 if success else 0.2 for success in happened], happened, [0.0] * 100)

    assert (found.calls, found.successes, found.auc) == (100, 50, 1.0)
    assert found.brier == pytest.approx(0.04)
    assert found.log_loss == pytest.approx(-np.log(0.8))
    assert found.lifts[0].by_score == 2.0
    assert found.lifts[0].gain_low > 0
    assert found.calibration[0].predicted == pytest.approx(0.2)


def test_scores_find_more_than_last_outcomes_do_among_people_never_seen() -> None:
    """The truth is known: what calling the first fifth of 1,000 others really promises. docs/growth-loop.md has more."""
    from engine.scoring.training import examples, train

    seen, others = people(1500, seed=1), people(1000, seed=2)
    models = {}
    for target in (Target.ANSWER, Target.AGREE):
        models[target] = train(examples((person for person, _ in seen), target), target).model
    promise, now = Promise(models), BEGIN + 35 * DAY_S
    order = sorted(others, key=lambda one: -max(promise.at_hours(one[0], now, [now + 2 * 3600, now + 10 * 3600])))
    shuffled = random.Random(3).sample(others, len(others))

    def agreeing(first: list[tuple[Person, object]]) -> float:
        return sum(truth.agrees(18) for _, truth in first[:200])  # type: ignore[attr-defined]

    assert agreeing(list(order)) > 1.4 * agreeing(list(shuffled))
