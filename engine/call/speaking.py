"""A call's sentences as audio: prepared while the phone rings, synthesized on the spot if one is missing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from engine.dialog.moves import Action, Say, Sentence
from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.prompts import CallPrompts

log = logging.getLogger(__name__)


class CallSpeech:
    """What one call can say."""

    def __init__(self, prompts: CallPrompts) -> None:
        self._prompts = prompts
        self._locks: dict[str, asyncio.Lock] = {}

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Synthesizes the sentences with the lead's data, in the order given. Trouble is left for `fetch` to meet."""
        try:
            await self._prompts.prepare_private(sentence.text for sentence in sentences if not sentence.fixed)
        except SpeechUnavailable as error:
            log.warning("sentences not prepared", extra={"action": "prepare_failed", "reason": str(error)})

    async def fetch(self, sentence: Sentence) -> bytes:
        """The sentence's audio, 8 kHz mono s16le.

        Raises:
            SpeechUnavailable: it is not at hand and cannot be synthesized.
        """
        audio = self._prompts.get(sentence.text)
        if audio is None:
            async with self._locks.setdefault(sentence.text, asyncio.Lock()):  # asked for twice, made once
                await self._prompts.prepare_private([sentence.text], Priority.LIVE)
            audio = self._prompts.get(sentence.text)
        if audio is None:
            raise SpeechUnavailable("the voice gave no audio for a sentence")
        return audio


class Prefetch:
    """Has sentences made that will probably be said in a moment. Fixed ones are at hand anyway."""

    def __init__(self, fetch: Callable[[Sentence], Awaitable[bytes]], tasks: asyncio.TaskGroup) -> None:
        self._fetch = fetch
        self._tasks = tasks

    def __call__(self, actions: Sequence[Action]) -> None:
        """Begins with what these actions would say; nothing waits for it."""
        for action in actions:
            if isinstance(action, Say):
                for sentence in action.sentences:
                    if not sentence.fixed:
                        self._tasks.create_task(self._make(sentence), name="prefetch")

    async def _make(self, sentence: Sentence) -> None:
        try:
            await self._fetch(sentence)
        except SpeechUnavailable as error:
            # Whoever says the sentence asks again, and meets the trouble if it lasts.
            log.warning("sentence not prefetched", extra={"action": "prefetch_failed", "reason": str(error)})
