"""Listens to what the network plays before answer: ringback, music, or an announcement that says why there will be no answer.

    frame ─▶ VAD ─▶ AnswerSupervisor ◀─ Peeker (words)
                          └─▶ verdict: announcement, with its meaning

Only announcements count: a voice before answer is never a person, whatever it sounds like.
"""

from __future__ import annotations

import asyncio
from typing import Final

from engine.call.answering.supervisor import AnswerSupervisor
from engine.call.answering.verdict import Answerer, Judgement
from engine.call.hearing import HeardAudio
from engine.call.listener import Vad
from engine.call.peeking import Peeker
from engine.call.report import Reporter
from engine.events import AnswererKnown
from engine.speech.api import Transcriber
from telephony.audio import FRAME_MS

HEARD_OUT_MS: Final = 8_000
"""After an announcement is known, the network has this long to end the call with a cause of its own; then we give up waiting."""


class EarlyMediaListener:
    """One call's early media, from its first frame to the answer or the end."""

    def __init__(self, transcriber: Transcriber, vad: Vad, language: str, tasks: asyncio.TaskGroup, report: Reporter) -> None:
        self._heard = HeardAudio()
        self._vad = vad
        self._supervisor = AnswerSupervisor(language, frame_ms=FRAME_MS)
        self._peeker = Peeker(self._heard, transcriber, language, tasks, self._read)
        self._report = report
        self._known_ms: int | None = None
        self.verdict: Judgement | None = None
        """The network's announcement; None while none was heard."""

    @property
    def heard_out(self) -> bool:
        """There is an announcement, and nothing more to wait for."""
        return self._known_ms is not None and self._heard.now_ms - self._known_ms >= HEARD_OUT_MS

    def hear(self, frame: bytes) -> None:
        """Takes the next 20 ms."""
        self._heard.add(frame)
        notice = self._supervisor.hear(frame, self._vad.feed(frame))
        self._note(notice.judgement)
        if (ended := notice.ended) is not None:
            self._peeker.look(ended.onset_ms, ended.end_ms)
        elif notice.peek:
            self._peeker.look(notice.peek.onset_ms, notice.peek.end_ms)

    def close(self) -> None:
        """The call was answered or is over."""
        self._peeker.close()

    def _read(self, text: str, onset_ms: int) -> None:
        self._note(self._supervisor.words(text, onset_ms, complete=False))

    def _note(self, judgement: Judgement | None) -> None:
        current = self._supervisor.judgement
        if current is None or current.answerer is not Answerer.ANNOUNCEMENT:
            return
        self.verdict = current
        if judgement is not None:
            self._known_ms = self._heard.now_ms
            self._report(
                AnswererKnown(**self._report.stamp(), answerer=current.answerer, reason=f"before answer: {current.reason}")
            )
