"""A call in two or three sentences, for the customer's record: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.outcome import Disposition, Grade


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is worth telling of a call."""

    disposition: Disposition | None
    """None while it lasts."""
    grade: Grade | None
    tags: Sequence[str]
    slots: Mapping[str, str]
    callback: str | None
    duration_ms: int | None


_HOW_IT_ENDED: Final = {
    Disposition.COMPLETED: "Talked to the end",
    Disposition.TRANSFERRED: "Handed over to an agent",
    Disposition.OPTED_OUT: "Asked not to be called again",
    Disposition.PERSON_HUNG_UP: "Hung up before the end",
    Disposition.SILENT: "Answered and said nothing",
    Disposition.VOICEMAIL: "A voicemail answered",
    Disposition.SCREENED: "Call screening did not put the call through",
    Disposition.PHONE_MENU: "A company's menu answered",
    Disposition.FAX: "A fax machine answered",
    Disposition.BUSY: "Busy",
    Disposition.NO_ANSWER: "No answer",
    Disposition.REJECTED: "Declined the call",
    Disposition.NOT_IN_SERVICE: "The number is not in service",
    Disposition.UNREACHABLE: "Could not be reached through the network",
    Disposition.FAILED: "The call failed by a fault of ours",
    Disposition.ABANDONED: "Answered while no agent was free",
    Disposition.DO_NOT_CALL: "Not called: on the do-not-call list",
    Disposition.NOT_CONTACTABLE: "Not called: the policy forbids it",
}
_INTEREST: Final = {
    Grade.A: "accepted",
    Grade.B: "interested",
    Grade.C: "undecided",
    Grade.D: "not interested",
}


def summary(facts: CallFacts) -> str:
    """E.g. `Talked to the end (42 s): interested. Said: day = tomorrow. Tags: price. Wants a call 2026-11-23.`"""
    sentences = [_ending(facts)]
    if facts.slots:
        sentences.append("Said: " + ", ".join(f"{name} = {value}" for name, value in facts.slots.items()))
    if facts.tags:
        sentences.append("Tags: " + ", ".join(facts.tags))
    if facts.callback:
        sentences.append(f"Wants a call: {facts.callback}")
    return " ".join(f"{sentence}." for sentence in sentences)


def _ending(facts: CallFacts) -> str:
    how = _HOW_IT_ENDED[facts.disposition] if facts.disposition else "The call goes on"
    length = f" ({round(facts.duration_ms / 1000)} s)" if facts.duration_ms else ""
    interest = _INTEREST.get(facts.grade) if facts.grade else None
    return how + length + (f": {interest}" if interest else "")
