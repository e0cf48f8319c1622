"""Stereo recording of one call as heard on the wire: left the person, right the bot, 8 kHz 16-bit WAV.

media clock ── feed(person, bot) ──▶ deque ──▶ writer thread ──▶ file       one pair per 20 ms tick, so the sides stay aligned
"""

from __future__ import annotations

import asyncio
import logging
import struct
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from telephony.audio import FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ

_log = logging.getLogger(__name__)

WRITE_EVERY_S: Final = 0.5
FINISH_TIMEOUT_S: Final = 5.0
CHANNELS: Final = 2


def wav_header(data_bytes: int) -> bytes:
    """RIFF header of a stereo s16le file with that much audio data."""
    block = CHANNELS * SAMPLE_BYTES
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, CHANNELS, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * block, block, 8 * SAMPLE_BYTES)
    return struct.pack("<4sI4s", b"RIFF", 36 + data_bytes, b"WAVE") + fmt + struct.pack("<4sI", b"data", data_bytes)


def interleaved(left: bytes, right: bytes) -> bytes:
    """Two mono s16le stretches of equal length as one stereo stretch."""
    stereo = np.empty((len(left) // SAMPLE_BYTES, CHANNELS), dtype="<i2")
    stereo[:, 0] = np.frombuffer(left, dtype="<i2")
    stereo[:, 1] = np.frombuffer(right, dtype="<i2")
    return stereo.tobytes()


class Recording:
    """A recording in progress. The header is kept true while it grows, so a killed process leaves a file that plays."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.error: OSError | None = None
        """Why writing stopped early (disk full, file gone); the call goes on without it. What was written before stays a file that
        plays, if it is anything.
        """
        self._file = file
        self._pairs: deque[tuple[bytes, bytes]] = deque()
        self._data_bytes = 0
        self._closing = threading.Event()
        self._writer = threading.Thread(target=self._write_until_closed, name=f"recording {path.name}", daemon=True)

    @classmethod
    def start(cls, path: Path) -> Recording:
        """Opens `path` (which must not exist) and starts the writer.

        Raises:
            OSError: the file cannot be created.
        """
        recording = cls(path, path.open("xb"))
        recording.begin()
        return recording

    def begin(self) -> None:
        """Starts the writer; for a file that was opened elsewhere."""
        self._writer.start()

    @property
    def duration_ms(self) -> int:
        """Audio on disk."""
        return self._data_bytes // (CHANNELS * SAMPLE_BYTES) * 1000 // SAMPLE_RATE_HZ

    def feed(self, person: bytes, bot: bytes) -> None:
        """Takes one tick of both sides, from the media clock thread."""
        if self.error is None:
            self._pairs.append((person, bot))

    def close(self) -> None:
        """Asks the writer to finish; returns at once."""
        self._closing.set()

    async def finished(self, timeout_s: float = FINISH_TIMEOUT_S) -> bool:
        """Closes and waits until the file is complete; False if the writer does not get done in time."""
        self.close()
        await asyncio.to_thread(self._writer.join, timeout_s)
        return not self._writer.is_alive()

    def _write_until_closed(self) -> None:
        try:
            with self._file:
                self._file.write(wav_header(0))
                while not self._closing.wait(WRITE_EVERY_S):
                    self._write_waiting()
                self._write_waiting()
        except OSError as error:
            self.error = error
            self._pairs.clear()
            extra = {"action": "recording_failed", "path": str(self.path), "error": str(error)}
            _log.error("recording stopped", extra=extra)
            with suppress(OSError):  # the file is gone
                self._keep_what_is_there()

    def _keep_what_is_there(self) -> None:
        whole, header_bytes = self.path.stat().st_size, len(wav_header(0))
        block = CHANNELS * SAMPLE_BYTES
        self._data_bytes = max(0, whole - header_bytes) // block * block
        if not self._data_bytes:
            self.path.unlink()
            return
        with self.path.open("r+b") as file:
            file.write(wav_header(self._data_bytes))

    def _write_waiting(self) -> None:
        pairs = [self._pairs.popleft() for _ in range(len(self._pairs))]
        if not pairs:
            return
        self._file.write(interleaved(b"".join(pair[0] for pair in pairs), b"".join(pair[1] for pair in pairs)))
        self._data_bytes += len(pairs) * FRAME_MS * SAMPLE_RATE_HZ // 1000 * CHANNELS * SAMPLE_BYTES
        self._file.seek(0)
        self._file.write(wav_header(self._data_bytes))
        self._file.seek(0, 2)
        self._file.flush()
