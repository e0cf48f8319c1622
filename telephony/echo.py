"""Takes the bot's own voice out of what the far end sends back. No SIP in here.

    sent ────▶ far end, or a gateway without a hybrid of its own ─┐
    received ◀──────────── person + echo ◀────────────────────────┘    clean(received, sent) ─▶ person

WebRTC's AEC3, an optional package. It finds the echo's delay by itself; `docs/line.md` has what it does to speech.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from telephony.audio import SAMPLE_RATE_HZ
from telephony.errors import EchoCancellationMissing


class EchoCanceller(Protocol):
    """One call's; frames go in in their order, once each."""

    def clean(self, received: bytes, sent: bytes) -> bytes:
        """The frame received, without the echo of what was sent up to the same tick."""
        ...


class WebrtcEchoCanceller:
    """AEC3 at the telephone's own rate."""

    def __init__(self) -> None:
        """Raises ImportError without the package."""
        from pywebrtc_audio import AudioProcessor

        self._processor = AudioProcessor(sample_rate=SAMPLE_RATE_HZ, echo_cancellation=True)

    def clean(self, received: bytes, sent: bytes) -> bytes:
        near, far = np.frombuffer(received, dtype=np.int16), np.frombuffer(sent, dtype=np.int16)
        return bytes(self._processor.process(near, far).tobytes())


def echo_cancellers(wanted: bool) -> Callable[[], EchoCanceller] | None:
    """What makes a canceller for each call; None if none is wanted.

    Raises:
        EchoCancellationMissing: it is wanted and not installed.
    """
    if not wanted:
        return None
    try:
        WebrtcEchoCanceller()
    except ImportError as error:
        raise EchoCancellationMissing(
            "echo_cancellation needs the package pywebrtc-audio: pip install 'callwright[echo]', or turn it off"
        ) from error
    return WebrtcEchoCanceller
