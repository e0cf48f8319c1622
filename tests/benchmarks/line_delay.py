"""Where every millisecond of a line goes, on real calls: SIP, RTP, pjmedia, our queues. No speech models, no second jitter buffer.

    peer (sockets) ── noise, through a Network ──▶ RTP ─▶ jitter buffer ─▶ media clock ─▶ loop      how late, how much is missing
                  ◀── RTP ◀─ media clock ◀─ play() ◀─ loop, at the first loud frame                how soon it can answer

    python -m tests.benchmarks.line_delay               the defaults; --wait-min-ms, --wait-max-ms and --cap-ms try others

What is sent is noise, so each 10 ms of what is heard is found again at its place in it, to the sample.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import FRAME_MS, SAMPLE_RATE_HZ, silence
from telephony.settings import JitterBuffer
from telephony.sip.dialer import SipDialer
from telephony.sip.line import SipLine
from tests.benchmarks.line_networks import NETWORKS
from tests.g711 import alaw_decoded
from tests.integration.telephony.peers import stack_settings, trunk_at, until_media
from tests.integration.telephony.phone import is_loud, square_wave
from tests.integration.telephony.rtp_peer import RtpPeer, running_rtp_peer, talkspurt

Samples = NDArray[np.float64]

BLOCK: Final = SAMPLE_RATE_HZ // 100
REACH_S: Final = 1.0
"""Longest delay looked for."""
LIKENESS: Final = 0.8
"""Of a block to the noise at its place; what is concealed stays below."""
LEAD_MS: Final = 300
"""Before the first packet."""
CALLS: Final = 4
BURSTS: Final = 10
BURST_MS: Final = 100
BURST_GAP_MS: Final = 400


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick of the media clock."""

    at_s: float
    received: bytes
    sent: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one noise."""

    delays_ms: Samples
    """Of every block, from when its packet was sent to the tick that brought it."""
    missing: float
    """Share of blocks that hold nothing of the noise."""


def watched(line: SipLine) -> list[Tick]:
    """Every tick of the line from now on."""
    ticks: list[Tick] = []
    line.link.channel.copy_to(lambda received, sent: ticks.append(Tick(time.monotonic(), received, sent)))
    return ticks


def compare(ticks: Sequence[Tick], noise: Samples, began_s: float) -> Heard:
    """Finds each block of the ticks in the noise whose first packet was sent at `began_s`."""
    delays_ms, missing = list[float](), 0
    lengths = np.sqrt(np.convolve(noise**2, np.ones(BLOCK), "valid"))
    for tick in ticks:
        sending = int((tick.at_s - began_s) * SAMPLE_RATE_HZ)
        first, last = max(0, sending - int(REACH_S * SAMPLE_RATE_HZ)), sending + 2 * BLOCK
        if sending < SAMPLE_RATE_HZ or last + BLOCK > len(noise):
            continue
        frame = np.frombuffer(tick.received, dtype="<i2").astype(np.float64)
        for offset in range(0, len(frame), BLOCK):
            block = frame[offset : offset + BLOCK]
            likeness = np.correlate(noise[first : last + BLOCK], block, "valid")
            likeness /= lengths[first : last + 1] * np.linalg.norm(block) + 1.0
            place = int(likeness.argmax())
            if likeness[place] < LIKENESS:
                missing += 1
            else:
                delays_ms.append((tick.at_s - began_s) * 1000 - (first + place - offset) * 1000 / SAMPLE_RATE_HZ)
    return Heard(np.array(delays_ms), missing / max(1, missing + len(delays_ms)))


async def listen(dialer: SipDialer, peer: RtpPeer, network: str, seconds: int) -> Heard:
    """One call whose far end sends noise through a network."""
    number = f"1{list(NETWORKS).index(network)}"
    line = await dialer.dial(number)
    await until_media(line)
    ticks, chance = watched(line), np.random.default_rng(len(network))
    octets = chance.integers(0, 256, seconds * SAMPLE_RATE_HZ).astype(np.uint8)
    noise = alaw_decoded(octets)
    model, began_ms = NETWORKS[network](1), LEAD_MS + chance.uniform(0, FRAME_MS)
    due = ((model.due_s(packet.at_s + began_ms / 1000), packet) for packet in talkspurt(noise, at_ms=0))
    packets = sorted((replace(packet, at_s=due_s) for due_s, packet in due if due_s is not None), key=lambda packet: packet.at_s)
    began_s = peer.calls[number].play(packets) + began_ms / 1000
    await asyncio.sleep(seconds + LEAD_MS / 1000)
    await line.hang_up()
    return compare(ticks, np.frombuffer(noise, dtype="<i2").astype(np.float64), began_s)


@dataclass(frozen=True, slots=True)
class Answer:
    """One burst answered as soon as it was heard, in milliseconds."""

    in_ms: float
    """Its packet sent, to the tick of the media clock that brought it."""
    loop_ms: float
    """That tick, to the event loop's having the frame."""
    pull_ms: float
    """`play()`, to the tick that takes its first frame."""
    out_ms: float
    """That tick, to the packet's arrival at the peer."""


