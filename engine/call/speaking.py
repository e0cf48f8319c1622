"""A call's sentences as audio: recorded, prepared while the phone rings, or synthesized on the spot if one is missing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from engine.dialog.loader import ScriptFile
from engine.dialog.moves import Action, Say, Sentence
from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.prompts.prepared import CallPrompts, PromptCache

log = logging.getLogger(__name__)


async def prepare_speech(prompts: PromptCache, file: ScriptFile, voices: Mapping[str, str]) -> None:
    """Has everything ready that is the same in every call with a script: its recordings and its fixed sentences.

    Args:
        prompts: where it is kept.
        file: the script.
        voices: by the script's languages.

    Raises:
        SpeechUnavailable: a sentence could not be synthesized, or a recording cannot be used.
        OSError: the cache cannot be written.
    """
    for path in file.missing_recordings:
        log.warning("a recording is missing: its text is spoken", extra={"action": "recording_missing", "file": path})
    await prompts.recordings.prepare(Path(file.folder), file.recordings)
    for locale, script in file.languages.items():
        await prompts.prepare(script.fixed_sentences(), voices[locale])


class CallSpeech:
    """What one call can say."""

    def __init__(self, prompts: CallPrompts) -> None:
        self._prompts = prompts
        self._locks: dict[str, asyncio.Lock] = {}

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        """Synthesizes the sentences with the lead's data, in the order given. Trouble is left for `fetch` to meet."""
        try:
            await self._prompts.prepare_private(sentence.text for sentence in sentences if not (sentence.fixed or sentence.audio))
        except SpeechUnavailable as error:
            log.warning("sentences not prepared", extra={"action": "prepare_failed", "reason": str(error)})

    async def fetch(self, sentence: Sentence) -> bytes:
        """The sentence's audio, 8 kHz mono s16le.

        Raises:
            SpeechUnavailable: it is not at hand and cannot be synthesized; or it is a recording that was not prepared.
        """
        if sentence.audio:
            return self._recording(sentence.audio)
        audio = self._prompts.get(sentence.text)
        if audio is None:
            async with self._locks.setdefault(sentence.text, asyncio.Lock()):  # asked for twice, made once
                await self._prompts.prepare_private([sentence.text], Priority.LIVE)
            audio = self._prompts.get(sentence.text)
        if audio is None:
            raise SpeechUnavailable("the voice gave no audio for a sentence")
        return audio

    def _recording(self, path: str) -> bytes:
        audio = self._prompts.recording(path)
        if audio is None:
            raise SpeechUnavailable(f"the recording {path} was not prepared")
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
                    if not (sentence.fixed or sentence.audio):
                        self._tasks.create_task(self._make(sentence), name="prefetch")

    async def _make(self, sentence: Sentence) -> None:
        try:
            await self._fetch(sentence)
        except SpeechUnavailable as error:
            # Whoever says the sentence asks again, and meets the trouble if it lasts.
            log.warning("sentence not prefetched", extra={"action": "prefetch_failed", "reason": str(error)})
