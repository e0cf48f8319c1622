"""Who can answer a call, and which verdict may follow which. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.call.answering.network import NetworkMessage


class Answerer(StrEnum):
    HUMAN = "human"
    VOICEMAIL = "voicemail"
    SCREENING = "screening"
    """A service that asks who calls and why before it puts the call through."""
    MENU = "menu"
    """Recorded voices of a company: "press one", "please stay on the line"."""
    ANNOUNCEMENT = "announcement"
    """The network speaks: not in service, all circuits busy."""
    FAX = "fax"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who is on the line, and why we think so."""

    answerer: Answerer
    reason: str
    message: NetworkMessage | None = None
    """Of an announcement."""


_A = Answerer
REVISIONS: Final = MappingProxyType(
    {
        _A.SILENCE: frozenset(_A) - {_A.SILENCE},
        _A.HUMAN: frozenset({_A.VOICEMAIL, _A.SCREENING, _A.MENU, _A.ANNOUNCEMENT, _A.FAX}),
        # They connect to each other: a screened call ends in a mailbox or with a person, a menu in either.
        _A.SCREENING: frozenset({_A.HUMAN, _A.VOICEMAIL, _A.ANNOUNCEMENT}),
        _A.MENU: frozenset({_A.HUMAN, _A.VOICEMAIL, _A.SCREENING, _A.ANNOUNCEMENT}),
        # "The number you have dialled" may go on to "is not available, please leave a message".
        _A.ANNOUNCEMENT: frozenset({_A.VOICEMAIL, _A.SCREENING}),
        # Somebody picks up while their machine speaks, or a screening service sounded like one; "you have reached" may go on to
        # "a number that is no longer in service".
        _A.VOICEMAIL: frozenset({_A.HUMAN, _A.SCREENING, _A.ANNOUNCEMENT}),
        _A.FAX: frozenset[Answerer](),
    }
)
"""From a verdict to those that later evidence may put in its place; from no verdict, to any."""
