"""From a call's events to its spans. Pure.

    call
    ├── ring             dialled → answered, or the end
    ├── understanding    the person's turn ends → it is transcribed and understood, the silence that ends a turn included
    ├── reply            understood → the bot's first frame
    ├── speech           an utterance of the bot
    ├── person           a turn of the person
    ├── lookup           another system is asked
    ├── agent rings, agent
    └── taken over       by a supervisor

All else that happened are moments of the call. Nothing here says what was said, to whom, or which keys were pressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.events import (
    AgentJoined,
    AgentLeft,
    AgentRinging,
    AnswererKnown,
    BotSpoke,
    CallEnded,
    CallEvent,
    ConversationStarted,
    HandedBack,
    LookedUp,
    NodeEntered,
    PersonSpoke,
    PhoneAnswered,
    TakenOver,
)
from engine.outcome import Disposition

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that took no time. `at`: Unix seconds."""

    name: str
    at: float
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that took a while. Unix seconds."""

    name: str
    begin: float
    end: float
    attributes: Mapping[str, Value] = field(default_factory=dict)
    children: tuple[Span, ...] = ()
    moments: tuple[Moment, ...] = ()
    failed: bool = False
    """By our own fault."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """How a call began."""

    attempt_id: str
    campaign: str
    worker: str
    at: float
    """Unix seconds."""


def spans_of(dialled: Dialled, events: Sequence[CallEvent]) -> Span:
    """The whole call, from its being dialled to its `CallEnded`, which is the last of `events`."""
    ended = events[-1]
    assert isinstance(ended, CallEnded)
    given = {
        "callwright.attempt": dialled.attempt_id,
        "callwright.campaign": dialled.campaign,
        "callwright.worker": dialled.worker,
        "callwright.disposition": ended.disposition.value,
        "callwright.cause": ended.cause,
        "sip.status": ended.sip_status,
    }
    return Span(
        name="call",
        begin=dialled.at,
        end=ended.at,
        attributes={name: value for name, value in given.items() if value is not None},
        children=tuple(sorted(_children(dialled, events), key=lambda span: span.begin)),
        moments=tuple(_moments(events)),
        failed=ended.disposition is Disposition.FAILED,
    )


def _children(dialled: Dialled, events: Sequence[CallEvent]) -> Iterator[Span]:
    answered = next((event.at for event in events if isinstance(event, PhoneAnswered)), events[-1].at)
    yield Span("ring", dialled.at, answered)
    audio_at = next((event.at for event in events if isinstance(event, ConversationStarted)), answered)
    understood_at: float | None = None
    for event in events:
        match event:
            case PersonSpoke():
                yield from _turn(event, audio_at)
                understood_at = event.at
            case BotSpoke():
                begin = audio_at + event.started_ms / 1000
                if event.reply_gap_ms is not None and understood_at is not None and understood_at <= begin:
                    yield Span("reply", understood_at, begin, {"node": event.node, "gap_ms": event.reply_gap_ms})
                end = begin + event.played_ms / 1000
                yield Span("speech", begin, end, {"node": event.node, "interrupted": event.interrupted})
            case LookedUp():
                begin, failure = event.at - event.took_ms / 1000, event.failure or ""
                yield Span("lookup", begin, event.at, {"host": event.host, "failure": failure}, failed=bool(failure))
            case _:
                pass
    yield from _between(events)


def _turn(event: PersonSpoke, audio_at: float) -> Iterator[Span]:
    begin, end = (audio_at + ms / 1000 for ms in (event.started_ms, event.ended_ms))
    yield Span("person", begin, end, {"node": event.node})
    # Recognition may begin before the turn is over, so it has a length (`asr_ms`) and no place of its own.
    told: dict[str, Value] = {
        "node": event.node,
        "intent": event.intent or "",
        "confidence": event.confidence,
        "asr_ms": event.asr_ms,
    }
    yield Span("understanding", end, max(end, event.at), told)


def _between(events: Sequence[CallEvent]) -> Iterator[Span]:
    """What one event begins and another one ends; a call's end ends everything."""
    opened: dict[str, float] = {}

    def closed(name: str, at: float) -> Iterator[Span]:
        if name in opened:
            yield Span(name, opened.pop(name), at)

    for event in events:
        match event:
            case AgentRinging():
                opened["agent rings"] = event.at
            case AgentJoined():
                yield from closed("agent rings", event.at)
                opened["agent"] = event.at
            case AgentLeft():
                yield from closed("agent rings", event.at)
                yield from closed("agent", event.at)
            case TakenOver():
                opened["taken over"] = event.at
            case HandedBack():
                yield from closed("taken over", event.at)
            case _:
                pass
    for name in tuple(opened):
        yield from closed(name, events[-1].at)


def _moments(events: Sequence[CallEvent]) -> Iterator[Moment]:
    for event in events:
        match event:
            case PersonSpoke() | BotSpoke() | LookedUp() | CallEnded():
                pass
            case NodeEntered(node=node):
                yield Moment("NodeEntered", event.at, {"node": node})
            case AnswererKnown(answerer=answerer):
                yield Moment("AnswererKnown", event.at, {"answerer": answerer})
            case _:
                yield Moment(type(event).__name__, event.at)
