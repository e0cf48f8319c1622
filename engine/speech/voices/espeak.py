"""eSpeak NG through ctypes: the fallback voice for every language that has no better one.

The library keeps its state in globals and serves one text at a time, so one lock guards the one instance of a process.
API: espeak-ng's `speak_lib.h` (espeak_Initialize in synchronous retrieval mode, espeak_SetSynthCallback, espeak_Synth).
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np

from engine.markup import Run
from engine.speech.api import SpeechUnavailable
from engine.speech.resample import Samples
from engine.speech.voices import stress
from engine.speech.voices.voice import Sound

_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_INITIALIZE_DONT_EXIT: Final = 0x8000
_CHARS_UTF8: Final = 1
_SSML: Final = 0x10
_POS_CHARACTER: Final = 1
_RATE_PARAMETER: Final = 1
_WORDS_PER_MINUTE: Final = 165
_STRESS_VOLUME: Final = 20
"""Percent more amplitude, as espeak-ng counts it; measured, it is the 3 dB of `stress.GAIN_DB`."""
_PUNCTUATION_BEHIND_TAG: Final = re.compile(r"(</prosody>)([^\w\s<&]+)")
_Callback: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakNg:
    """The library, loaded and initialised; make one per process."""

    def __init__(self, folder: Path) -> None:
        """Loads `libespeak-ng.so` and `espeak-ng-data` from `folder`.

        Raises:
            SpeechUnavailable: the library cannot be loaded or finds no data.
        """
        try:
            self._library: Any = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        except OSError as error:
            raise SpeechUnavailable(f"espeak-ng cannot be loaded: {error}") from error
        self.rate_hz = int(
            self._library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, str(folder).encode(), _INITIALIZE_DONT_EXIT)
        )
        if self.rate_hz <= 0:
            raise SpeechUnavailable(f"espeak-ng finds no data in {folder}")
        self._library.espeak_SetParameter(_RATE_PARAMETER, _WORDS_PER_MINUTE, 0)
        self._chunks: list[Samples] = []
        self._callback = _Callback(self._collect)  # the library holds only a pointer to it
        self._library.espeak_SetSynthCallback(self._callback)
        self._lock = threading.Lock()

    def speak(self, runs: Sequence[Run], voice: str) -> Sound:
        """Synthesizes a text with an espeak-ng voice name such as `cmn`.

        Raises:
            SpeechUnavailable: espeak-ng has no such voice, or fails.
        """
        stressed = any(run.stressed for run in runs)
        data = (_as_ssml(runs) if stressed else "".join(run.text for run in runs)).encode()
        flags = _CHARS_UTF8 | _SSML if stressed else _CHARS_UTF8
        with self._lock:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise SpeechUnavailable(f"espeak-ng has no voice `{voice}`")
            self._chunks = []
            if self._library.espeak_Synth(data, len(data) + 1, 0, _POS_CHARACTER, 0, flags, None, None) != 0:
                raise SpeechUnavailable(f"espeak-ng could not speak with `{voice}`")
            samples = np.concatenate(self._chunks) if self._chunks else np.zeros(0, dtype=np.float32)
        return Sound(samples, self.rate_hz)

    def _collect(self, wave: Any, count: int, _events: Any) -> int:
        if wave and count > 0:
            block = np.ctypeslib.as_array(wave, shape=(count,))
            self._chunks.append((block / 32768.0).astype(np.float32))
        return 0


class EspeakSpeaker:
    """One language of eSpeak NG as a voice."""

    def __init__(self, library: EspeakNg, voice: str) -> None:
        self._library = library
        self._voice = voice

    def speak(self, runs: Sequence[Run]) -> Sound:
        return self._library.speak(runs, self._voice)


def _as_ssml(runs: Sequence[Run]) -> str:
    """espeak-ng's own `<emphasis>` is several times too loud; its `<prosody>` does not break the clause.

    Punctuation right behind the tag would be read out as "dot": it goes inside.
    """
    prosody = f'<prosody rate="{round(100 / stress.LENGTH)}%" volume="+{_STRESS_VOLUME}%">'
    said = "".join(f"{prosody}{escape(run.text)}</prosody>" if run.stressed else escape(run.text) for run in runs)
    inside = _PUNCTUATION_BEHIND_TAG.sub(r"\2\1", said)
    return f"<speak>{inside}</speak>"
