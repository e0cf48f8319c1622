"""Prompts on disk: raw 8 kHz s16le under names that tell nothing, shared by all processes of the machine."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Final

from engine.whole_files import replacing
from telephony.audio import FRAME_BYTES

log = logging.getLogger(__name__)

_FORMAT: Final = "3"
"""Changes when the same source gives other audio: pauses, level, trimming."""


class PromptFiles:
    """A folder of prompts; the methods may block, and may be called from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, *source: str) -> bytes | None:
        """The prompt made of `source` (a voice's identity and a text, or a recording's hash); None if it is to be made."""
        path = self._path(source)
        try:
            audio = path.read_bytes()
        except FileNotFoundError:
            return None
        if len(audio) % FRAME_BYTES:
            log.warning("a cached prompt is damaged and made anew", extra={"action": "prompt_damaged", "file": path.name})
            return None
        return audio

    def write(self, audio: bytes, *source: str) -> None:
        """Keeps a prompt: another process sees the whole of it or nothing.

        Raises:
            OSError: the folder cannot be written.
        """
        with replacing(self._path(source)) as file:
            file.write(audio)

    def _path(self, source: tuple[str, ...]) -> Path:
        return self._folder / (hashlib.sha256("\0".join((_FORMAT, *source)).encode()).hexdigest() + ".s16")
