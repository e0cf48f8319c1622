from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pacing.contract import AgentFreed, Answered, Pacer, Snapshot, Unanswered
from engine.pacing.fixed import ProgressivePacer, RatioPacer
from engine.pacing.predictive import PacingLimits, PredictivePacer
from engine.pacing.simulation.comparison import compare
from engine.pacing.simulation.floor import Floor
from engine.pacing.simulation.world import World

pytestmark = pytest.mark.unit

elapsed = st.lists(st.floats(0, 500), max_size=30).map(tuple)


def _floor(ready: int = 0, busy: tuple[float, ...] = (), ringing: tuple[float, ...] = ()) -> Snapshot:
    return Snapshot(1000.0, ready, busy, ringing)


@pytest.mark.parametrize(
    ("pacer", "ready", "ringing", "calls"),
    [
        (ProgressivePacer(), 4, 0, 4),
        (ProgressivePacer(), 4, 3, 1),
        (ProgressivePacer(), 4, 6, 0),
        (RatioPacer(2.5, answered=1000), 4, 3, 7),
        (RatioPacer(2.5, answered=1000), 0, 3, 0),
        (RatioPacer(2.5, answered=100), 4, 3, 4),
        (RatioPacer(2.5, answered=100, abandoned=3), 4, 3, 1),
        (RatioPacer(2.5), 4, 0, 4),
        (PredictivePacer(), 4, 0, 4),
        (PredictivePacer(), 4, 4, 0),
    ],
)
def test_each_agent_who_waits_gets_so_many_calls_without_a_budget_one(pacer: Pacer, ready: int, ringing: int, calls: int) -> None:
    assert pacer.calls_to_dial(_floor(ready, (30.0,) * 10, (2.0,) * ringing)) == calls


def test_with_a_budget_it_dials_ahead_of_agents_who_will_be_free() -> None:
    assert PredictivePacer(answered=2000).calls_to_dial(_floor(3, (120.0,) * 17)) > 8


def test_a_spent_budget_ends_dialling_ahead() -> None:
    assert PredictivePacer(answered=2000, abandoned=60).calls_to_dial(_floor(3, (120.0,) * 17)) == 3


@given(st.integers(0, 20), elapsed, elapsed, st.integers(0, 5000), st.integers(0, 200))
@settings(max_examples=60)
def test_it_never_asks_for_less_than_nothing_nor_for_more_than_the_cap(
    ready: int, busy: tuple[float, ...], ringing: tuple[float, ...], answered: int, abandoned: int
) -> None:
    floor = _floor(ready, busy, ringing)
    calls = PredictivePacer(answered=answered, abandoned=min(abandoned, answered)).calls_to_dial(floor)

    assert calls >= max(0, ready - len(ringing))
    assert calls <= max(6 * floor.agents - len(ringing), ready - len(ringing), 0)


@given(st.integers(0, 10), st.integers(1, 20), st.integers(100, 5000))
@settings(max_examples=30)
def test_more_ringing_calls_never_mean_more_new_ones(ready: int, busy: int, answered: int) -> None:
    pacer = PredictivePacer(answered=answered)
    asked = [pacer.calls_to_dial(_floor(ready, (60.0,) * busy, (5.0,) * ringing)) for ringing in range(0, 60, 6)]

    assert asked == sorted(asked, reverse=True)


def test_a_burst_of_answers_makes_it_careful() -> None:
    calm, burst = PredictivePacer(answered=3000), PredictivePacer(answered=3000)
    for i in range(200):
        calm.learn(Answered(8.0, abandoned=False) if i % 5 == 0 else Unanswered(25.0), float(i))
        burst.learn(Answered(8.0, abandoned=False) if i % 5 == 0 or i > 170 else Unanswered(25.0), float(i))
    floor = _floor(2, (60.0,) * 18)

    assert burst.calls_to_dial(floor) < calm.calls_to_dial(floor)


def test_long_talks_make_it_patient() -> None:
    short, long = PredictivePacer(answered=3000), PredictivePacer(answered=3000)
    for i in range(300):
        short.learn(AgentFreed(40.0), float(i))
        long.learn(AgentFreed(600.0), float(i))
    floor = _floor(0, (38.0,) * 20)

    assert long.calls_to_dial(floor) < short.calls_to_dial(floor)


@pytest.mark.parametrize("seed", range(4))
def test_a_day_stays_within_the_limit_and_beats_one_call_per_agent(seed: int) -> None:
    world = World(agents=12, hours=0.75)
    ahead = Floor(world, PredictivePacer(answered=1000, abandoned=10), random.Random(seed)).live()
    progressive = Floor(world, ProgressivePacer(), random.Random(seed)).live()

    assert progressive.abandoned == 0
    assert ahead.utilisation > progressive.utilisation + 0.05
    assert 10 + ahead.abandoned <= 0.03 * (1000 + ahead.answered)


@pytest.mark.parametrize("seed", range(4))
def test_a_ratio_keeps_the_limit_at_every_moment_and_beats_one_call_per_agent(seed: int) -> None:
    world = World(agents=12, hours=0.75)
    ratio = Floor(world, RatioPacer(3.0, answered=1000, abandoned=10), random.Random(seed)).live()
    progressive = Floor(world, ProgressivePacer(), random.Random(seed)).live()

    assert ratio.utilisation > progressive.utilisation
    assert 10 + ratio.abandoned <= 0.03 * (1000 + ratio.answered)


def test_the_same_seed_gives_the_same_day() -> None:
    world = World(agents=5, hours=0.25)
    days = [Floor(world, PredictivePacer(), random.Random(7)).live() for _ in range(2)]

    assert days[0] == days[1]


def test_a_comparison_has_every_pacers_days() -> None:
    records = compare(World(agents=3, hours=0.25), 2)

    assert {record.pacer for record in records} >= {"progressive", "predictive"}
    assert all(len(record.days) == 2 for record in records)
    assert all(0.0 <= record.worst_utilisation <= record.utilisation <= 1.0 for record in records)


def test_a_stricter_limit_dials_less_ahead() -> None:
    floor = _floor(2, (60.0,) * 18)

    strict = PredictivePacer(PacingLimits(abandoned_share=0.01), answered=600).calls_to_dial(floor)
    assert strict <= PredictivePacer(answered=600).calls_to_dial(floor)
