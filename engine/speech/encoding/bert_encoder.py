"""Sentence vectors of a BERT or MPNet encoder in 8-bit weights with CTranslate2.

It takes a quarter of the time that torch does on one CPU thread.
Mean pooling over the tokens (Reimers & Gurevych, Sentence-BERT, 2019), L2-normalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import ctranslate2
import numpy as np
from tokenizers import Tokenizer

from engine.speech.api import SpeechUnavailable, Vectors
from engine.speech.devices import Chosen
from engine.speech.encoding.bert import FIRST_POSITION
from engine.speech.encoding.unigram import FILE as UNIGRAM
from engine.speech.encoding.unigram import load_unigram
from engine.speech.models import Model

_MAX_TOKENS: Final = 256
_BATCH: Final = 32


def _divider(folder: Path) -> Callable[[str], list[int]]:
    """What makes tokens of a text."""
    if (folder / UNIGRAM).is_file():
        unigram = load_unigram(folder / UNIGRAM)
        return lambda text: unigram.encode(text, _MAX_TOKENS)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_MAX_TOKENS)
    return lambda text: list(tokenizer.encode(text).ids)


class BertEncoder:
    """A loaded encoder; several threads may use it."""

    def __init__(self, model: Model, device: Chosen) -> None:
        """Loads a converted model.

        Raises:
            SpeechUnavailable: it cannot be loaded.
        """
        try:
            self._divide = _divider(model.folder)
            config = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
            self._first_position: int | None = config.get(FIRST_POSITION)
            self._network: Any = ctranslate2.Encoder(str(model.folder), device=device, compute_type="int8", intra_threads=1)
        except Exception as error:  # the library `tokenizers` raises nothing more special
            raise SpeechUnavailable(f"encoder `{model.name}` cannot be loaded on {device}: {error}") from error
        self._prefix = model.prefix
        self.dimensions = self._batch([[0]]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, shape [len(texts), dimensions]."""
        tokens = [self._divide(self._prefix + text) for text in texts]
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda index: len(tokens[index]))  # padding is work, too
        for start in range(0, len(texts), _BATCH):
            batch = by_length[start : start + _BATCH]
            rows[batch] = self._batch([tokens[index] for index in batch])
        return rows

    def _batch(self, tokens: list[list[int]]) -> Vectors:
        output = self._network.forward_batch(tokens, token_type_ids=self._positions(tokens)).last_hidden_state
        hidden = np.asarray(output.to_device(ctranslate2.Device.cpu))
        sums = np.stack([row[: len(ids)].sum(axis=0) for row, ids in zip(hidden, tokens, strict=True)])
        vectors: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return vectors

    def _positions(self, tokens: list[list[int]]) -> list[list[int]] | None:
        """Where the network cannot count them itself."""
        first = self._first_position
        return None if first is None else [[first + index for index in range(len(ids))] for ids in tokens]
