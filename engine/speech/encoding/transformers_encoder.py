"""Sentence vectors with transformers: mean pooling over the tokens (Reimers & Gurevych, Sentence-BERT, 2019), L2-normalised.

For encoders that a setting names and that `engine.speech.encoding.bert_encoder`, which is quicker, does not run.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from engine.speech.api import SpeechUnavailable, Vectors
from engine.speech.devices import Chosen
from engine.speech.models import Model

_MAX_TOKENS: Final = 256
_BATCH: Final = 32


class SentenceEncoder:
    """A loaded encoder."""

    def __init__(self, model: Model, device: Chosen) -> None:
        torch.set_num_threads(1)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # people talk with scripts on this terminal
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(str(model.folder), local_files_only=True)
            network: Any = AutoModel.from_pretrained(str(model.folder), local_files_only=True, use_safetensors=True)
        except (OSError, ValueError) as error:
            raise SpeechUnavailable(f"encoder `{model.name}` cannot be loaded: {error}") from error
        self._network = network.to(device).eval()
        self._device = device
        self._prefix = model.prefix
        # The tokenizer's padding state is not safe for two threads.
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        return int(self._network.config.hidden_size)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, shape [len(texts), dimensions]."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._lock, torch.inference_mode():
            rows = [self._batch(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(rows)

    def _batch(self, texts: Sequence[str]) -> Vectors:
        tokens = self._tokenizer(
            [self._prefix + text for text in texts], padding=True, truncation=True, max_length=_MAX_TOKENS, return_tensors="pt"
        ).to(self._device)
        hidden = self._network(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        vectors: Vectors = torch.nn.functional.normalize(mean, dim=1).float().cpu().numpy()
        return vectors
