"""The calls that go on, as a wall shows them: folded from the feed, one value per call. Pure but for being kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

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
    MarkedForReview,
    NodeEntered,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
    TakenOver,
    TransferRefused,
    TransferStarted,
)
from engine.live.alerts import Alert, CallAlerts
from engine.live.feed import CallDialled, Told

EVENTS_KEPT: Final = 500
"""Of each call, for who opens its page in the middle."""


class CallState(StrEnum):
    """What goes on."""

    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    TALKING = "talking"
    TRANSFERRING = "transferring"
    WITH_AGENT = "with_agent"
    TAKEN_OVER = "taken_over"
    """A supervisor talks."""


_STATES: Final[dict[type[CallEvent], CallState]] = {
    PhoneRinging: CallState.RINGING,
    PhoneAnswered: CallState.ANSWERED,
    ConversationStarted: CallState.TALKING,
    TransferStarted: CallState.TRANSFERRING,
    AgentRinging: CallState.TRANSFERRING,
    AgentJoined: CallState.WITH_AGENT,
    AgentLeft: CallState.TALKING,
    TransferRefused: CallState.TALKING,
    TakenOver: CallState.TAKEN_OVER,
    HandedBack: CallState.TALKING,
}


@dataclass(slots=True)
class LiveCall:
    """One call that goes on."""

    campaign_id: int
    campaign: str
    attempt_id: str
    number: str
    worker: str
    since: float
    """When it was dialled, Unix seconds; from `PhoneAnswered` on, when it was answered."""
    state: CallState = CallState.DIALLING
    answerer: str = ""
    node: str = ""
    last_words: str = ""
    by_person: bool = False
    """Who spoke last."""
    held_by: str = ""
    """The supervisor who talks."""
    marked: bool = False
    alerts: CallAlerts = field(default_factory=CallAlerts)
    events: deque[CallEvent] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))

    def take(self, event: CallEvent) -> None:
        """Its next event."""
        self.events.append(event)
        self.alerts.take(event)
        self.state = _STATES.get(type(event), self.state)
        match event:
            case PhoneAnswered():
                self.since = event.at
            case AnswererKnown(answerer=answerer):
                self.answerer = answerer
            case NodeEntered(node=node):
                self.node = node
            case PersonSpoke(text=text):
                self.last_words, self.by_person = text, True
            case BotSpoke(text=text):
                self.last_words, self.by_person = text, False
            case TakenOver(by=by):
                self.held_by = by
            case HandedBack():
                self.held_by = ""
            case MarkedForReview():
                self.marked = True
            case _:
                pass

    def alerts_at(self, now: float) -> tuple[Alert, ...]:
        """What a supervisor should look at."""
        return self.alerts.at(now)


class LiveCalls:
    """All calls that go on, by attempt."""

    def __init__(self) -> None:
        self._calls: dict[str, LiveCall] = {}

    def take(self, told: Told) -> None:
        """What the feed tells."""
        event = told.event
        if isinstance(event, CallDialled):
            self._calls[event.attempt_id] = LiveCall(
                told.campaign_id, told.campaign, event.attempt_id, event.number, event.worker, event.at
            )
        elif isinstance(event, CallEnded):
            self._calls.pop(event.attempt_id, None)
        elif isinstance(event, CallEvent) and (call := self._calls.get(event.attempt_id)):
            call.take(event)

    def forget(self, campaign_id: int) -> None:
        """The campaign's run is over, however it ended: it has no calls any more."""
        self._calls = {name: call for name, call in self._calls.items() if call.campaign_id != campaign_id}

    def find(self, attempt_id: str) -> LiveCall | None:
        """None: it is over, or never was."""
        return self._calls.get(attempt_id)

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(tuple(self._calls.values()))

    def __len__(self) -> int:
        return len(self._calls)
