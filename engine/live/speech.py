"""One speech server for all campaigns of a process: the models are loaded once, and one queue decides who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from engine.settings import Settings
from engine.speech.server.supervised import SpeechServerProcess


class SharedSpeech:
    """Started with the first campaign, stopped at the end of the block. Voices that come later are loaded when they are first used:

    while their campaign prepares its prompts, and so before it dials.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: SpeechServerProcess | None = None
        self._starting = asyncio.Lock()
        self._at_end = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._at_end.aclose()

    @property
    def ready(self) -> bool | None:
        """Whether it serves now; None: nobody has needed it yet."""
        return self._server.ready if self._server else None

    async def having(self, voices: Sequence[str], languages: Sequence[str]) -> SpeechServerProcess:
        """The server, with these voices and the encoders of these languages.

        Raises:
            SpeechUnavailable: it did not start; whoever asks next tries again.
        """
        async with self._starting:
            if self._server is None:
                server = SpeechServerProcess(self._settings.speech, self._settings.cache_dir, voices, languages)
                self._server = await self._at_end.enter_async_context(server)
            else:
                self._server.want(voices, languages)
        return self._server
