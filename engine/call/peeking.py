"""Transcribes unfinished speech on the side, for whoever wants to know early what is being said.

With `Priority.GLANCE` a busy speech server refuses: no reply ever waits for a look.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from engine.call.hearing import HeardAudio
from engine.speech.api import Priority, SpeechUnavailable, Transcriber

log = logging.getLogger(__name__)


class Peeker:
    """One look at a time: a look that is asked for while another is under way is not taken."""

    def __init__(
        self,
        heard: HeardAudio,
        transcriber: Transcriber,
        language: str,
        tasks: asyncio.TaskGroup,
        deliver: Callable[[str, int], None],
        priority: Priority = Priority.SPECULATIVE,
        *,
        another: bool = False,
    ) -> None:
        """Args:
        deliver: takes the text and the time at which its sound began.
        priority: of the looks.
        another: they are taken by the recognizer of other readings.
        """
        self._heard = heard
        self._transcriber = transcriber
        self._language = language
        self._tasks = tasks
        self._deliver = deliver
        self._priority = priority
        self._another = another
        self._running: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self._running is not None

    def look(self, onset_ms: int, end_ms: int) -> None:
        """Transcribes what was heard between two times of the conversation's clock."""
        if self._running is None:
            self._running = self._tasks.create_task(self._transcribe(onset_ms, end_ms), name="peek")

    def close(self) -> None:
        """Drops a look under way."""
        if self._running:
            self._running.cancel()
            self._running = None

    async def _transcribe(self, onset_ms: int, end_ms: int) -> None:
        pcm = self._heard.clip(onset_ms, end_ms)
        try:
            transcript = await self._transcriber.transcribe(
                pcm, language=self._language, another=self._another, priority=self._priority
            )
        except SpeechUnavailable as error:
            # Whoever looks does without; a glance may be refused. If there is trouble, the turn's own recognition meets it.
            if self._priority is not Priority.GLANCE:
                log.warning("speech was not read early", extra={"action": "peek_failed", "error": str(error)})
            return
        finally:
            self._running = None
        self._deliver(transcript.text, onset_ms)
