"""How likely short phrases are, given a sound: Whisper's decoder forced to each of them.

A free decoding chooses among all that was ever subtitled, and of half a second of a noisy line it makes nothing, or something else.
What a few phrases have to do with the same sound it can still tell apart. The decoder reads the sound's own frames alone, without
the zeros of the window: that costs a fifth, and moves probabilities by less than phrases differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from engine.speech.api import Weights

Encoded = NDArray[np.floating[Any]]

MOST_PHRASES: Final = 16
"""Forced in one go, each some 12 ms of a core; of more, those whose first token is likeliest."""
_FREE_TOKENS: Final = 12
_FEATURES_PER_FRAME: Final = 2
_LEAST_PROBABILITY: Final = 1e-10
_STOPS: Final = {"zh": "。", "ja": "。"}


@dataclass(frozen=True, slots=True)
class ForcedDecoder:
    """One encoded sound, and a decoder that reads it."""

    model: Any
    """A `ctranslate2.models.Whisper`."""
    tokenizer: Any
    encoded: Encoded
    """The encoder's output for the sound, without the rest of the window: [1, frames of 20 ms, width]."""

    def weights(self, phrases: Sequence[str]) -> Weights:
        """Each phrase as a whole sentence; phrases are written without a full stop."""
        tokens = [self.tokenizer.encode(phrase) for phrase in phrases]
        written, starts = self._free()
        tried = sorted(range(len(tokens)), key=lambda index: -float(starts[tokens[index][0]]))[:MOST_PHRASES]
        free, *forced = self._forced([written, *(tokens[index] for index in tried)])
        weights = dict(zip(tried, forced, strict=True))
        return Weights(free if written else -math.inf, tuple(weights.get(index, -math.inf) for index in range(len(tokens))))

    def _free(self) -> tuple[list[int], Encoded]:
        """What the model writes by itself, and how likely each token is to be the first."""
        prompt = [*self.tokenizer.sot_sequence, self.tokenizer.no_timestamps]
        result = self.model.generate(
            self._times(1),
            [prompt],
            beam_size=1,
            max_length=len(prompt) + _FREE_TOKENS,
            suppress_blank=False,
            suppress_tokens=[],
            return_logits_vocab=True,
        )[0]
        written = [token for token in result.sequences_ids[0] if token < self.tokenizer.eot]
        return written, np.asarray(result.logits[0], dtype=np.float32).ravel()

    def _forced(self, texts: Sequence[Sequence[int]]) -> list[float]:
        """The log probability of each text, its full stop included."""
        stop = self.tokenizer.encode(_STOPS.get(self.tokenizer.language_code, "."))
        sentences = [[*text, *stop] for text in texts]
        frames = [self.encoded.shape[1] * _FEATURES_PER_FRAME] * len(texts)
        aligned = self.model.align(self._times(len(texts)), [*self.tokenizer.sot_sequence], sentences, frames)
        return [float(np.log(np.maximum(one.text_token_probs, _LEAST_PROBABILITY)).sum()) for one in aligned]

    def _times(self, count: int) -> ctranslate2.StorageView:
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(np.repeat(self.encoded, count, axis=0)))
