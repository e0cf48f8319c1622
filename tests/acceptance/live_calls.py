"""Campaigns inside this process over lab phones, for tests that watch and steer their calls."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.campaign.clock import SystemClock
from engine.campaign.order import CampaignOrder, short_order
from engine.campaign.plan.schema import NO_POLICY
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import Subscription, Told
from engine.settings import Settings, TrunkSection, WorkerSection
from engine.store.opening import OpenStore
from telephony.audio import SAMPLE_RATE_HZ
from telephony.lab.lab import Lab
from tests.integration.telephony.peers import LOOPBACK, rtp_base

SCRIPT: Final = """
schema_version: 1
id: live
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [This is the automated assistant of Northern Bank.]
    goto: question
  question:
    say: [Would you like to come on Friday?]
    no_input_ms: 9000
    on:
      - {digit: 1, goto: farewell}
  price: {say: [It costs nothing at all.], goto: question}
  farewell: {say: [Goodbye.], hangup: true}
"""
PATIENT: Final = {"name": "patient", "voice": "alma", "ring_s": 0.3, "steps": [{"say": "Hello?"}, {"stay_silent_s": 60}]}
QUICK: Final = {
    "name": "quick",
    "voice": "alma",
    "ring_s": 0.3,
    "steps": [{"say": "Hello?"}, {"after_bot": {"spoken_ms": 3000, "quiet_ms": 800}}, {"press": "1"}],
}


def order(folder: Path, name: str, numbers: list[str], gateway: str) -> CampaignOrder:
    """A campaign of its own list, one call at a time."""
    script, leads = folder / "live.yaml", folder / f"{name}.csv"
    script.write_text(SCRIPT)
    leads.write_text("\n".join(["number", *numbers]) + "\n")
    return short_order(leads, script=str(script), trunks=[f"sip:{gateway}"], lines=1, campaign=name, policy=NO_POLICY)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[tuple[LiveCampaigns, OpenStore]]:
    clock = SystemClock()
    with opened_for_calls(settings, clock) as store:
        async with LiveCampaigns(settings, store, clock) as live:
            yield live, store


@asynccontextmanager
async def lab_phones(folder: Path, phones: Mapping[str, object]) -> AsyncIterator[Lab]:
    book = folder / "phones.yaml"
    book.write_text(json.dumps({"phones": phones}))
    async with Lab(book, folder / "lab") as lab:
        yield lab


async def told(watcher: Subscription, wanted: Callable[[Told], bool], within_s: float = 40.0) -> Told:
    """The next happening of that kind."""
    async with asyncio.timeout(within_s):
        while True:
            one = await watcher.next()
            if isinstance(one, Told) and wanted(one):
                return one


def is_a(*kinds: type) -> Callable[[Told], bool]:
    return lambda one: isinstance(one.event, kinds)


def side(path: Path, index: int) -> npt.NDArray[np.float64]:
    """One side of a stereo recording: 0 left, 1 right."""
    with wave.open(str(path)) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return frames.reshape(-1, 2)[:, index].astype(np.float64)


def seconds_of_tone(sound: npt.NDArray[np.float64], hz: float) -> float:
    """How long a pure tone sounds, in pieces of 20 ms that are made of it."""
    piece = SAMPLE_RATE_HZ // 50
    pieces = sound[: len(sound) // piece * piece].reshape(-1, piece)
    times = np.arange(piece) / SAMPLE_RATE_HZ
    at_hz = np.abs(pieces @ np.exp(-2j * np.pi * hz * times)) * 2 / piece
    loudness = np.sqrt(np.mean(pieces**2, axis=1))
    return float(np.count_nonzero((loudness > 500) & (at_hz > loudness))) * 0.02


def settings_in(folder: Path) -> Settings:
    """A database of its own, everything on loopback."""
    return Settings(
        database_url=f"sqlite:///{folder / 'calls.db'}",
        trunk=TrunkSection(ring_timeout_s=10),
        worker=WorkerSection(bind_address=LOOPBACK, rtp_port_first=rtp_base()),
    )
