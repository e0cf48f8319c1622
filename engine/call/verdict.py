"""The final disposition of a call and its cause, from how it ended and what happened in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from engine.call.answering.network import NetworkMessage
from engine.call.answering.verdict import Answerer, Judgement
from engine.outcome import Disposition
from telephony.causes import HangupCause
from telephony.line import HungUp

NOT_RECOGNIZED: Final = "speech could not be recognized"
"""The cause of a call that was ended because recognition failed turn after turn."""


class Ending(Enum):
    """How far the conversation came."""

    UNFINISHED = auto()
    """The script was still going on."""
    FINISHED = auto()
    """The script reached an ending."""
    TRANSFERRED = auto()
    """The peer accepted a transfer, or the person was joined with an agent."""
    ABANDONED = auto()
    """No agent was free for the person in time."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What came of a conversation; by default of one that never began."""

    verdict: Judgement | None = None
    """Answer supervision's last word; before answer, what was made of early media."""
    heard_person: bool = False
    """Words were understood or a key was pressed."""
    opted_out: bool = False
    """The person asked not to be called again."""
    script_ended: bool = False
    """The script reached an ending, though its last words may not have been heard."""
    ended_deaf: bool = False
    """The script ended when recognition had failed, and nothing was understood since."""
    retry_after_s: int | None = None
    """When the number may be called again, if the campaign's policy for who answered says so."""
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """What matters of a call for how it ended."""

    answered: bool
    ending: Ending
    talk: Talk
    had_agent: bool = False
    """An agent was joined with the person, and the bot had them again."""
    failure: str | None = None
    """What of ours broke."""
    cut_off: str | None = None
    """Why the call was ended from outside."""

    @property
    def given_up(self) -> bool:
        """The call ended because nothing could be recognized."""
        return self.talk.ended_deaf and self.ending is Ending.FINISHED

    @property
    def failed(self) -> bool:
        """We broke the call off, or something of ours broke."""
        broken_off = self.cut_off is not None and self.ending is Ending.UNFINISHED
        return self.failure is not None or self.given_up or broken_off


_MACHINES = {
    Answerer.VOICEMAIL: Disposition.VOICEMAIL,
    Answerer.SCREENING: Disposition.SCREENED,
    Answerer.MENU: Disposition.PHONE_MENU,
    Answerer.FAX: Disposition.FAX,
}
_ANNOUNCED = {
    NetworkMessage.NO_SUCH_NUMBER: Disposition.NOT_IN_SERVICE,
    NetworkMessage.CONGESTION: Disposition.UNREACHABLE,
    NetworkMessage.ABSENT: Disposition.UNREACHABLE,
}
_UNSURE = frozenset(
    {
        HangupCause.NO_ANSWER,
        HangupCause.UNREACHABLE,
        HangupCause.TIMEOUT,
        HangupCause.CANCELLED,
        HangupCause.SERVICE_UNAVAILABLE,
        HangupCause.NORMAL,
    }
)
"""Causes that networks send after all sorts of announcements: what the announcement says is more to the point."""

_UNANSWERED = {
    HangupCause.BUSY: Disposition.BUSY,
    HangupCause.NO_ANSWER: Disposition.NO_ANSWER,
    HangupCause.REJECTED: Disposition.REJECTED,
    HangupCause.NOT_IN_SERVICE: Disposition.NOT_IN_SERVICE,
}


def disposition(story: Story, hung_up: HungUp) -> Disposition:
    """Decides; an opt-out wins over everything, a machine over whatever it was taken to have said."""
    talk = story.talk
    if talk.opted_out:
        return Disposition.OPTED_OUT
    if story.failed:
        return Disposition.FAILED
    announced = _announced(talk.verdict)
    if not story.answered:
        if announced and hung_up.cause in _UNSURE:
            return announced
        return _UNANSWERED.get(hung_up.cause, _unreachable_or_failed(hung_up))
    if announced:
        return announced
    if talk.verdict and talk.verdict.answerer in _MACHINES:
        return _MACHINES[talk.verdict.answerer]
    if story.ending is Ending.TRANSFERRED:
        return Disposition.TRANSFERRED
    if story.ending is Ending.ABANDONED:
        return Disposition.ABANDONED
    if not (talk.heard_person or story.had_agent):
        return Disposition.SILENT if hung_up.by_us else Disposition.PERSON_HUNG_UP
    return Disposition.COMPLETED if story.ending is Ending.FINISHED else Disposition.PERSON_HUNG_UP


def cause(story: Story, hung_up: HungUp) -> str:
    """Why the call ended, for operators: what of ours ended it; else the network's word."""
    return story.failure or story.cut_off or (NOT_RECOGNIZED if story.given_up else hung_up.cause.value)


def _announced(verdict: Judgement | None) -> Disposition | None:
    """What the network's announcement means; one that nobody could make out says that the call did not get through."""
    if verdict is None or verdict.answerer is not Answerer.ANNOUNCEMENT:
        return None
    return _ANNOUNCED.get(verdict.message or NetworkMessage.UNKNOWN, Disposition.UNREACHABLE)


def _unreachable_or_failed(hung_up: HungUp) -> Disposition:
    return Disposition.FAILED if hung_up.sip_status is None else Disposition.UNREACHABLE
