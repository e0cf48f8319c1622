import asyncio

import pytest

from engine.events import NodeEntered
from engine.live.feed import Feed, Missed, Told

pytestmark = pytest.mark.unit


def told(node: str, campaign_id: int = 1) -> Told:
    return Told(campaign_id=campaign_id, campaign="spring", event=NodeEntered(attempt_id="a", at=1.0, node=node))


async def test_who_watches_gets_what_happens_from_then_on_in_its_order() -> None:
    feed = Feed()
    feed.tell(told("before"))
    with feed.subscribed() as watcher:
        feed.tell(told("first"))
        feed.tell(told("second"))
        assert [await watcher.next(), await watcher.next()] == [told("first"), told("second")]


async def test_a_slow_watcher_loses_the_oldest_and_is_told_how_much_first() -> None:
    feed = Feed()
    with feed.subscribed(most=2) as slow, feed.subscribed() as quick:
        for node in ("one", "two", "three", "four"):
            feed.tell(told(node))
        assert [await slow.next() for _ in range(3)] == [Missed(count=2), told("three"), told("four")]
        assert await quick.next() == told("one")


async def test_a_watcher_may_want_one_campaign_only() -> None:
    feed = Feed()
    with feed.subscribed(lambda one: one.campaign_id == 2) as watcher:
        feed.tell(told("elsewhere"))
        feed.tell(told("here", campaign_id=2))
        assert await watcher.next() == told("here", campaign_id=2)


async def test_a_watcher_waits_for_what_comes() -> None:
    feed = Feed()
    with feed.subscribed() as watcher:
        waiting = asyncio.create_task(watcher.next())
        await asyncio.sleep(0)
        feed.tell(told("now"))
        assert await waiting == told("now")


def test_who_is_gone_gets_nothing() -> None:
    feed = Feed()
    with feed.subscribed(most=1) as gone:
        pass
    feed.tell(told("later"))
    with feed.subscribed() as here:
        assert here is not gone
