"""A call through a bad network, over real SIP and RTP on loopback."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from telephony.lab.bad_network import BadNetwork
from telephony.lab.impairment import Impairment, Wire
from telephony.lab.lab import Lab, LabError
from telephony.lab.ports import free_udp_port
from telephony.lab.relay import Lane
from telephony.lab.report import Ending
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.dialer import SipDialer
from tests.integration.lab.caller import bot_speech, calling, level_dbfs, recognised

pytestmark = pytest.mark.sip

PHONES = Path(__file__).parent / "phones.yaml"


async def _heard(gateway: str, ms: int) -> bytes:
    host, port = gateway.split(":")
    stack = StackSettings(bind_address="127.0.0.1", rtp_port_first=free_udp_port())
    dialer = await SipDialer.open(stack, TrunkSettings(host=host, port=int(port), caller_id="0100"))
    try:
        async with calling(dialer, "0201") as caller:
            await caller.answered()
            caller.line.play(bot_speech(500))
            await caller.until(lambda: len(caller.heard) >= ms * 16)
            return caller.heard
    finally:
        await dialer.close()


async def test_audio_passes_both_ways_later_than_without(tmp_path: Path) -> None:
    async with Lab(PHONES, tmp_path, cache_dir=tmp_path) as lab:
        async with BadNetwork(lab.gateways, Impairment(delay_ms=400)) as gateways:
            heard = await _heard(gateways[0], 2000)
        report = await lab.next_report(timeout_s=10)
    hello = read_line(recorded_path("alma", "Hello?"))
    assert recognised(hello, heard) > 0.9
    assert report.ending is Ending.CALLER_HUNG_UP
    assert report.heard_bot_ms == pytest.approx(500, abs=100)
    # The phone says hello 200 ms after its first audio: without the delay it is here within 400 ms.
    loud = np.flatnonzero(np.abs(np.frombuffer(heard, "<i2")) > 1000)
    assert loud[0] / 8 > 550


async def test_what_is_lost_is_not_heard(tmp_path: Path) -> None:
    async with Lab(PHONES, tmp_path, cache_dir=tmp_path) as lab:
        async with BadNetwork(lab.gateways, Impairment(loss=1.0)) as gateways:
            heard = await _heard(gateways[0], 1200)
        report = await lab.next_report(timeout_s=10)
    assert level_dbfs(heard) < -60
    assert report.heard_bot_ms == 0


async def test_packets_that_are_due_together_arrive_in_their_order() -> None:
    lane, arrived, all_here = Lane(Wire(Impairment(delay_ms=20, jitter_ms=20), seed=1)), list[int](), asyncio.Event()

    def deliver(packet: int) -> None:
        arrived.append(packet)
        if len(arrived) == 200:
            all_here.set()

    for packet in range(200):
        lane.carry(partial(deliver, packet))
    async with asyncio.timeout(5):
        await all_here.wait()
    assert arrived == sorted(arrived)


async def test_a_relay_that_cannot_start_says_so() -> None:
    with pytest.raises(LabError, match="does not start"):
        async with BadNetwork(["nowhere"], Impairment()):
            pass
