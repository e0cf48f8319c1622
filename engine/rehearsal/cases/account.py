"""What happened in a call between two steps of a person. Pure; from events alone, so that real calls can be judged as well."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from engine.events import (
    BotSpoke,
    CallbackAsked,
    CallEnded,
    CallEvent,
    Graded,
    NodeEntered,
    PersonSpoke,
    SlotFilled,
    SmsRequested,
    TagAdded,
    TransferStarted,
)
from engine.links.placing import with_link
from engine.markup import plain
from engine.outcome import Grade
from engine.rehearsal.pace import speech_ms
from engine.rehearsal.rehearsed import Happened

Event = TypeVar("Event")

_ONSET_SLACK_MS: Final = 400
"""A turn's onset as the engine heard it, against the time at which the person began."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the customer's record holds at some time of the call."""

    node: str = ""
    tags: tuple[str, ...] = ()
    grade: Grade | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    sms: tuple[str, ...] = ()
    callback: str | None = None
    transferred_to: str | None = None


def record_of(events: Iterable[CallEvent]) -> Record:
    """What these events write down."""
    node, tags, grade, slots, sms = "", dict[str, None](), None, dict[str, str](), list[str]()
    callback = transferred_to = None
    for event in events:
        match event:
            case NodeEntered():
                node = event.node
            case TagAdded():
                tags[event.tag] = None
            case Graded():
                grade = event.grade
            case SlotFilled():
                slots[event.slot] = event.value
            case SmsRequested():
                sms.append(with_link(event.text, event.link or ""))
            case CallbackAsked():
                callback = event.when or event.said
            case TransferStarted():
                transferred_to = event.target
            case _:
                pass
    return Record(node, tuple(tags), grade, slots, tuple(sms), callback, transferred_to)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The call from one step of the person to the next."""

    began_ms: int
    ended_ms: int
    events: tuple[CallEvent, ...]
    """Of this time, and the bot's utterances that sounded in it, wherever they ended."""
    record: Record
    """At its end."""
    language: str

    @property
    def nodes(self) -> tuple[str, ...]:
        """Entered, in order."""
        return tuple(event.node for event in self.of(NodeEntered))

    @property
    def spoken(self) -> str:
        """What was heard of the bot."""
        return " ".join(heard_text(event, self.language) for event in self.of(BotSpoke) if event.played_ms)

    @property
    def reply_gap_ms(self) -> int | None:
        """Of the bot's first answer; None if it answered nothing."""
        return next((event.reply_gap_ms for event in self.of(BotSpoke) if event.reply_gap_ms is not None), None)

    def of(self, kind: type[Event]) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


class Account:
    """A whole call, ready to be cut into stretches."""

    def __init__(self, events: Sequence[Happened], language: str) -> None:
        self._events = tuple(events)
        self._language = language

    @property
    def ended(self) -> CallEnded:
        """How the call ended."""
        return next(happened.event for happened in reversed(self._events) if isinstance(happened.event, CallEnded))

    @property
    def record(self) -> Record:
        """What the call wrote down."""
        return record_of(happened.event for happened in self._events)

    def stretch(self, begin: int, begin_ms: int, end: int | None, end_ms: int) -> Stretch:
        """From the event with index `begin` up to that with index `end`, which are those from `begin_ms` to `end_ms`."""
        inside = tuple(
            happened.event
            for index, happened in enumerate(self._events)
            if (begin <= index and (end is None or index < end)) or _sounded_in(happened, begin_ms, end_ms)
        )
        events = tuple(
            event for event in inside if not (isinstance(event, BotSpoke) and _belongs_elsewhere(event, begin_ms, end_ms))
        )
        record = record_of(happened.event for happened in self._events[:end])
        return Stretch(begin_ms, end_ms, events, record, self._language)

    def stopped_by(self, begin_ms: int, end_ms: int) -> bool:
        """The bot was in an utterance when the person began, and broke it off until they did the next thing."""
        return any(event.interrupted and done_ms <= end_ms for done_ms, event in self._over(begin_ms))

    def spoken_over(self, begin_ms: int) -> bool:
        """The bot was in an utterance when the person began."""
        return bool(self._over(begin_ms))

    def turn(self, began_ms: int, ended_ms: int) -> PersonSpoke | None:
        """What the engine made of words that were said between these times."""
        turns = [happened.event for happened in self._events if isinstance(happened.event, PersonSpoke)]
        of_step = [turn for turn in turns if began_ms - _ONSET_SLACK_MS <= turn.started_ms <= ended_ms]
        return of_step[-1] if of_step else None

    def _over(self, begin_ms: int) -> list[tuple[int, BotSpoke]]:
        """The bot's utterances at a time, each with when it was over."""
        spoken = [(happened.at_ms, happened.event) for happened in self._events if isinstance(happened.event, BotSpoke)]
        return [(done_ms, event) for done_ms, event in spoken if event.started_ms < begin_ms < done_ms]


def heard_text(event: BotSpoke, language: str) -> str:
    """The part of an utterance that was played, as well as its length tells."""
    text = plain(event.text)
    if not event.interrupted:
        return text
    share = min(1.0, event.played_ms / max(1, speech_ms(event.text, language)))
    words = text.split(" ")
    if len(words) > 1:
        return " ".join(words[: math.ceil(len(words) * share)])
    return text[: math.ceil(len(text) * share)]


def _sounded_in(happened: Happened, begin_ms: int, end_ms: int) -> bool:
    event = happened.event
    return isinstance(event, BotSpoke) and event.started_ms < end_ms and happened.at_ms > begin_ms


def _belongs_elsewhere(event: BotSpoke, begin_ms: int, end_ms: int) -> bool:
    """Begun after the stretch, or cut off by the step with which it begins."""
    return event.started_ms >= end_ms or (event.interrupted and event.started_ms < begin_ms)
