"""The recording of one leg of a call: the person's, or an agent's."""

from __future__ import annotations

import logging
from pathlib import Path

from telephony.line import Line
from telephony.recording import Recording

log = logging.getLogger(__name__)


def recording_of_call(recordings: Path, attempt_id: str) -> Path:
    """Where in the folder of recordings the person's leg is kept."""
    return recordings / f"{attempt_id}.wav"


def recording_of_agent(recordings: Path, attempt_id: str, leg: int) -> Path:
    """Where in the folder of recordings an agent's leg of a call is kept: the first is 1."""
    return recordings / f"{attempt_id}-agent{leg}.wav"


def recordings_of_agents(recordings: Path, attempt_id: str) -> list[Path]:
    """Those of a call's agents that are there, in the order of the legs."""
    return sorted(recordings.glob(f"{attempt_id}-agent*.wav"), key=lambda path: (len(path.name), path.name))


class LegRecording:
    """A leg goes on without it if it cannot be written: that is better than a person greeted by silence."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the file, which must not exist; None: the leg is not recorded."""
        self._path = path
        self._recording: Recording | None = None
        self._refusal: OSError | None = None

    @property
    def written(self) -> str | None:
        """The file, with all that could be written so far; None if that is nothing."""
        if self._recording is None or (self._recording.error and not self._recording.duration_ms):
            return None
        return str(self._recording.path)

    @property
    def problem(self) -> str | None:
        """Why something of the leg is not recorded; None: nothing is missing."""
        error = self._recording.error if self._recording else self._refusal
        return (error.strerror or str(error)) if error else None

    def start(self, line: Line) -> None:
        """Records both sides of the line from now on."""
        if self._path is None:
            return
        try:
            self._recording = line.record(self._path)
        except OSError as error:
            self._refusal = error
            extra = {"action": "recording_failed", "path": str(self._path), "error": str(error)}
            log.error("recording cannot start", extra=extra)

    async def finish(self) -> str | None:
        """Waits until the file is complete; see `written`."""
        if self._recording:
            await self._recording.finished()
        return self.written
