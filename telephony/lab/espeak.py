"""espeak-ng as a Python object, through the shared library that the package `espeakng-loader` carries.

The library keeps one global state per process, so one `Espeak` exists per process and its calls are serialized.
API: espeak-ng `speak_lib.h`.
"""

from __future__ import annotations

import ctypes
import threading
from dataclasses import dataclass
from typing import Any, Final

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_CHARS_UTF8: Final = 1
_POSITION_CHARACTER: Final = 1
_PARAMETER_RATE: Final = 1
_PARAMETER_PITCH: Final = 3
_PHONEMES_IPA: Final = 2
_SAMPLE_CALLBACK: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(Exception):
    """espeak-ng could not be started or does not know the voice."""


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice of espeak-ng with its speed and pitch."""

    name: str
    """Language and variant, such as `en-us+f2`."""
    words_per_minute: int = 150
    pitch: int = 50
    """0 to 100; 50 is the variant's own."""


class Espeak:
    """Text to samples, and text to phonemes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks: list[NDArray[np.int16]] = []
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.sample_rate_hz = self._started()
        # The library keeps the bare pointer: the callback object must live as long as this one.
        self._callback = _SAMPLE_CALLBACK(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def synthesize(self, text: str, voice: EspeakVoice) -> NDArray[np.int16]:
        """The spoken text, mono, at `sample_rate_hz`.

        Raises:
            EspeakError: there is no such voice, or nothing could be spoken.
        """
        with self._lock:
            self._use(voice)
            self._chunks.clear()
            encoded = text.encode() + b"\0"
            self._library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded)), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
            self._library.espeak_Synchronize()
            if not self._chunks:
                raise EspeakError(f"espeak-ng says nothing for a text of {len(text)} characters")
            return np.concatenate(self._chunks)

    def phonemes(self, text: str, voice: EspeakVoice) -> str:
        """IPA for a text without punctuation."""
        with self._lock:
            self._use(voice)
            position = ctypes.pointer(ctypes.c_char_p(text.encode()))
            clauses = []
            while position.contents.value:
                clause: bytes = self._library.espeak_TextToPhonemes(position, _CHARS_UTF8, _PHONEMES_IPA)
                clauses.append(clause.decode())
            return " ".join(clauses)

    def _started(self) -> int:
        rate: int = self._library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
        if rate <= 0:
            raise EspeakError("espeak-ng does not start: reinstall the package espeakng-loader")
        return rate

    def _use(self, voice: EspeakVoice) -> None:
        if self._library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise EspeakError(f"espeak-ng has no voice `{voice.name}`")
        self._library.espeak_SetParameter(_PARAMETER_RATE, voice.words_per_minute, 0)
        self._library.espeak_SetParameter(_PARAMETER_PITCH, voice.pitch, 0)

    def _collect(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0
