"""A bad network in front of lab phones: SIP passes as it is, RTP is lost and delayed by a seeded model.

    caller ◀─ SIP ─▶ front ◀─ SIP, the addresses in the SDP changed ─▶ lab phones
           ◀─ RTP ─▶ port │ Wire │ port ◀─ RTP ─▶

A relay of our own because it needs no root and no kernel module (tc netem does) and leaves signalling alone. Requests after the
first go directly between Contacts, and RTCP directly to the ports in the SDP's `a=rtcp`.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import itertools
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from telephony.lab.house import LOOPBACK
from telephony.lab.impairment import Impairment, Wire
from telephony.lab.sdp import Address, audio_address, call_id, redirected

PACKET_BYTES_MAX: Final = 65_535

Deliver = Callable[[bytes, Address], None]


class Port:
    """A UDP socket on the loopback interface that hands over what arrives."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self._socket.setblocking(False)
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    @property
    def address(self) -> Address:
        host, port = self._socket.getsockname()
        return host, port

    def send(self, packet: bytes, to: Address) -> None:
        """Sends at once; what the system cannot take is lost, as on a network."""
        try:
            self._socket.sendto(packet, to)
        except OSError:
            return

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        while True:
            try:
                packet, sender = self._socket.recvfrom(PACKET_BYTES_MAX)
            except BlockingIOError:
                return
            except ConnectionError:  # the last packet met a closed port
                continue
            self._deliver(packet, sender)


class Lane:
    """One direction of one call's audio: packets on their way along a wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._loop = asyncio.get_running_loop()
        self._count = itertools.count()
        self._underway: list[tuple[float, int, Callable[[], None]]] = []

    def carry(self, deliver: Callable[[], None]) -> None:
        """Calls `deliver` when the packet at hand arrives, if it does; packets due at the same moment arrive in their order."""
        due_s = self._wire.due_s(self._loop.time())
        if due_s is not None:
            heapq.heappush(self._underway, (due_s, next(self._count), deliver))
            self._loop.call_at(due_s, self._arrive)  # the loop runs timers of one moment in any order

    def _arrive(self) -> None:
        _, _, deliver = heapq.heappop(self._underway)
        deliver()


class Audio:
    """The audio of one call, both directions."""

    def __init__(self, impairment: Impairment, seed: int) -> None:
        self._lanes = (Lane(Wire(impairment, seed)), Lane(Wire(impairment, seed + 1)))
        self.caller: Address | None = None
        """Where the caller wants its audio."""
        self.callee: Address | None = None
        self.from_caller = Port(self._to_callee)
        self.from_callee = Port(self._to_caller)

    def close(self) -> None:
        self.from_caller.close()
        self.from_callee.close()

    def _to_callee(self, packet: bytes, _: Address) -> None:
        # Each side gets its packets from the port it sends to: symmetric RTP.
        self._pass_on(packet, self._lanes[0], self.from_callee, self.callee)

    def _to_caller(self, packet: bytes, _: Address) -> None:
        self._pass_on(packet, self._lanes[1], self.from_caller, self.caller)

    def _pass_on(self, packet: bytes, lane: Lane, port: Port, to: Address | None) -> None:
        if to is not None:
            lane.carry(lambda: port.send(packet, to))


@dataclass(slots=True)
class _Calls:
    """The audio of every call of this relay; kept until it closes."""

    impairment: Impairment
    seeds: Iterator[int]
    audio: dict[bytes, Audio] = field(default_factory=dict)

    def of(self, packet: bytes) -> Audio | None:
        """The call that a message with SDP belongs to."""
        name = call_id(packet)
        if name is None or audio_address(packet) is None:
            return None
        if name not in self.audio:
            self.audio[name] = Audio(self.impairment, next(self.seeds))
        return self.audio[name]


class Relay:
    """Stands for one SIP address. Made, used and closed in one event loop."""

    def __init__(self, upstream: Address, impairment: Impairment, *, seed: int = 0) -> None:
        self._upstream = upstream
        self._front = Port(self._from_caller)
        self._backs: dict[Address, Port] = {}
        self._calls = _Calls(impairment, itertools.count(seed * 1_000_000, 2))

    @property
    def address(self) -> Address:
        """Where callers find the phones."""
        return self._front.address

    def close(self) -> None:
        for port in (self._front, *self._backs.values()):
            port.close()
        for audio in self._calls.audio.values():
            audio.close()

    def _from_caller(self, packet: bytes, caller: Address) -> None:
        if caller not in self._backs:
            self._backs[caller] = Port(lambda answer, _: self._from_callee(answer, caller))
        if audio := self._calls.of(packet):
            audio.caller = audio_address(packet)
            packet = redirected(packet, audio.from_callee.address)
        self._backs[caller].send(packet, self._upstream)

    def _from_callee(self, packet: bytes, caller: Address) -> None:
        if audio := self._calls.of(packet):
            audio.callee = audio_address(packet)
            packet = redirected(packet, audio.from_caller.address)
        self._front.send(packet, caller)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m telephony.lab.relay", description="A bad network in front of lab phones.")
    parser.add_argument("upstream", nargs="+", help="HOST:PORT of the phones; a relay for each")
    parser.add_argument("--loss", type=float, default=0.0, help="share of RTP packets lost")
    parser.add_argument("--delay-ms", type=float, default=0.0, help="mean delay of RTP packets")
    parser.add_argument("--jitter-ms", type=float, default=0.0, help="delays vary by this much around the mean")
    parser.add_argument("--reorder", action="store_true", help="packets may overtake each other")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    """Prints the relays' addresses as one JSON line, then works until standard input closes or SIGTERM comes."""
    impairment = Impairment(arguments.loss, arguments.delay_ms, arguments.jitter_ms, keep_order=not arguments.reorder)
    relays = [Relay(_address(text), impairment, seed=arguments.seed + index) for index, text in enumerate(arguments.upstream)]
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    loop.add_reader(sys.stdin, lambda: None if sys.stdin.readline() else stop.set())
    sys.stdout.write(json.dumps([f"{host}:{port}" for host, port in (relay.address for relay in relays)]) + "\n")
    sys.stdout.flush()
    await stop.wait()
    for relay in relays:
        relay.close()


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)


if __name__ == "__main__":
    asyncio.run(_run(_arguments()))
