"""Two calls over SIP and RTP joined: what one far end says, the other hears, and soon."""

from __future__ import annotations

import asyncio
import logging

import numpy as np
import pytest

from telephony.bridge import bridged
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from tests.g711 import alaw_decoded
from tests.integration.lab.caller import recognised
from tests.integration.telephony.peers import dialing, trunk_at, until_media
from tests.integration.telephony.rtp_peer import RtpCall, running_rtp_peer, talkspurt

pytestmark = [pytest.mark.sip, pytest.mark.alone]

log = logging.getLogger(__name__)

HELLO = read_line(recorded_path("alma", "Hello?"))
YES = read_line(recorded_path("grace", "Hello?"))
DELAY_MAX_MS = 150
"""The jitter buffer, the tick that joining costs, the clock's phase, and what a busy machine adds."""
WHOLE = 0.8
"""Likeness of a line to itself after a late packet or two."""


def delay_ms(sender: RtpCall, receiver: RtpCall, pcm: bytes) -> float:
    """From the departure of a line's first packet to the arrival of its first sound at the other far end."""
    heard = alaw_decoded(np.frombuffer(b"".join(packet.payload for packet in receiver.arrived), dtype=np.uint8))
    assert recognised(pcm, heard) > WHOLE, "the line is not there, or not whole"
    samples, line = (np.frombuffer(sound, dtype="<i2").astype(float) for sound in (heard, pcm))
    packet, offset = divmod(int(np.correlate(samples, line, "valid").argmax()), len(receiver.arrived[0].payload))
    return (receiver.arrived[packet].at_s - sender.began_s) * 1000 + offset / 8


async def test_both_hear_each_other_and_the_delay_is_small() -> None:
    with running_rtp_peer() as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            person = await dialer.dial("100")
            agent = await dialer.dial(f"sip:101@127.0.0.1:{peer.port}", auto_answer=True)
            await asyncio.gather(until_media(person), until_media(agent))
            persons_phone, agents_phone = peer.calls["100"], peer.calls["101"]
            with bridged(person, agent):
                for phone, line in ((persons_phone, HELLO), (agents_phone, YES)):
                    phone.arrived.clear()
                    phone.play(talkspurt(line, at_ms=0))
                await asyncio.sleep(2.0)
    delays_ms = delay_ms(persons_phone, agents_phone, HELLO), delay_ms(agents_phone, persons_phone, YES)
    log.info("delay of a bridged call: %.0f ms to the agent, %.0f ms to the person", *delays_ms)
    assert max(delays_ms) < DELAY_MAX_MS
    assert "Answer-Mode: Auto" in peer.invites["101"]
    assert "Answer-Mode" not in peer.invites["100"]
