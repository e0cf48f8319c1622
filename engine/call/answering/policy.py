"""What the bot does about each kind of answerer. Pure; the campaign's `answering` settings choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.call.answering.verdict import Answerer
from engine.settings import AnsweringSection


class Reaction(StrEnum):
    TALK = "talk"
    """Go on with the script."""
    LEAVE_MESSAGE = "leave_message"
    """Wait for the beep, say the script's `voicemail` message, hang up; without such a message, hang up."""
    INTRODUCE = "introduce"
    """Say who calls and why (the script's `screening` message, or else its opening), then wait for the person."""
    HANG_UP = "hang_up"
    RETRY_LATER = "retry_later"
    """Hang up, and note after how long the number may be called again."""


@dataclass(frozen=True, slots=True)
class AnsweringPolicy:
    """One campaign's reactions."""

    voicemail: Reaction = Reaction.LEAVE_MESSAGE
    screening: Reaction = Reaction.INTRODUCE
    menu: Reaction = Reaction.HANG_UP
    silence: Reaction = Reaction.TALK
    retry_after_s: int = 4 * 3600
    screening_wait_s: int = 40
    """Longest wait for the person after the introduction."""

    def reaction(self, answerer: Answerer) -> Reaction:
        """To a verdict. Nobody talks with a fax or an announcement."""
        match answerer:
            case Answerer.HUMAN:
                return Reaction.TALK
            case Answerer.VOICEMAIL:
                return self.voicemail
            case Answerer.SCREENING:
                return self.screening
            case Answerer.MENU:
                return self.menu
            case Answerer.SILENCE:
                return self.silence
            case Answerer.FAX | Answerer.ANNOUNCEMENT:
                return Reaction.HANG_UP

    def retry_after(self, answerer: Answerer | None) -> int | None:
        """Seconds until the number may be called again; None if the campaign says nothing of it."""
        again = answerer is not None and self.reaction(answerer) is Reaction.RETRY_LATER
        return self.retry_after_s if again else None


def policy_of(section: AnsweringSection) -> AnsweringPolicy:
    """The policy that a campaign's settings describe."""
    return AnsweringPolicy(
        voicemail=Reaction(section.voicemail),
        screening=Reaction(section.screening),
        menu=Reaction(section.menu),
        silence=Reaction(section.silence),
        retry_after_s=section.retry_after_s,
        screening_wait_s=section.screening_wait_s,
    )
