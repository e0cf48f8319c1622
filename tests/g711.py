"""A-law octets (ITU-T G.711, table 1a) from and to samples, for tests that speak RTP themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def alaw_decoded(codes: NDArray[np.uint8]) -> bytes:
    """s16le samples; the even bits of an octet travel inverted."""
    plain = codes.astype(np.int32) ^ 0x55
    segment, step = (plain >> 4) & 7, (plain & 15) << 4
    size = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return bytes(np.where(plain & 0x80, size, -size).astype("<i2").tobytes())


def alaw_encoded(pcm: bytes) -> bytes:
    """The octets whose samples are nearest to these s16le samples."""
    octets = np.arange(256, dtype=np.uint8)
    levels = np.frombuffer(alaw_decoded(octets), dtype="<i2").astype(np.int32)
    order = np.argsort(levels)
    between = (levels[order][1:] + levels[order][:-1]) / 2
    return bytes(octets[order][np.searchsorted(between, np.frombuffer(pcm, dtype="<i2"))].tobytes())
