"""Agents' pages that take calls: which are open, which rings, and what passes between a page and the worker of its call.

worker ── RingBrowser, AgentHears, BrowserReleased ─▶ Phones ─▶ Phone ── told() ─▶ page
worker ◀─ BrowserDid, AgentVoice ──────────────────── Phone ◀─ did, speak ──────── page

idle ─▶ ringing ─▶ picked_up (hears the summary) ─▶ joined ─▶ idle      or back to idle from anywhere, when the call lets go of it
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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
from engine.live.feed import Told

SOUND_WAITING_MAX: Final = 25
"""Packets of 40 ms: a page that is a second behind loses the oldest."""


class PhoneInUse(Exception):
    """Another page of the same agent is in a call."""


class PhoneState(StrEnum):
    """What a page shows."""

    IDLE = "idle"
    RINGING = "ringing"
    PICKED_UP = "picked_up"
    """The agent hears whom they get."""
    JOINED = "joined"
    """They and the person hear each other."""
    REPLACED = "replaced"
    """Calls come to a page that was opened later."""


@dataclass(frozen=True, slots=True)
class PhoneTold:
    """The page's phone is in another state."""

    state: PhoneState
    ring_s: float = 0.0
    """So long it rings at most."""
    auto_answer: bool = False
    """The page is to pick up by itself."""
    returnable: bool = False
    """The agent may give the person back to the bot, once they are joined."""


class Phone:
    """One open page. Methods belong to the loop."""

    def __init__(self, agent: str, send: Callable[[FromBrowser], None]) -> None:
        """Args:
        agent: whose.
        send: to the worker of the call.
        """
        self._agent = agent
        self._send = send
        self._waiting: deque[PhoneTold | bytes] = deque([PhoneTold(PhoneState.IDLE)])
        self._sounds = 0
        self._more = asyncio.Event()
        self._state = PhoneState.IDLE
        self.attempt_id: str | None = None
        """Of the call that has it."""
        self._free = asyncio.Event()
        self._free.set()

    async def told(self) -> AsyncIterator[PhoneTold | bytes]:
        """What the page is told: changes, and sound (8 kHz mono s16le). Ends when another page has taken its place."""
        while True:
            while self._waiting:
                one = self._waiting.popleft()
                self._sounds -= isinstance(one, bytes)
                yield one
                if isinstance(one, PhoneTold) and one.state is PhoneState.REPLACED:
                    return
            self._more.clear()
            await self._more.wait()

    @property
    def waiting(self) -> int:
        """So much is still to be told."""
        return len(self._waiting)

    def did(self, deed: BrowserDeed) -> None:
        """The agent has done something; without a call it means nothing."""
        if self.attempt_id is None:
            return
        self._send(BrowserDid(attempt_id=self.attempt_id, agent=self._agent, deed=deed))
        if deed is BrowserDeed.PICKED_UP and self._state is PhoneState.RINGING:
            self._enter(PhoneTold(PhoneState.PICKED_UP))

    def speak(self, pcm: bytes) -> None:
        """What the agent says: 8 kHz mono s16le, whole samples. Before they have picked up, nobody hears it."""
        if self.attempt_id is not None and self._state in (PhoneState.PICKED_UP, PhoneState.JOINED):
            self._send(AgentVoice(attempt_id=self.attempt_id, agent=self._agent, pcm=pcm))

    def ring(self, call: RingBrowser) -> None:
        """It rings."""
        self.attempt_id = call.attempt_id
        self._free.clear()
        self._enter(PhoneTold(PhoneState.RINGING, call.ring_s, call.auto_answer, call.returnable))

    def hear(self, pcm: bytes) -> None:
        """Sound for the agent; who is a second behind loses the oldest."""
        if self._sounds == SOUND_WAITING_MAX:
            self._waiting.remove(next(one for one in self._waiting if isinstance(one, bytes)))
            self._sounds -= 1
        self._sounds += 1
        self._put(pcm)

    def join(self) -> None:
        """The person is there."""
        self._enter(PhoneTold(PhoneState.JOINED))

    def release(self) -> None:
        """The call has let go of it."""
        self.attempt_id = None
        self._free.set()
        self._enter(PhoneTold(PhoneState.IDLE))

    async def heard_out(self) -> None:
        """Returns once the call that has it now lets go of it."""
        await self._free.wait()

    def replace(self) -> None:
        """Another page takes the calls from now on."""
        self._enter(PhoneTold(PhoneState.REPLACED))

    def _enter(self, told: PhoneTold) -> None:
        self._state = told.state
        self._put(told)

    def _put(self, one: PhoneTold | bytes) -> None:
        self._waiting.append(one)
        self._more.set()


class Phones:
    """Of all agents whose pages this process serves; one page each."""

    def __init__(self, send: Callable[[FromBrowser], None]) -> None:
        """`send`: to the worker of the call; nowhere once it is over."""
        self._send = send
        self._phones: dict[str, Phone] = {}

    def open(self, agent: str) -> bool:
        """Whether the agent can be rung."""
        return agent in self._phones

    @contextmanager
    def opened(self, agent: str) -> Iterator[Phone]:
        """The agent's page while the block runs; the page that was opened last is rung. Leaving it in a call loses the call.

        Raises:
            PhoneInUse: another page of theirs is in a call.
        """
        other = self._phones.get(agent)
        if other is not None and other.attempt_id is not None:
            raise PhoneInUse("you are in a call on another page")
        if other is not None:
            other.replace()
        phone = self._phones[agent] = Phone(agent, self._send)
        try:
            yield phone
        finally:
            phone.did(BrowserDeed.GONE)
            if self._phones.get(agent) is phone:
                del self._phones[agent]

    def take(self, told: ToBrowser) -> None:
        """Something from a worker."""
        phone = self._phones.get(told.agent)
        if isinstance(told, RingBrowser):
            if phone is None or phone.attempt_id is not None:
                self._send(BrowserDid(attempt_id=told.attempt_id, agent=told.agent, deed=BrowserDeed.GONE))
            else:
                phone.ring(told)
        elif phone is not None and phone.attempt_id == told.attempt_id:
            match told:
                case AgentHears(pcm=pcm):
                    phone.hear(pcm)
                case BrowserReleased():
                    phone.release()

    def happened(self, told: Told) -> None:
        """What the feed tells."""
        match told.event:
            case AgentJoined(attempt_id=attempt_id):
                for phone in self._of(attempt_id):
                    phone.join()
            case CallEnded(attempt_id=attempt_id):  # its worker may have died without a word
                for phone in self._of(attempt_id):
                    phone.release()
            case _:
                pass

    def _of(self, attempt_id: str) -> list[Phone]:
        return [phone for phone in self._phones.values() if phone.attempt_id == attempt_id]
