"""The one audio format inside Callwright's calls, and arithmetic on it.

8 kHz, mono, signed 16-bit little endian: what a G.711 trunk carries. A frame is 20 ms.
"""

from __future__ import annotations

from typing import Final

SAMPLE_RATE_HZ: Final = 8000
FRAME_MS: Final = 20
SAMPLE_BYTES: Final = 2
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * FRAME_MS // 1000
FRAME_BYTES: Final = FRAME_SAMPLES * SAMPLE_BYTES
SILENT_FRAME: Final = bytes(FRAME_BYTES)


def duration_ms(pcm: bytes | bytearray) -> int:
    """Whole milliseconds of sound in `pcm`."""
    return len(pcm) // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ


def silence(ms: int) -> bytes:
    """Digital silence of `ms` milliseconds."""
    return bytes(SAMPLE_RATE_HZ * ms // 1000 * SAMPLE_BYTES)
