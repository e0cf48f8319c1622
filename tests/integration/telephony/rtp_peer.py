"""A SIP peer that is only sockets: it answers every call at once, sends exactly the RTP packets it is given, when they are due, and
notes what arrives. No jitter buffer, no clock, no codec: whatever is between its packets and a line's frames is the line's.
"""

from __future__ import annotations

import asyncio
import re
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ
from telephony.lab.relay import Port
from telephony.lab.sdp import Address, audio_address, call_id
from telephony.sip.line import SipLine
from tests.g711 import alaw_encoded
from tests.integration.telephony.peers import dialing, trunk_at, until_media

PCMA: Final = 8
COMFORT_NOISE: Final = 13
"""Static payload type of RFC 3389."""

_COPIED: Final = re.compile(rb"^(?:Via|From|To|Call-ID|CSeq|Record-Route)[ \t]*:.*?\r\n", re.MULTILINE | re.IGNORECASE)
_NUMBER: Final = re.compile(rb"^INVITE sips?:([^@;>]+)@")
_RTP_HEAD: Final = struct.Struct("!BBHII")


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet to send."""

    at_s: float
    """When, counted from the call's `play`."""
    sequence: int
    timestamp: int
    payload: bytes
    payload_type: int = PCMA
    marker: bool = False
    source: int = 0x0CA11
    """SSRC."""

    def encoded(self) -> bytes:
        kind = self.marker << 7 | self.payload_type
        return _RTP_HEAD.pack(0x80, kind, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, self.source) + self.payload


@dataclass(frozen=True, slots=True)
class Arrived:
    """One RTP packet that came."""

    at_s: float
    """`time.monotonic`."""
    timestamp: int
    payload: bytes


class RtpCall:
    """The audio of one answered call."""

    def __init__(self, to: Address) -> None:
        self.arrived: list[Arrived] = []
        self.began_s = 0.0
        """The moment (`time.monotonic`) from which the packets of the last `play` count."""
        self._to = to
        self._port = Port(self._take)

    @property
    def address(self) -> Address:
        """Where this side wants its audio."""
        return self._port.address

    def play(self, packets: Iterable[Packet]) -> float:
        """Has each packet sent when it is due, in this order; returns the moment (`time.monotonic`) from which they count."""
        self.began_s, began_loop_s = time.monotonic(), asyncio.get_running_loop().time()
        self._send_due(deque(packets), began_loop_s)
        return self.began_s

    def close(self) -> None:
        self._port.close()

    def _send_due(self, packets: deque[Packet], began_s: float) -> None:
        # One timer at a time: the loop runs timers of one moment in any order.
        loop = asyncio.get_running_loop()
        while packets and began_s + packets[0].at_s <= loop.time():
            self._port.send(packets.popleft().encoded(), self._to)
        if packets:
            loop.call_at(began_s + packets[0].at_s, self._send_due, packets, began_s)

    def _take(self, packet: bytes, _: Address) -> None:
        timestamp = _RTP_HEAD.unpack_from(packet)[3]
        self.arrived.append(Arrived(time.monotonic(), timestamp, packet[_RTP_HEAD.size :]))


