"""What the wall of live calls costs the serving process: made-up events, watchers that take nothing, pictures each second.

    python -m tests.benchmarks.live_wall --calls 100 --seconds 60

Without sockets and browsers: what is measured is following the calls, filling the watchers' queues and making the pictures.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from engine.campaign.clock import SystemClock
from engine.campaign.grades import final_grade
from engine.events import BotSpoke, CallEvent, ConversationStarted, NodeEntered, OverlapJudged, PersonSpoke, PhoneAnswered
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Happening, Told
from engine.settings import Settings
from engine.store.opening import opened
from engine.web.live.wall import Wall

WATCHERS = 3


def begun(attempt_id: str, at: float) -> list[Happening]:
    """A call until there is audio."""
    return [
        CallDialled(attempt_id=attempt_id, at=at, number=f"+1555010{int(attempt_id):04}", worker="worker-1"),
        PhoneAnswered(attempt_id=attempt_id, at=at),
        ConversationStarted(attempt_id=attempt_id, at=at, codec="PCMA/8000"),
    ]


def a_second(attempt_id: str, at: float, rng: random.Random) -> list[CallEvent]:
    """More than happens in a second of a call: four events, two of them with words."""
    return [
        PersonSpoke(
            attempt_id=attempt_id,
            at=at,
            node="offer",
            text="How much does it cost, and can I call you back at 555 0100 tomorrow?",
            started_ms=0,
            ended_ms=900,
            intent=rng.choice([None, "price"]),
            confidence=0.8,
            asr_ms=90,
        ),
        NodeEntered(attempt_id=attempt_id, at=at, node=rng.choice(["price", "offer"])),
        BotSpoke(
            attempt_id=attempt_id,
            at=at,
            node="price",
            text="It is ten dollars a month, and the first month is free. Shall I go on?",
            started_ms=0,
            played_ms=2000,
            interrupted=False,
            reply_gap_ms=700,
        ),
        OverlapJudged(attempt_id=attempt_id, at=at, verdict="interruption", reason="long", onset_ms=0, decided_ms=0),
    ]


def main() -> None:
    """Measures, and says so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    rng, wall, began = random.Random(1), Wall(), time.time()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as at_end:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'calls.db'}")
        store = at_end.enter_context(opened(settings.database_url, final_grade, began))
        live = LiveCampaigns(settings, store, SystemClock())
        for _ in range(WATCHERS):
            at_end.enter_context(live.feed.subscribed())
        calls = [str(index) for index in range(given.calls)]
        for event in (event for call in calls for event in begun(call, began)):
            live.tell(Told(campaign_id=1, campaign="spring", event=event))
        before_s, size = time.process_time(), 0
        for second in range(given.seconds):
            for event in (event for call in calls for event in a_second(call, began + second, rng)):
                live.tell(Told(campaign_id=1, campaign="spring", event=event))
            size = max(len(wall.picture(live, began + second, reveals=reveals)) for reveals in (True, False))
        share = (time.process_time() - before_s) / given.seconds
    print(f"{given.calls} calls: {100 * share:.2f} % of a core; pictures of {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
