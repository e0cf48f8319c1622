"""What a supervisor should look at: calls that go wrong while they go on. Pure: events in, alerts of a moment out.

Nothing here decides anything about a call; the thresholds are for attention, not for judgement.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.events import (
    AgentJoined,
    AgentLeft,
    AnswerMissed,
    BotSpoke,
    CallEvent,
    HandedBack,
    NodeEntered,
    OverlapJudged,
    PersonSpoke,
    SlotFilled,
    TakenOver,
)

OVER_EACH_OTHER: Final = 3
"""So many interruptions within `OVER_EACH_OTHER_S` are more than a conversation has."""
OVER_EACH_OTHER_S: Final = 30.0
SILENT_S: Final = 12.0
"""Nobody has spoken for so long: longer than a script waits for an answer, and asks again."""
NOT_UNDERSTOOD: Final = 2
"""So many answers at a node that were not understood, and none between them that was."""
ANGER_SHOWN_S: Final = 60.0


class Alert(StrEnum):
    """A reason to look."""

    TALKING_OVER = "talking_over"
    LONG_SILENCE = "long_silence"
    ANGRY_WORDS = "angry_words"
    NO_MATCH = "no_match"


_ANGRY: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "en": re.compile(
            r"\b(leave me alone|stop calling|fuck\w*|shit|bullshit|damn|idiots?|stupid|harass\w*|scam\w*|fraud|sue|lawyers?"
            r"|police|report you|sick of|fed up|shut up|go to hell|how dare|disgusting|ridiculous|complain\w*)\b",
            re.IGNORECASE,
        ),
        "zh": re.compile("骚扰|别再打|不要再打|烦死|有病|骗子|诈骗|投诉|报警|告你|滚|他妈|神经病|闭嘴|讨厌"),
    }
)


def angry(text: str) -> bool:
    """The words of somebody who has had enough, in any language that we have words of."""
    return any(words.search(text) for words in _ANGRY.values())


class CallAlerts:
    """Follows one call. Times are the events' own."""

    def __init__(self) -> None:
        self._interruptions: deque[float] = deque(maxlen=OVER_EACH_OTHER)
        self._spoken_at: float | None = None
        self._angry_at: float | None = None
        self._not_understood = 0
        self._node = ""
        self._others_talk = False

    def take(self, event: CallEvent) -> None:
        """The call's next event."""
        match event:
            case OverlapJudged(verdict="interruption"):
                self._interruptions.append(event.at)
            case BotSpoke():
                self._spoken_at = event.at
            case PersonSpoke():
                self._heard(event)
            case AnswerMissed():
                self._not_understood += 1
            case SlotFilled():
                self._not_understood = 0
            case NodeEntered(node=node):
                self._spoken_at = self._spoken_at or event.at
                if node != self._node:
                    self._node, self._not_understood = node, 0
            case AgentJoined() | TakenOver():
                self._others_talk = True
            case AgentLeft() | HandedBack():
                self._others_talk, self._spoken_at = False, event.at
            case _:
                pass

    def at(self, now: float) -> tuple[Alert, ...]:
        """The alerts of a moment, Unix seconds."""
        checks = (
            (Alert.ANGRY_WORDS, self._angry_at is not None and now - self._angry_at < ANGER_SHOWN_S),
            (Alert.TALKING_OVER, self._over_each_other(now)),
            (Alert.NO_MATCH, self._not_understood >= NOT_UNDERSTOOD),
            (Alert.LONG_SILENCE, self._silent(now)),
        )
        return tuple(alert for alert, is_on in checks if is_on)

    def _heard(self, spoke: PersonSpoke) -> None:
        self._spoken_at = spoke.at
        if spoke.intent:
            self._not_understood = 0
        if angry(spoke.text):
            self._angry_at = spoke.at

    def _over_each_other(self, now: float) -> bool:
        full = len(self._interruptions) == OVER_EACH_OTHER
        return full and now - self._interruptions[0] < OVER_EACH_OTHER_S

    def _silent(self, now: float) -> bool:
        return not self._others_talk and self._spoken_at is not None and now - self._spoken_at >= SILENT_S