class RtpPeer:
    """Answers INVITEs on one SIP address; each call is kept under the number that was dialled."""

    def __init__(self) -> None:
        self.calls: dict[str, RtpCall] = {}
        self.invites: dict[str, str] = {}
        """The latest INVITE to each number, as it came."""
        self._by_call_id: dict[bytes, RtpCall] = {}
        self._port = Port(self._take)

    @property
    def port(self) -> int:
        """Where calls arrive."""
        return self._port.address[1]

    def close(self) -> None:
        self._port.close()
        for call in self.calls.values():
            call.close()

    def _take(self, message: bytes, caller: Address) -> None:
        if message.startswith(b"INVITE "):
            self._reply(message, caller, _sdp(self._call_of(message).address))
        elif message.startswith(b"BYE "):
            self._reply(message, caller)

    def _call_of(self, invite: bytes) -> RtpCall:
        name, to, number = call_id(invite), audio_address(invite), _NUMBER.match(invite)
        assert name is not None
        assert to is not None
        assert number is not None
        self.invites[number[1].decode("ascii")] = invite.decode("utf-8")
        if name not in self._by_call_id:
            self._by_call_id[name] = self.calls[number[1].decode("ascii")] = RtpCall(to)
        return self._by_call_id[name]

    def _reply(self, request: bytes, to: Address, sdp: bytes = b"") -> None:
        host, port = self._port.address
        lines = [_with_tag(match[0]) for match in _COPIED.finditer(request)]
        lines.append(f"Contact: <sip:peer@{host}:{port}>\r\n".encode("ascii"))
        if sdp:
            lines.append(b"Content-Type: application/sdp\r\n")
        lines.append(b"Content-Length: %d\r\n\r\n" % len(sdp))
        self._port.send(b"SIP/2.0 200 OK\r\n" + b"".join(lines) + sdp, to)


def _with_tag(line: bytes) -> bytes:
    is_to = line[:2].lower() == b"to"
    return line.rstrip() + b";tag=peer\r\n" if is_to and b";tag=" not in line else line


def _sdp(address: Address) -> bytes:
    host, port = address
    lines = (
        "v=0",
        f"o=- 1 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {PCMA} {COMFORT_NOISE}",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:13 CN/8000",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def talkspurt(pcm: bytes, *, at_ms: int, sequence: int = 0, source: int = 0x0CA11) -> list[Packet]:
    """A packet for each 20 ms of sound, the first one marked; `at_ms` is also where their timestamps begin."""
    octets, size = alaw_encoded(pcm), FRAME_BYTES // SAMPLE_BYTES
    return [
        Packet(
            at_s=at_ms / 1000 + index * FRAME_MS / 1000,
            sequence=sequence + index,
            timestamp=at_ms * SAMPLE_RATE_HZ // 1000 + index * size,
            payload=octets[index * size : (index + 1) * size],
            marker=index == 0,
            source=source,
        )
        for index in range(len(octets) // size)
    ]


def comfort_noise(*, from_ms: int, to_ms: int, every_ms: int, sequence: int) -> list[Packet]:
    """What RFC 3389 sends in place of silence: one octet of level, -64 dBov, every so often."""
    return [
        Packet(at_ms / 1000, sequence + index, at_ms * SAMPLE_RATE_HZ // 1000, b"\x40", payload_type=COMFORT_NOISE)
        for index, at_ms in enumerate(range(from_ms, to_ms, every_ms))
    ]


@contextmanager
def running_rtp_peer() -> Iterator[RtpPeer]:
    """A peer in this process and loop."""
    peer = RtpPeer()
    try:
        yield peer
    finally:
        peer.close()


@dataclass(frozen=True, slots=True)
class Talk:
    """An answered call between a line of ours and a peer."""

    line: SipLine
    call: RtpCall

    async def heard(self, packets: list[Packet], ms: int) -> bytes:
        """So much audio of the line, from the moment at which the packets begin."""
        frames = self.line.frames()
        await anext(frames)
        while self.line.link.channel.take() is not None:
            pass
        self.call.play(packets)
        return b"".join([await anext(frames) for _ in range(ms // FRAME_MS)])


@asynccontextmanager
async def talking() -> AsyncIterator[Talk]:
    """One call, its audio path up."""
    async with all_talking(1) as (talk,):
        yield talk


@asynccontextmanager
async def all_talking(calls: int) -> AsyncIterator[Sequence[Talk]]:
    """Several calls at once, their audio paths up."""
    with running_rtp_peer() as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            talks = list[Talk]()
            for number in map(str, range(100, 100 + calls)):
                line = await dialer.dial(number)
                await until_media(line)
                talks.append(Talk(line, peer.calls[number]))
            yield talks