async def answers(dialer: SipDialer, peer: RtpPeer, number: str) -> list[Answer]:
    """A call in which every burst of the far end is answered by one of ours, as soon as the loop has heard of it."""
    line = await dialer.dial(number)
    await until_media(line)
    ticks, heard_s, burst = watched(line), list[float](), square_wave(BURST_MS)
    stream = (silence(BURST_GAP_MS) + burst) * BURSTS
    await asyncio.sleep(random.uniform(0, FRAME_MS / 1000))  # another phase of the media clock in each call
    began_s = peer.calls[number].play(talkspurt(stream, at_ms=0))
    quiet = True
    async for frame in line.frames():
        if is_loud(frame) and quiet:
            heard_s.append(time.monotonic())
            line.play(burst)
        quiet = not is_loud(frame)
        if len(heard_s) == BURSTS:
            break
    await asyncio.sleep(BURST_GAP_MS / 1000)
    await line.hang_up()
    sent_s = [began_s + (index + 1) * (BURST_GAP_MS + BURST_MS) / 1000 - BURST_MS / 1000 for index in range(BURSTS)]
    in_s = _onsets([(tick.at_s, is_loud(tick.received)) for tick in ticks])
    pulled_s = _onsets([(tick.at_s, is_loud(tick.sent)) for tick in ticks])
    out_s = _onsets([(packet.at_s, len(set(packet.payload)) > 1) for packet in peer.calls[number].arrived])
    moments = zip(sent_s, in_s, heard_s, pulled_s, out_s, strict=True)
    return [Answer(*(1000 * (after - before) for before, after in itertools.pairwise(each))) for each in moments]


def _onsets(course: list[tuple[float, bool]]) -> list[float]:
    """When sound began after silence."""
    return [at_s for (_, before), (at_s, now) in itertools.pairwise(course) if now and not before]


async def measure(buffer: JitterBuffer, networks: Sequence[str], seconds: int) -> tuple[dict[str, Heard], list[Answer]]:
    """Bursts to be answered, then noise through each network; four calls at a time."""
    with running_rtp_peer() as peer:
        dialer = await SipDialer.open(replace(stack_settings(), jitter_buffer=buffer), trunk_at(peer.port))
        try:
            replies = await asyncio.gather(*(answers(dialer, peer, f"2{call}") for call in range(CALLS)))
            heard: dict[str, Heard] = {}
            for start in range(0, len(networks), CALLS):
                names = networks[start : start + CALLS]
                results = await asyncio.gather(*(listen(dialer, peer, name, seconds) for name in names))
                heard |= dict(zip(names, results, strict=True))
            return heard, [reply for each in replies for reply in each]
        finally:
            await dialer.close()


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.1f} / {np.percentile(values, 95):.1f}"


def main() -> None:
    usual = JitterBuffer()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="noise per network")
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--wait-min-ms", type=int, default=usual.wait_min_ms)
    parser.add_argument("--wait-max-ms", type=int, default=usual.wait_max_ms)
    parser.add_argument("--cap-ms", type=int, default=usual.cap_ms)
    arguments = parser.parse_args()
    buffer = JitterBuffer(arguments.wait_min_ms, arguments.wait_max_ms, arguments.cap_ms)
    heard, replies = asyncio.run(measure(buffer, arguments.networks, arguments.seconds))
    write = sys.stdout.write
    write(f"{buffer}\n\n| network | delay mean / p95, ms | missing |\n| --- | --- | --- |\n")
    for network, result in heard.items():
        write(f"| {network} | {_spread(result.delays_ms.tolist())} | {100 * result.missing:.1f} % |\n")
    write("\n| an answer at once, clean | mean / p95, ms |\n| --- | --- |\n")
    write(f"| packet sent → media clock | {_spread([reply.in_ms for reply in replies])} |\n")
    write(f"| media clock → event loop | {_spread([reply.loop_ms for reply in replies])} |\n")
    write(f"| play() → media clock | {_spread([reply.pull_ms for reply in replies])} |\n")
    write(f"| media clock → packet received | {_spread([reply.out_ms for reply in replies])} |\n")


if __name__ == "__main__":
    main()
