"""Sentences that are synthesized before they are needed, and recordings in place of some.

Fixed sentences are the same in every call: made once, kept on disk, shared by all workers of the machine.
Sentences with a lead's data are kept in memory only, for one call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from engine.speech.api import Priority, Synthesizer
from engine.speech.prompts.files import PromptFiles
from engine.speech.prompts.recorded import RecordedPrompts
from telephony.audio import FRAME_BYTES

_TIMEOUT_S: Final = 60.0
"""Per piece of a sentence, behind whatever else the server does at start."""
_AT_ONCE: Final = 4
"""Requests in flight; more would only wait at the server."""

VoiceIdentity = Callable[[str], str]
"""Tells voices apart by name and by the bytes of their models: `ModelStore.identity`."""


class PromptCache:
    """Synthesized sentences by voice and text; for one event loop."""

    def __init__(self, folder: Path, synthesizer: Synthesizer, voice_identity: VoiceIdentity) -> None:
        self._files = PromptFiles(folder)
        self.recordings = RecordedPrompts(self._files)
        self._synthesizer = synthesizer
        self._voice_identity = voice_identity
        self._identities: dict[str, str] = {}
        self._fixed: dict[tuple[str, str], bytes] = {}

    async def prepare(self, texts: Iterable[str], voice: str) -> None:
        """Makes sure that `get` has these fixed sentences: from memory, from disk, or synthesized in the background.

        Raises:
            SpeechUnavailable: a sentence could not be synthesized; those that could are kept.
            OSError: the folder cannot be written.
        """
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one(text: str) -> None:
            async with limit:
                self._fixed[voice, text] = await self._from_disk_or_made(text, voice)

        missing = [text for text in dict.fromkeys(texts) if (voice, text) not in self._fixed]
        done = await asyncio.gather(*(one(text) for text in missing), return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result

    def get(self, text: str, voice: str) -> bytes | None:
        """The audio of a prepared fixed sentence; None if it was never prepared."""
        return self._fixed.get((voice, text))

    def for_call(self, voice: str) -> CallPrompts:
        """What one call may say with `voice`: the fixed sentences, and its own private ones."""
        return CallPrompts(self, self._synthesizer, voice)

    async def _from_disk_or_made(self, text: str, voice: str) -> bytes:
        if voice not in self._identities:
            self._identities[voice] = await asyncio.to_thread(self._voice_identity, voice)
        source = (self._identities[voice], text)
        audio = await asyncio.to_thread(self._files.read, *source)
        if audio is None:
            audio = await _synthesized(self._synthesizer, text, voice, Priority.BACKGROUND)
            await asyncio.to_thread(self._files.write, audio, *source)
        return audio


class CallPrompts:
    """The sentences of one call. Drop it with the call: the lead's data goes with it."""

    def __init__(self, cache: PromptCache, synthesizer: Synthesizer, voice: str) -> None:
        self._cache = cache
        self._synthesizer = synthesizer
        self._voice = voice
        self._private: dict[str, bytes] = {}

    async def prepare_private(self, texts: Iterable[str], priority: Priority = Priority.SPECULATIVE) -> None:
        """Synthesizes sentences that hold a lead's data; they are never written to disk.

        Raises:
            SpeechUnavailable: a sentence could not be synthesized; the ones before it are kept.
        """
        for text in dict.fromkeys(texts):
            if self.get(text) is None:
                self._private[text] = await _synthesized(self._synthesizer, text, self._voice, priority)

    def get(self, text: str) -> bytes | None:
        """The audio of a prepared sentence, fixed or private; None if it was never prepared."""
        return self._private.get(text) or self._cache.get(text, self._voice)

    def recording(self, path: str) -> bytes | None:
        """The audio of a prepared recording; None if it was never prepared."""
        return self._cache.recordings.get(path)


async def _synthesized(synthesizer: Synthesizer, text: str, voice: str, priority: Priority) -> bytes:
    pieces = [piece async for piece in synthesizer.synthesize(text, voice=voice, priority=priority, timeout_s=_TIMEOUT_S)]
    audio = b"".join(pieces)
    return audio + bytes(-len(audio) % FRAME_BYTES)  # whole frames: what the player sends
