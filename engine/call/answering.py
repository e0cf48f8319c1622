"""Who answered: a person, a voicemail, or nobody? Pure, in audio time.

The window opens with the first sound, not with 200 OK: carriers send seconds of digital silence after answer. A person says a
short hello and waits; a voicemail talks on. So a first utterance of up to `HELLO_MAX_MS` is a person until its words or a beep say
otherwise; a longer one is heard to its end and judged by length and words. The verdict may be revised while the bot already speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.call.phrases import MACHINE_PHRASES

HELLO_MAX_MS: Final = 2500
"""Longest first utterance of a person who answers a call (LiveKit Agents' rule; 96 % of hellos are shorter)."""

MACHINE_GREETING_MS: Final = 6000
"""No person greets an unknown caller for this long."""

BEEP_MIN_MS: Final = 160
"""Shortest voicemail beep worth believing."""


class Answerer(StrEnum):
    HUMAN = "human"
    VOICEMAIL = "voicemail"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who is on the line, and why we think so."""

    answerer: Answerer
    reason: str


class AnswerSupervisor:
    """Collects evidence and says when it changes the picture."""

    def __init__(self, language: str, *, frame_ms: int) -> None:
        self._phrases = MACHINE_PHRASES.get(language)
        self._frame_ms = frame_ms
        self._tone_ms = 0
        self._beep_ms = 0
        self._answerer: Answerer | None = None

    @property
    def answerer(self) -> Answerer | None:
        """The present verdict; None while there is no evidence."""
        return self._answerer

    def tone(self, present: bool) -> bool:
        """Takes the tone detector's decision for one frame; True when a beep has just ended: the moment to leave a message."""
        if present:
            self._tone_ms += self._frame_ms
            return False
        ended_beep = self._tone_ms >= BEEP_MIN_MS
        self._tone_ms = 0
        return ended_beep

    def first_sound_ended(self, length_ms: int) -> Judgement | None:
        """The first utterance is over, its words are not known yet."""
        if length_ms <= HELLO_MAX_MS:
            return self._decide(Answerer.HUMAN, f"short greeting of {length_ms} ms")
        if length_ms >= MACHINE_GREETING_MS:
            return self._decide(Answerer.VOICEMAIL, f"greeting of {length_ms} ms")
        return None

    def words(self, text: str) -> Judgement | None:
        """Words of the person's side; a machine's phrases revise any earlier verdict."""
        match = self._phrases.search(text.lower()) if self._phrases else None
        if match:
            return self._decide(Answerer.VOICEMAIL, f"said {match.group(0)!r}")
        if self._answerer is None and text:
            return self._decide(Answerer.HUMAN, "words of a person")
        return None

    def stayed_silent(self, waited_ms: int) -> Judgement | None:
        """Nobody spoke for `waited_ms` after the audio path came up."""
        return self._decide(Answerer.SILENCE, f"no sound for {waited_ms} ms") if self._answerer is None else None

    def beeped(self) -> Judgement | None:
        """A beep ended before any conversation took place."""
        return self._decide(Answerer.VOICEMAIL, "beep")

    def _decide(self, answerer: Answerer, reason: str) -> Judgement | None:
        if answerer is self._answerer:
            return None
        self._answerer = answerer
        return Judgement(answerer, reason)
