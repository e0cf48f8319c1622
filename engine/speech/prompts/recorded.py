"""The recordings that a script plays, ready for the line."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.speech.prompts.files import PromptFiles
from engine.speech.prompts.recordings import RecordingError, read_recording

log = logging.getLogger(__name__)

_KIND: Final = "recording"


class RecordedPrompts:
    """Recordings by the paths that the script names; kept on disk by their content, so that each is worked on once."""

    def __init__(self, files: PromptFiles) -> None:
        self._files = files
        self._ready: dict[str, bytes] = {}

    async def prepare(self, folder: Path, recordings: Mapping[str, str]) -> None:
        """Makes sure that `get` has these recordings.

        Args:
            folder: what their paths are relative to.
            recordings: SHA-256 of the files by path, as the script was read.

        Raises:
            RecordingError: a file cannot be used, or is not what it was when the script was read.
            OSError: the cache cannot be written.
        """
        for path, sha256 in recordings.items():
            if path not in self._ready:
                self._ready[path] = await asyncio.to_thread(self._from_disk_or_made, folder / path, sha256)

    def get(self, path: str) -> bytes | None:
        """The audio of a prepared recording, 8 kHz mono s16le; None if it was never prepared."""
        return self._ready.get(path)

    def _from_disk_or_made(self, path: Path, sha256: str) -> bytes:
        audio = self._files.read(_KIND, sha256)
        if audio is None:
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                raise RecordingError(path, "is not what it was when the script was read: start again")
            recording = read_recording(path)
            for remark in recording.remarks:
                log.warning("a recording is doubtful", extra={"action": "recording_doubtful", "file": str(path), "remark": remark})
            audio = recording.pcm
            self._files.write(audio, _KIND, sha256)
        return audio
