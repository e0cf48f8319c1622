"""Sounds that are longer than a recognizer reads at once: cut, and their texts joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.speech.recognizing.bounds import LONGEST_S
from engine.speech.recognizing.guards import Heard
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

_PIECE_BYTES: Final = int(LONGEST_S * SAMPLE_RATE_HZ) * SAMPLE_BYTES


def pieces(pcm: bytes) -> Iterator[bytes]:
    """8 kHz s16le audio in pieces that are short enough; none of none."""
    for start in range(0, len(pcm), _PIECE_BYTES):
        yield pcm[start : start + _PIECE_BYTES]


def joined(parts: Sequence[Heard]) -> Heard | None:
    """What the pieces of one sound say together; None if there are none."""
    spoken = [part for part in parts if part.text] or parts[:1]
    if len(spoken) <= 1:
        return next(iter(spoken), None)
    return Heard(
        text=" ".join(part.text for part in spoken),
        avg_logprob=sum(part.avg_logprob for part in spoken) / len(spoken),
        no_speech_prob=max(part.no_speech_prob for part in spoken),
        window_s=max(part.window_s for part in spoken),
    )
