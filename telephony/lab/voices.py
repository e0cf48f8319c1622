"""The people's voices. None of them is a voice the bot speaks with.

The lines of the shipped phone books are recorded in `recorded/` (rendered once by Kokoro, see its README): Whisper base reads them
as it reads people, word for word. Any other text is spoken by espeak-ng, which is fine for load and hard for a recognizer: one word
in nine is misheard at 8 kHz.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.lab.espeak import Espeak, EspeakVoice
from telephony.lab.wav import read_line, to_line, write_line

RECORDED_DIR: Final = Path(__file__).parent / "recorded"
MM_HMM: Final = "Uh-huh."
"""What `mm_hmm` says: of the sounds of assent, the one that a recognizer writes down as a person would."""

_DEEPER: Final = 1.25
"""Played back slower by this, espeak's sibilants move from above 4 kHz into the telephone band."""
_PREEMPHASIS: Final = 0.7
"""First-order lift of the treble, where 8 kHz speech keeps its consonants."""


@dataclass(frozen=True, slots=True)
class Person:
    """One voice in its two makings."""

    kokoro: str
    """Style vector that the recorded lines were rendered with."""
    espeak: EspeakVoice
    language: str = "en"
    """ISO 639-1."""
    kokoro_speed: float = 1.0
    """Of the recorded lines, as a multiple of the model's own pace."""


PEOPLE: Final[Mapping[str, Person]] = MappingProxyType(
    {
        "alma": Person("jf_alpha", EspeakVoice("en-us+f2", 150, 40)),
        "grace": Person("jf_gongitsune", EspeakVoice("en-us+f2", 145, 50)),
        "nina": Person("jf_nezumi", EspeakVoice("en-us+f2", 160, 45)),
        "tessa": Person("jf_tebukuro", EspeakVoice("en-us+f2", 140, 60)),
        "kurt": Person("jm_kumo", EspeakVoice("en-us+m3", 170, 60)),
        "ming": Person("jm_kumo", EspeakVoice("cmn", 150, 50), "zh", kokoro_speed=0.9),
        "lan": Person("zf_xiaobei", EspeakVoice("cmn+f2", 150, 50), "zh"),
        "mei": Person("zf_xiaoxiao", EspeakVoice("cmn+f2", 160, 60), "zh"),
        "qing": Person("zf_xiaoyi", EspeakVoice("cmn+f2", 140, 45), "zh"),
        "jun": Person("zm_yunjian", EspeakVoice("cmn+m3", 160, 50), "zh"),
        "tao": Person("zm_yunxi", EspeakVoice("cmn+m3", 150, 60), "zh"),
    }
)


def recorded_path(voice: str, text: str, folder: Path = RECORDED_DIR) -> Path:
    """Where the recording of a line is kept, if there is one."""
    slug = re.sub(r"[^a-z0-9\u4e00-\u9fff]+", "-", text.lower().replace("'", "")).strip("-")
    return folder / voice / f"{slug}.wav"


class VoiceBox:
    """Lines of text to 8 kHz PCM: recorded, cached, or synthesized now."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._espeak: Espeak | None = None

    def line(self, voice: str, text: str) -> bytes:
        """What `text` sounds like in the voice of a member of `PEOPLE`.

        Raises:
            KeyError: there is no such voice.
            EspeakError: the text cannot be spoken.
            WavError: a recording or a cached file is damaged.
        """
        person = PEOPLE[voice]
        recorded = recorded_path(voice, text)
        if recorded.is_file():
            return read_line(recorded)
        cached = self._cache_dir / f"{_fingerprint(person.espeak, text)}.wav"
        if not cached.is_file():
            write_line(cached, self._synthesized(text, person.espeak))
        return read_line(cached)

    def _synthesized(self, text: str, voice: EspeakVoice) -> bytes:
        if self._espeak is None:
            self._espeak = Espeak()
        samples = self._espeak.synthesize(text, voice).astype(np.float32)
        return deepened(samples, self._espeak.sample_rate_hz)


def deepened(samples: NDArray[np.float32], rate_hz: float) -> bytes:
    """espeak-ng's speech as a line that a recognizer can read: its sibilants within the telephone band, the treble lifted."""
    lifted = np.append(samples[:1], samples[1:] - _PREEMPHASIS * samples[:-1])
    return to_line(lifted, rate_hz / _DEEPER)


def _fingerprint(voice: EspeakVoice, text: str) -> str:
    parts = (voice.name, voice.words_per_minute, voice.pitch, _DEEPER, _PREEMPHASIS, text)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def default_cache_dir() -> Path:
    """Synthesized lines of this user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "callwright" / "lab"
