"""Two calls over SIP and RTP joined: what one far end sends, the other gets, byte by byte and soon."""

from __future__ import annotations

import asyncio
import logging
import statistics

import pytest

from telephony.bridge import bridged
from tests.integration.telephony.peers import dialing, trunk_at, until_media
from tests.integration.telephony.rtp_peer import RtpCall, running_rtp_peer, talkspurt

pytestmark = pytest.mark.sip

log = logging.getLogger(__name__)

DELAY_MAX_MS = 100
"""Half of the jitter buffer's cap, two ticks of the media clock, and what a busy machine adds."""


def sound(seed: int, frames: int) -> bytes:
    """Loud, and no two frames alike."""
    return b"".join(
        ((seed + index * 97 + sample * 31) % 16_000 - 8_000).to_bytes(2, "little", signed=True)
        for index in range(frames)
        for sample in range(160)
    )


def delays_ms(sender: RtpCall, receiver: RtpCall, pcm: bytes) -> list[float]:
    """Of each frame that came through whole: from its departure to its arrival at the other far end."""
    packets = talkspurt(pcm, at_ms=0)
    began_s = sender.began_s
    arrived = {packet.payload: packet.at_s for packet in receiver.arrived}
    return [(arrived[packet.payload] - began_s - packet.at_s) * 1000 for packet in packets if packet.payload in arrived]


async def test_both_hear_each_other_and_the_delay_is_small() -> None:
    with running_rtp_peer() as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            person = await dialer.dial("100")
            agent = await dialer.dial(f"sip:101@127.0.0.1:{peer.port}", auto_answer=True)
            await asyncio.gather(until_media(person), until_media(agent))
            with bridged(person, agent):
                said, answered = sound(1, 100), sound(5_000, 100)
                peer.calls["100"].play(talkspurt(said, at_ms=0))
                peer.calls["101"].play(talkspurt(answered, at_ms=0))
                await asyncio.sleep(2.5)
            to_agent = delays_ms(peer.calls["100"], peer.calls["101"], said)
            to_person = delays_ms(peer.calls["101"], peer.calls["100"], answered)
            assert "Answer-Mode: Auto" in peer.invites["101"]
            assert "Answer-Mode" not in peer.invites["100"]
    for name, delays in (("to_agent", to_agent), ("to_person", to_person)):
        assert len(delays) >= 90, f"{name}: of 100 frames {len(delays)} came through whole"
        log.info("median delay %s: %.0f ms", name, statistics.median(delays))
        assert statistics.median(delays) < DELAY_MAX_MS
