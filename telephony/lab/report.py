"""What a lab process tells: that it is ready, and what each call was like from the phone's side. One JSON object per line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Ending(StrEnum):
    """How a call ended, seen from the phone."""

    CALLER_HUNG_UP = "caller_hung_up"
    CALLER_GAVE_UP = "caller_gave_up"
    """CANCEL while it rang."""
    PHONE_HUNG_UP = "phone_hung_up"
    """The person put the phone down, as the steps say."""
    REFUSED = "refused"
    """Final failure sent, as the phone book says."""
    WAITED_IN_VAIN = "waited_in_vain"
    """A waiting step timed out and the person hung up: the bot did not do what the steps count on."""
    TOO_LONG = "too_long"
    """The phone's `max_call_s` passed."""
    BROKEN = "broken"
    """The lab itself failed; `problem` says how."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Noted(_Message):
    """Something that happened in a call."""

    at_ms: int
    """Since the INVITE arrived."""
    audio_ms: int
    """Audio received until then: the position in the recording."""
    what: str


class Said(_Message):
    """One line of the person, or one piece of a turn with pauses."""

    what: str
    """Its text, the name of its file, or `beep`."""
    at_ms: int
    """Where it begins in the recording: audio sent before it."""
    length_ms: int


class CallReport(_Message):
    """One call, complete."""

    kind: Literal["call"] = "call"
    number: str
    """As dialled."""
    name: str
    call_id: str
    caller_id: str
    ending: Ending
    problem: str | None = None
    """What went otherwise than the phone book says; None if nothing did."""
    events: tuple[Noted, ...] = ()
    heard_bot_ms: int = 0
    """Audible speech of the caller."""
    said_ms: int = 0
    said: tuple[Said, ...] = ()
    digits_received: str = ""
    transferred_to: str = ""
    """Refer-To of a blind transfer; the phone accepts it and nobody is dialled."""
    recording: Path | None = None
    """Stereo WAV: left what the phone said, right what it heard."""


class HouseReady(_Message):
    """The process answers calls now."""

    kind: Literal["ready"] = "ready"
    sip_address: str
    """`host:port`."""
    pid: int


class HouseFailed(_Message):
    """The process cannot start and exits."""

    kind: Literal["failed"] = "failed"
    reason: str


HouseMessage = Annotated[HouseReady | HouseFailed | CallReport, Field(discriminator="kind")]
_MESSAGES: TypeAdapter[HouseReady | HouseFailed | CallReport] = TypeAdapter(HouseMessage)


def parsed(line: bytes) -> HouseReady | HouseFailed | CallReport:
    """The message in one line of a report.

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _MESSAGES.validate_json(line)
