"""The lines of workers, offered as the trunks bear them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator

import pytest

from engine.call.messages import PlaceCall
from engine.campaign.clock import JumpingClock
from engine.campaign.placer import Placed
from engine.campaign.plan.schema import CallerId
from engine.campaign.trunks.board import TrunkBoard, TrunkLimits
from engine.campaign.trunks.breaker import BreakerLimits
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds
from engine.campaign.trunks.lines import FULL_TRUNK_TRIES, LEFT_UP_S, TrunkedLines
from engine.events import CallEnded, CallEvent, PhoneRinging
from engine.outcome import Disposition
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

EAST, WEST = "sip:east:5060", "sip:west:5060"
NUMBER = "+12025550100"
START = 1000.0
LIMITS = BreakerLimits(window=4, least=2, first_pause_s=5)


class Workers:
    """Lines that do nothing; what their calls tell is put in by the test."""

    def __init__(self, lines: int) -> None:
        self.placed: list[tuple[str, str]] = []
        self.hung_up: list[str] = []
        self.told: asyncio.Queue[CallEvent] = asyncio.Queue()
        self._lines = lines
        self._running: dict[str, str] = {}
        self._freed = asyncio.Event()

    def free_lines(self, trunk: str | None = None) -> int:
        return self._lines - sum(trunk in (None, carrier) for carrier in self._running.values())

    def place(self, call: PlaceCall, trunk: str | None = None) -> str | None:
        assert trunk is not None
        assert self.free_lines(trunk) > 0
        self._running[call.attempt_id] = trunk
        self.placed.append((call.attempt_id, trunk))
        return f"worker of {trunk}"

    def hang_up(self, attempt_id: str) -> None:
        self.hung_up.append(attempt_id)

    async def events(self) -> AsyncIterator[CallEvent]:
        while True:
            event = await self.told.get()
            if isinstance(event, CallEnded):
                del self._running[event.attempt_id]
                self._freed.set()
            yield event

    async def line_freed(self) -> None:
        self._freed.clear()
        await self._freed.wait()


class Rig:
    """Trunked lines over such workers, on a clock that jumps."""

    def __init__(
        self, *trunks: str, lines: int = 4, calls_per_second: float = math.inf, caller_ids: tuple[CallerId, ...] = ()
    ) -> None:
        self.workers, self.clock = Workers(lines), JumpingClock(START, machine=lambda: 0.0)
        board = TrunkBoard([TrunkLimits(trunk, lines, calls_per_second) for trunk in trunks], LIMITS)
        self.lines = TrunkedLines(self.workers, board, CallerIds(caller_ids), self.clock)
        self.events = self.lines.events()

    async def place(self, attempt_id: str, number: str = NUMBER) -> Placed:
        async with asyncio.timeout(5):
            await self.lines.wait_for_free_line()
        caller_id = self.lines.caller_id_for(number)
        placed = self.lines.place(PlaceCall(attempt_id=attempt_id, number=number, caller_id=caller_id, variables={}))
        assert placed is not None
        return placed

    async def tell(self, event: CallEvent) -> CallEvent:
        self.workers.told.put_nowait(event)
        async with asyncio.timeout(5):
            return await anext(self.events)

    async def end(self, attempt_id: str, cause: str, retry_after_s: int | None = None) -> CallEnded:
        ended = CallEnded(
            attempt_id=attempt_id,
            at=1.0,
            disposition=Disposition.UNREACHABLE,
            cause=cause,
            sip_status=503,
            retry_after_s=retry_after_s,
        )
        passed_on = await self.tell(ended)
        assert isinstance(passed_on, CallEnded)
        return passed_on


def ringing(attempt_id: str) -> PhoneRinging:
    return PhoneRinging(attempt_id=attempt_id, at=1.0, sip_status=180)


@in_virtual_time
async def test_calls_go_at_the_rate_of_the_trunks() -> None:
    rig = Rig(EAST, WEST, calls_per_second=2.0)
    went = [(await rig.place(str(index)), rig.clock.now() - START) for index in range(6)]
    assert [at for _, at in went] == [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    assert [placed for placed, _ in went] == [Placed(f"worker of {EAST}", EAST), Placed(f"worker of {WEST}", WEST)] * 3
    assert rig.lines.held_until() == START + 1.5


@in_virtual_time
async def test_no_line_is_offered_until_a_call_ends() -> None:
    rig = Rig(EAST, lines=1)
    await rig.place("a")
    assert (rig.lines.free_lines(), rig.lines.held_until()) == (0, None)
    assert rig.lines.place(PlaceCall(attempt_id="b", number=NUMBER, caller_id=None, variables={})) is None
    waiting = asyncio.create_task(rig.lines.wait_for_free_line())
    await rig.end("a", "busy")
    async with asyncio.timeout(5):
        await waiting
    assert rig.lines.free_lines() == 1


@in_virtual_time
async def test_a_refused_call_is_to_be_tried_on_each_other_trunk_once() -> None:
    rig = Rig(EAST, WEST)
    assert (await rig.place("a")).trunk == EAST
    await rig.place("other", "+12025550199")
    assert (await rig.end("a", "service_unavailable")).elsewhere is True
    assert (await rig.place("b")).trunk == WEST, "not the one that refused it, although it is its turn"
    assert (await rig.end("b", "timeout")).elsewhere is False, "all have refused it"
    await rig.place("c")
    assert (await rig.end("c", "timeout")).elsewhere is True, "the next attempt is a new matter"


@in_virtual_time
async def test_a_trunk_that_is_full_has_not_refused() -> None:
    rig = Rig(EAST, WEST, lines=1)
    await rig.place("a")
    await rig.place("other", "+12025550199")
    refusals = []
    for attempt_id in "abcd":
        refusals.append((await rig.end(attempt_id, "forbidden", retry_after_s=None)).elsewhere)
        await rig.clock.sleep_until(rig.clock.now() + 20)
        if attempt_id != "d":
            assert (await rig.place(chr(ord(attempt_id) + 1))).trunk == EAST
    assert refusals == [True, True, True, False]


@in_virtual_time
async def test_a_refused_call_waits_a_moment_for_another_trunk() -> None:
    rig = Rig(EAST, WEST, calls_per_second=2.0)
    await rig.place("a")
    await rig.clock.sleep_until(START + 0.3)
    await rig.end("a", "service_unavailable")
    assert (await rig.place("other", "+12025550199")).trunk == WEST
    await rig.clock.sleep_until(START + 0.6)
    again = PlaceCall(attempt_id="b", number=NUMBER, caller_id=None, variables={})
    assert rig.lines.free_lines() > 0, "in the east"
    assert rig.lines.place(again) is None
    assert (rig.lines.free_lines(), rig.lines.held_until()) == (0, START + 0.8)
    assert (await rig.place("b")).trunk == WEST


@in_virtual_time
async def test_a_call_that_rang_is_never_tried_elsewhere() -> None:
    rig = Rig(EAST, WEST)
    await rig.place("a")
    assert await rig.tell(ringing("a")) == ringing("a")
    assert (await rig.end("a", "service_unavailable")).elsewhere is False


@in_virtual_time
async def test_a_trunk_full_of_a_dead_workers_calls_is_asked_again_a_few_times() -> None:
    rig = Rig(EAST)
    await rig.place("lost", "+12025550199")
    await rig.end("lost", "worker_died")
    refusals = []
    for attempt_id in "abcdef":
        await rig.place(attempt_id)
        refusals.append((await rig.end(attempt_id, "busy")).elsewhere)
    assert refusals == [True] * (FULL_TRUNK_TRIES - 1) + [False, True]


@pytest.mark.parametrize(("after_s", "rings"), [(LEFT_UP_S, False), (0.0, True)])
@in_virtual_time
async def test_who_is_busy_later_or_after_ringing_is_busy(after_s: float, rings: bool) -> None:
    rig = Rig(EAST)
    await rig.place("lost", "+12025550199")
    await rig.end("lost", "worker_died")
    await rig.clock.sleep_until(START + after_s)
    await rig.place("a")
    if rings:
        await rig.tell(ringing("a"))
    assert (await rig.end("a", "busy")).elsewhere is False


@in_virtual_time
async def test_without_a_dead_worker_busy_is_busy() -> None:
    rig = Rig(EAST)
    await rig.place("a")
    assert (await rig.end("a", "busy")).elsewhere is False


@in_virtual_time
async def test_with_one_trunk_there_is_no_elsewhere() -> None:
    rig = Rig(EAST)
    await rig.place("a")
    assert (await rig.end("a", "service_unavailable")).elsewhere is False


@in_virtual_time
async def test_a_trunk_in_trouble_is_tried_with_one_call_after_a_pause() -> None:
    rig = Rig(EAST)
    for attempt_id in "ab":
        await rig.place(attempt_id)
        await rig.end(attempt_id, "unreachable")
    assert rig.lines.held_until() == START + 5
    await rig.place("probe")
    assert rig.clock.now() == START + 5
    assert (rig.lines.free_lines(), rig.lines.held_until()) == (0, None)
    waiting = asyncio.create_task(rig.lines.wait_for_free_line())
    await rig.tell(ringing("probe"))
    async with asyncio.timeout(5):
        await waiting
    assert rig.lines.free_lines() == 3


@in_virtual_time
async def test_the_pause_that_a_503_asks_for_is_kept() -> None:
    rig = Rig(EAST, WEST)
    await rig.place("a")
    await rig.end("a", "service_unavailable", retry_after_s=30)
    assert {(await rig.place(attempt_id)).trunk for attempt_id in "bc"} == {WEST}
    assert rig.clock.now() == START


@in_virtual_time
async def test_spent_caller_ids_hold_calls_back_until_one_is_free() -> None:
    rig = Rig(EAST, caller_ids=(CallerId(number="+12025550001", calls_per_day=1),))
    await rig.place("a")
    assert (rig.lines.free_lines(), rig.lines.held_until()) == (0, START + DAY_S)
    await rig.place("b")
    assert rig.clock.now() == START + DAY_S


@in_virtual_time
async def test_a_number_that_rings_as_often_as_it_may_holds_calls_back_until_one_ends() -> None:
    rig = Rig(EAST, caller_ids=(CallerId(number="+12025550001", concurrency=1),))
    await rig.place("a")
    assert (rig.lines.free_lines(), rig.lines.held_until()) == (0, None)
    await rig.end("a", "busy")
    assert rig.lines.free_lines() == 4
    await rig.place("b")
    assert rig.clock.now() == START


def test_hanging_up_is_the_workers_business() -> None:
    rig = Rig(EAST)
    rig.lines.hang_up("a")
    assert rig.workers.hung_up == ["a"]
