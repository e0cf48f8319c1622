"""Which trunk carries the next call, and when."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.campaign.plan.schema import Trunk
from engine.campaign.trunks.board import TrunkBoard, TrunkLimits
from engine.campaign.trunks.breaker import BreakerLimits
from engine.campaign.trunks.refusals import Answer
from engine.campaign.trunks.shares import trunk_limits, trunk_of_each_worker

pytestmark = pytest.mark.unit

EAST, WEST = "sip:east:5060", "sip:west:5060"
FREE = {EAST: 4, WEST: 4}
LIMITS = BreakerLimits(window=4, least=2, first_pause_s=5)


def board(east: int = 4, west: int = 4, calls_per_second: float = 2.0) -> TrunkBoard:
    return TrunkBoard([TrunkLimits(EAST, east, calls_per_second), TrunkLimits(WEST, west, calls_per_second)], LIMITS)


def dial(trunks: TrunkBoard, now: float, avoid: tuple[str, ...] = ()) -> str:
    name = trunks.choose(now, FREE, avoid)
    assert name is not None
    trunks.dialled(name, now)
    return name


def test_trunks_take_calls_in_turn_at_their_rate() -> None:
    trunks = board()
    assert (trunks.free_lines(0.0, FREE), trunks.ready_at(0.0, FREE)) == (8, 0.0)
    assert [dial(trunks, 0.0), dial(trunks, 0.0)] == [EAST, WEST]
    assert (trunks.free_lines(0.0, FREE), trunks.ready_at(0.0, FREE), trunks.choose(0.0, FREE)) == (0, 0.5, None)
    assert [dial(trunks, 0.5), dial(trunks, 0.75)] == [EAST, WEST]


def test_a_trunk_bears_only_so_many_calls_at_a_time() -> None:
    trunks = board(east=1, west=2)
    assert Counter(dial(trunks, float(now)) for now in range(3)) == {EAST: 1, WEST: 2}
    assert (trunks.free_lines(9.0, FREE), trunks.ready_at(9.0, FREE)) == (0, None)


def test_a_trunk_without_free_workers_takes_none() -> None:
    trunks = board()
    assert trunks.choose(0.0, {EAST: 0, WEST: 1}) == WEST
    assert trunks.ready_at(0.0, {EAST: 0, WEST: 0}) is None


def test_an_avoided_trunk_is_taken_if_there_is_no_other() -> None:
    trunks = board()
    assert [dial(trunks, 0.0, avoid=(EAST,)), dial(trunks, 0.0, avoid=(EAST,))] == [WEST, EAST]


def test_a_trunk_that_refuses_is_left_alone_and_the_other_carries_all() -> None:
    trunks, now = board(calls_per_second=100), 0.0
    carried: list[str] = []
    for call in range(20):
        now = call * 0.1
        name = trunks.choose(now, FREE)
        assert name is not None
        one = trunks.dialled(name, now)
        if name == EAST:
            trunks.ended(one, Answer.REFUSED, now, None)
        else:
            carried.append(name)
            trunks.progressed(one, now)
            trunks.ended(one, Answer.NONE, now, None)
    assert len(carried) == 18
    assert trunks.choose(5.2, {EAST: 4, WEST: 0}) == EAST, "it is tried again after the pause"


def test_the_first_ring_of_the_probe_opens_the_trunk_again() -> None:
    trunks = board(west=0, calls_per_second=100)
    for _ in range(2):
        trunks.ended(trunks.dialled(EAST, 0.0), Answer.DOUBTFUL, 0.0, None)
    probe = trunks.dialled(EAST, 5.0)
    assert trunks.ready_at(6.0, FREE) is None
    assert trunks.progressed(probe, 6.0) is True
    assert trunks.ready_at(6.0, FREE) == 6.0


def test_shares_of_lines_and_workers() -> None:
    trunks = [Trunk(address="east"), Trunk(address="west", concurrency=3), Trunk(address="south", concurrency=99)]
    limits = trunk_limits(trunks, ["e", "w", "s"], 10)
    assert [(limit.trunk, limit.concurrency) for limit in limits] == [("e", 4), ("w", 3), ("s", 10)]
    assert trunk_of_each_worker(limits, 4) == ("e", "w", "s", "s", "s")


def test_a_gateway_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="trunk sip:e:5060 is named twice"):
        trunk_limits([Trunk(address="e"), Trunk(address="sip:e")], ["sip:e:5060", "sip:e:5060"], 4)
