"""How a lead's call ended, and how interested the person is: the two words every campaign report is made of."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """Final outcome of an attempt. Exactly one per attempt, written once."""

    COMPLETED = "completed"
    """The conversation reached an ending of the script."""
    TRANSFERRED = "transferred"
    """Handed over to a human agent."""
    OPTED_OUT = "opted_out"
    """The person asked not to be called again; the number is on the do-not-call list."""
    PERSON_HUNG_UP = "person_hung_up"
    """The person ended the call before the script did."""
    SILENT = "silent"
    """Answered, but nobody ever spoke or pressed a key."""
    VOICEMAIL = "voicemail"
    """A voicemail or answering machine answered."""
    SCREENED = "screened"
    """A call-screening service answered and did not put the call through."""
    PHONE_MENU = "phone_menu"
    """A company's recorded menu or queue answered."""
    FAX = "fax"
    """A fax machine or modem answered: no person has this number."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    """Rang until the ring timeout."""
    REJECTED = "rejected"
    """The person or their phone declined the call."""
    NOT_IN_SERVICE = "not_in_service"
    """The network says, by its cause or by an announcement, that the number does not exist or cannot be reached by it."""
    UNREACHABLE = "unreachable"
    """The trunk or network could not carry the call; the number itself may be fine."""
    FAILED = "failed"
    """Our own fault: a worker died, speech was unavailable, the call could not be placed."""
    ABANDONED = "abandoned"
    """A person answered, and no agent was free in time: they heard the safe-harbour message."""
    DO_NOT_CALL = "do_not_call"
    """Never dialled: the number was on the do-not-call list at dial time."""
    NOT_CONTACTABLE = "not_contactable"
    """Never dialled: the campaign's policy forbids it for good; the lead's refusals say why."""


class HandoverOutcome(StrEnum):
    """What came of a call that was offered to an agent."""

    JOINED = "joined"
    """They talked, and one of them hung up."""
    GIVEN_BACK = "given_back"
    """They talked, and the agent gave the person back to the bot."""
    NO_ANSWER = "no_answer"
    """The agent did not pick up, or pressed no key, in time."""
    DECLINED = "declined"
    """The agent's phone refused, or the agent hung up before they were joined."""
    PERSON_GONE = "person_gone"
    """The person hung up, or wanted no call any more, before they were joined."""
    BROKEN = "broken"
    """The agent's line failed."""
    NO_LINE = "no_line"
    """Our own fault: they could not even be called, as no line was free."""


def broken_off(*, joined: bool) -> HandoverOutcome:
    """Of a call with an agent whose end nobody could tell: whatever carried it died."""
    return HandoverOutcome.BROKEN if joined else HandoverOutcome.PERSON_GONE


class Grade(StrEnum):
    """Intent grade of a customer after a call, best first."""

    A = "A"
    """Strong interest: accepted the offer."""
    B = "B"
    """Interested: asked for details or a call back."""
    C = "C"
    """Undecided: talked, but took no position."""
    D = "D"
    """Not interested."""
    E = "E"
    """Does not want to be called."""
    F = "F"
    """Unreachable: no conversation took place."""
