"""Messages between the engine and its call workers."""

from __future__ import annotations

import msgspec

from engine.events import CallEvent


class PlaceCall(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Dial this lead now; the worker has a free line, the attempt is in the store."""

    attempt_id: str
    number: str
    """E.164, with `+`."""
    caller_id: str | None
    variables: dict[str, str]
    """The lead's columns, for the script's placeholders."""


class HangUpCall(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """End this call; its `CallEnded` follows."""

    attempt_id: str


class Shutdown(msgspec.Struct, frozen=True, tag=True):
    """Hang up what is left and exit."""


ToWorker = PlaceCall | HangUpCall | Shutdown


class WorkerReady(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """SIP is up (registered, if the trunk wants it), prompts are at hand: calls may be placed."""

    pid: int
    sip_address: str


class WorkerFailed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker cannot start and exits: a port in use, a wrong password, no route to the trunk."""

    reason: str


FromWorker = WorkerReady | WorkerFailed | CallEvent
