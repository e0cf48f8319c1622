"""The final disposition of a call, from how it ended and what happened in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from engine.outcome import Disposition
from telephony.causes import HangupCause
from telephony.line import HungUp


class Ending(Enum):
    """How far the conversation came."""

    UNFINISHED = auto()
    """The script was still going on."""
    FINISHED = auto()
    """The script reached an ending."""
    TRANSFERRED = auto()
    """The peer accepted a transfer."""


@dataclass(frozen=True, slots=True)
class Story:
    """What matters of a conversation for its disposition."""

    answered: bool
    ending: Ending
    opted_out: bool
    machine: bool
    """Answer supervision's last word was voicemail."""
    heard_person: bool
    """Words were understood or a key was pressed."""
    failed: bool
    """We broke the call off, or something of ours broke."""


_UNANSWERED = {
    HangupCause.BUSY: Disposition.BUSY,
    HangupCause.NO_ANSWER: Disposition.NO_ANSWER,
    HangupCause.REJECTED: Disposition.REJECTED,
    HangupCause.NOT_IN_SERVICE: Disposition.NOT_IN_SERVICE,
}


def disposition(story: Story, hung_up: HungUp) -> Disposition:
    """Decides; an opt-out wins over everything, a machine over whatever it was taken to have said."""
    if story.opted_out:
        return Disposition.OPTED_OUT
    if story.failed:
        return Disposition.FAILED
    if not story.answered:
        return _UNANSWERED.get(hung_up.cause, _unreachable_or_failed(hung_up))
    if story.machine:
        return Disposition.VOICEMAIL
    if story.ending is Ending.TRANSFERRED:
        return Disposition.TRANSFERRED
    if not story.heard_person:
        return Disposition.SILENT if hung_up.by_us else Disposition.PERSON_HUNG_UP
    return Disposition.COMPLETED if story.ending is Ending.FINISHED else Disposition.PERSON_HUNG_UP


def _unreachable_or_failed(hung_up: HungUp) -> Disposition:
    return Disposition.FAILED if hung_up.sip_status is None else Disposition.UNREACHABLE
