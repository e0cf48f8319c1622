"""Agents' pages as phones: which rings, what it is told, what of it reaches the call's worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDeed,
    BrowserDid,
    BrowserReleased,
    FromBrowser,
    RingBrowser,
    ToBrowser,
)
from engine.events import AgentJoined, CallEnded
from engine.live.feed import Happening, Told
from engine.live.phones import SOUND_WAITING_MAX, Phone, PhoneInUse, Phones, PhoneState, PhoneTold
from engine.outcome import Disposition

pytestmark = pytest.mark.unit

PCM = b"\1\0" * 320
IDLE = PhoneTold(PhoneState.IDLE)
RINGING = PhoneTold(PhoneState.RINGING, ring_s=15.0)


def ring(call: str = "a", agent: str = "ann") -> RingBrowser:
    return RingBrowser(attempt_id=call, agent=agent, ring_s=15.0, auto_answer=False)


def happened(event: Happening) -> Told:
    return Told(campaign_id=1, campaign="spring", event=event)


def joined(call: str = "a") -> Told:
    return happened(AgentJoined(attempt_id=call, at=0, agent="ann"))


def did(deed: BrowserDeed, call: str = "a", agent: str = "ann") -> BrowserDid:
    return BrowserDid(attempt_id=call, agent=agent, deed=deed)


class Exchange:
    """Phones, and what workers got from them."""

    def __init__(self) -> None:
        self.sent: list[FromBrowser] = []
        self.phones = Phones(self.sent.append)

    def take(self, *told: ToBrowser) -> None:
        for one in told:
            self.phones.take(one)


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture
def page(exchange: Exchange) -> Iterator[Phone]:
    with exchange.phones.opened("ann") as phone:
        yield phone


async def told(phone: Phone, count: int) -> list[PhoneTold | bytes]:
    """What waits for the page, which has to be so much."""
    found: list[PhoneTold | bytes] = []
    async for one in phone.told():
        found.append(one)
        if len(found) == count:
            break
    assert not phone.waiting
    return found


async def test_a_call_from_the_first_ring_to_the_end(exchange: Exchange, page: Phone) -> None:
    exchange.take(ring())
    page.speak(PCM)
    page.did(BrowserDeed.PICKED_UP)
    exchange.take(AgentHears(attempt_id="a", agent="ann", pcm=PCM))
    page.did(BrowserDeed.KEY)
    exchange.phones.happened(joined())
    page.speak(PCM)
    page.did(BrowserDeed.HUNG_UP)
    exchange.take(BrowserReleased(attempt_id="a", agent="ann"))
    page.speak(PCM)
    page.did(BrowserDeed.HUNG_UP)
    states = [PhoneTold(state) for state in (PhoneState.PICKED_UP, PhoneState.JOINED)]
    assert await told(page, 6) == [IDLE, RINGING, states[0], PCM, states[1], IDLE]
    assert exchange.sent == [
        did(BrowserDeed.PICKED_UP),
        did(BrowserDeed.KEY),
        AgentVoice(attempt_id="a", agent="ann", pcm=PCM),
        did(BrowserDeed.HUNG_UP),
    ], "nobody is heard before they have picked up, or when the call is over"


async def test_a_page_that_is_closed_in_a_call_says_so_and_one_without_a_call_says_nothing(exchange: Exchange) -> None:
    with exchange.phones.opened("ann"):
        exchange.take(ring())
        assert exchange.phones.open("ann")
    assert (exchange.sent, exchange.phones.open("ann")) == ([did(BrowserDeed.GONE)], False)
    with exchange.phones.opened("ann"):
        pass
    assert len(exchange.sent) == 1


@pytest.mark.usefixtures("page")
async def test_who_has_no_page_or_is_in_a_call_is_not_there(exchange: Exchange) -> None:
    exchange.take(ring("a"), ring("b"), ring("c", agent="bob"))
    assert exchange.sent == [did(BrowserDeed.GONE, "b"), did(BrowserDeed.GONE, "c", "bob")]


async def test_the_page_that_was_opened_last_is_rung_unless_the_other_is_in_a_call(exchange: Exchange, page: Phone) -> None:
    with exchange.phones.opened("ann") as later:
        assert [one async for one in page.told()] == [IDLE, PhoneTold(PhoneState.REPLACED)]
        exchange.take(ring())
        assert await told(later, 2) == [IDLE, RINGING]
        with pytest.raises(PhoneInUse, match="on another page"), exchange.phones.opened("ann"):
            pass
        assert exchange.phones.open("ann")


async def test_of_another_call_nothing_is_heard(exchange: Exchange, page: Phone) -> None:
    exchange.take(ring("b"), AgentHears(attempt_id="a", agent="ann", pcm=PCM), BrowserReleased(attempt_id="a", agent="ann"))
    exchange.phones.happened(joined("a"))
    assert await told(page, 2) == [IDLE, RINGING]


async def test_a_worker_that_dies_keeps_no_phone(exchange: Exchange, page: Phone) -> None:
    exchange.take(ring())
    died = CallEnded(attempt_id="a", at=0, disposition=Disposition.FAILED, cause="worker_died")
    exchange.phones.happened(happened(died))
    assert await told(page, 3) == [IDLE, RINGING, IDLE]
    assert page.attempt_id is None


async def test_a_page_that_takes_nothing_loses_the_oldest_sound_and_no_change(exchange: Exchange, page: Phone) -> None:
    exchange.take(ring())
    page.did(BrowserDeed.PICKED_UP)
    packets = [bytes([at, 0]) for at in range(SOUND_WAITING_MAX + 3)]
    exchange.take(*(AgentHears(attempt_id="a", agent="ann", pcm=pcm) for pcm in packets))
    found = await told(page, 3 + SOUND_WAITING_MAX)
    assert found == [IDLE, RINGING, PhoneTold(PhoneState.PICKED_UP), *packets[3:]]


async def test_the_call_that_goes_on_is_heard_out_and_not_the_next_one() -> None:
    phone = Phone("ann", lambda _: None)
    await phone.heard_out()
    phone.ring(ring("a"))
    waiting = asyncio.ensure_future(phone.heard_out())
    await asyncio.sleep(0)
    assert not waiting.done()
    phone.release()
    phone.ring(ring("b"))
    await waiting
