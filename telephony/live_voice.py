"""A voice that comes in packets over a network, as somebody speaks: what of it is played, so that jitter is not heard."""

from __future__ import annotations

from typing import Final

from telephony.audio import silence

CUSHION_MS: Final = 60
"""Silence before a voice after a gap: what comes later by so much is still in time."""
LATEST_MS: Final = 300
"""A voice that piled up for longer is dropped rather than heard ever later."""


def in_time(pcm: bytes, queued_ms: int) -> bytes:
    """What to append for a packet to what waits to be played.

    Args:
        pcm: the packet, 8 kHz mono s16le.
        queued_ms: what waits already.
    """
    if queued_ms > LATEST_MS:
        return b""
    return pcm if queued_ms else silence(CUSHION_MS) + pcm
