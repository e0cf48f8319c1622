"""What a supervisor has done to a call that goes on, as messages to the worker that carries it.

Each order is answered by one `OrderAnswered`; what it did to the call is an event of the call.
"""

from __future__ import annotations

import msgspec


class OrderRefused(Exception):
    """An order that cannot be carried out as things stand; the text says why, for the supervisor to read."""


class _Order(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    attempt_id: str
    order_id: int
    """Chosen by who gives it; comes back with the answer."""
    by: str
    """Who gives it, for the records."""


class Whisper(_Order, frozen=True):
    """Say this next."""

    text: str


class ForceNode(_Order, frozen=True):
    """Go on at this node of the script."""

    node: str


class TakeOver(_Order, frozen=True):
    """The supervisor talks with the person: their voice follows as `SupervisorVoice`."""


class HandBack(_Order, frozen=True):
    """The bot talks again."""

    node: str | None = None
    """Where it goes on; None: it asks its open question again."""


class EndCall(_Order, frozen=True):
    """Hang up."""


class ListenIn(_Order, frozen=True):
    """Send both sides as `CallSound` from now on."""


Order = Whisper | ForceNode | TakeOver | HandBack | EndCall | ListenIn


class StopListening(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nobody listens any more."""

    attempt_id: str


class SupervisorVoice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the supervisor who took the call over says, as it comes: 8 kHz mono s16le, whole samples."""

    attempt_id: str
    pcm: bytes


class OrderAnswered(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An order was carried out, or why not."""

    order_id: int
    refusal: str | None = None


class CallSound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What was heard on the line: 8 kHz stereo s16le, left the person, right the bot or who talks in its place."""

    attempt_id: str
    pcm: bytes
