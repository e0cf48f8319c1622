"""Kaldi's recognizer through Vosk: it can be told what people say, and reads a sound as that.

Its network (Povey et al., "Purely sequence-trained neural networks for ASR based on lattice-free MMI", 2016) is smaller than
Whisper's and was trained on other speech, so the two mishear in different ways.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import vosk

from engine.speech.api import PhraseReading
from engine.speech.checksums import ModelDamaged
from engine.speech.models import Model
from engine.speech.recognizing.bounds import MODEL_RATE_HZ
from engine.speech.resample import from_pcm, resampled, to_pcm
from telephony.audio import SAMPLE_RATE_HZ

_OTHER: Final = "[unk]"
"""A word of its vocabulary that stands for all others."""
_LONGEST_WORD: Final = 4
"""Characters: what its vocabulary has many of."""
_CHINESE: Final = re.compile(r"[一-鿿]")
_HISS_DBFS: Final = -60.0
"""White noise over the whole: in what it was trained on, the upper half of the spectrum is not empty as it is of a line."""
_HISS_SEED: Final = 0
_GRAMMARS: Final = 32
"""Of scripts; about 100 kB each."""


class Vosk:
    """A loaded model; several threads may call `read` at the same time."""

    def __init__(self, model: Model) -> None:
        """Loads it.

        Raises:
            ModelDamaged: its files are not those of a model of Vosk.
        """
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(model.folder))
        except Exception as error:  # vosk raises nothing more special
            raise ModelDamaged(f"{model.folder} cannot be run: {error}") from error
        self._grammar = functools.lru_cache(maxsize=_GRAMMARS)(self._grammar_of)

    def read(self, pcm: bytes, phrases: Sequence[str]) -> PhraseReading:
        """What 8 kHz s16le audio says if it is made of phrases: one of them, or parts of several, one after another.

        Args:
            pcm: the sound.
            phrases: their Chinese characters count. The first reading of 4,000 new ones takes 50 ms longer.
        """
        recognizer = vosk.KaldiRecognizer(self._model, MODEL_RATE_HZ, self._grammar(tuple(phrases)))
        recognizer.SetWords(True)
        recognizer.AcceptWaveform(_as_trained(pcm))
        found: dict[str, Any] = json.loads(recognizer.FinalResult())
        words = [word for word in found.get("result", ()) if word["word"] != _OTHER]
        if not words:
            return PhraseReading("", 0.0)
        return PhraseReading("".join(word["word"] for word in words), float(np.mean([word["conf"] for word in words])))

    def _grammar_of(self, phrases: tuple[str, ...]) -> str:
        divided = (self._words(_CHINESE.findall(phrase)) for phrase in phrases)
        return json.dumps([*dict.fromkeys(filter(None, divided)), _OTHER], ensure_ascii=False)

    def _words(self, characters: Sequence[str]) -> str | None:
        """The longest words from left to right, with spaces between; None if one is not in the vocabulary."""
        words, at = [], 0
        while at < len(characters):
            ends = range(min(at + _LONGEST_WORD, len(characters)), at, -1)
            end = next((end for end in ends if self._model.vosk_model_find_word("".join(characters[at:end])) >= 0), None)
            if end is None:
                return None
            words.append("".join(characters[at:end]))
            at = end
        return " ".join(words)


def _as_trained(pcm: bytes) -> bytes:
    sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
    hiss = np.random.default_rng(_HISS_SEED).standard_normal(len(sound), np.float32) * 10 ** (_HISS_DBFS / 20)
    return to_pcm(sound + hiss)
