"""What a call worker and an agent's browser tell each other, as messages between worker and engine.

    worker ── RingBrowser, AgentHears, BrowserReleased ─▶ engine ─▶ page        page ─▶ engine ── BrowserDid, AgentVoice ─▶ worker

A call has one agent at a time; each message names both, so what is late for the one before is known as such.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class _OfAgent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    attempt_id: str
    agent: str
    """Their name."""


class RingBrowser(_OfAgent, frozen=True):
    """Ring in the agent's browser. `BrowserReleased` follows, whatever happens."""

    ring_s: float
    """So long at most."""
    auto_answer: bool
    """The page is asked to pick up by itself."""
    returnable: bool = False
    """The agent may give the person back to the bot."""


class AgentHears(_OfAgent, frozen=True):
    """What the agent is to hear next: 8 kHz mono s16le."""

    pcm: bytes


class BrowserReleased(_OfAgent, frozen=True):
    """The agent's part in the call is over."""


class BrowserDeed(StrEnum):
    """What an agent, or their browser, did."""

    PICKED_UP = "picked_up"
    DECLINED = "declined"
    KEY = "key"
    """They want to be joined now; see `engine.call.handover.agent_leg.Accept`."""
    GAVE_BACK = "gave_back"
    """They want the bot to go on with the person."""
    HUNG_UP = "hung_up"
    GONE = "gone"
    """The page was closed, or its connection broke."""


class BrowserDid(_OfAgent, frozen=True):
    """The agent did something."""

    deed: BrowserDeed


class AgentVoice(_OfAgent, frozen=True):
    """What the agent says, as it comes: 8 kHz mono s16le, whole samples."""

    pcm: bytes


ToBrowser = RingBrowser | AgentHears | BrowserReleased
FromBrowser = BrowserDid | AgentVoice
