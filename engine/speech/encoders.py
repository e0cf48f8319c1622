"""Sentence encoders by language: which ones the settings mean, and the loaded ones of this process.

English is encoded by two models side by side: they err on different sentences, and together on fewer (docs/intents.md).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from engine.settings import SpeechSection
from engine.speech.api import Vectors
from engine.speech.catalogue import Engine, Kind
from engine.speech.devices import Chosen, ctranslate2_has_cuda, torch_has_cuda
from engine.speech.load_log import logged
from engine.speech.models import Model, ModelStore


class LoadedEncoder(Protocol):
    """An encoder in this process. `embed` may be called from several threads."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        ...


_SECOND_WEIGHT: Final = 2.4
"""Of the multilingual encoder beside the English one. e5's vectors lie close together (cosines of 0.8 and more): with this weight,
what distinguishes two of them counts about as much as what distinguishes two of the English one's; 1.6 to 3.2 do as well."""


class SideBySide:
    """Two encoders as one: a row holds both of their rows."""

    def __init__(self, first: LoadedEncoder, second: LoadedEncoder) -> None:
        self._first = first
        self._second = second

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `LoadedEncoder`."""
        rows = np.hstack([self._first.embed(texts), _SECOND_WEIGHT * self._second.embed(texts)])
        joined: Vectors = (rows / (1 + _SECOND_WEIGHT**2) ** 0.5).astype(np.float32)
        return joined


def encoders_for(settings: SpeechSection, language: str) -> tuple[str, ...]:
    """The names, folders or hub names of the one or two encoders for texts of a language (ISO 639-1)."""
    if language == "en":
        return tuple(dict.fromkeys((settings.encoder, settings.multilingual_encoder)))
    return (settings.multilingual_encoder,)


def encoder_identity(store: ModelStore, settings: SpeechSection, language: str) -> str:
    """What distinguishes the vectors of a language from those of other settings. Raises as `ModelStore.resolve`."""
    identities = [store.identity(name, Kind.ENCODER) for name in encoders_for(settings, language)]
    return identities[0] if len(identities) == 1 else f"{'+'.join(identities)}*{_SECOND_WEIGHT}"


def language_encoder(store: ModelStore, settings: SpeechSection, language: str) -> LoadedEncoder:
    """Loads what encodes a language, on the CPU.

    Raises:
        SpeechUnavailable: a model is not there, or cannot be loaded.
    """
    names = encoders_for(settings, language)
    return _together([load_encoder(store.resolve(name, Kind.ENCODER), "cpu") for name in names])


def _together(encoders: Sequence[LoadedEncoder]) -> LoadedEncoder:
    return SideBySide(*encoders) if len(encoders) > 1 else encoders[0]


def load_encoder(model: Model, device: Chosen) -> LoadedEncoder:
    """Loads a model.

    Raises:
        SpeechUnavailable: it cannot be loaded.
    """
    if model.engine is Engine.CTRANSLATE2:
        from engine.speech.encoding.bert_encoder import BertEncoder  # a rehearsal with kept vectors needs no model at all

        return BertEncoder(model, device)
    from engine.speech.encoding.transformers_encoder import SentenceEncoder  # torch and transformers: seconds of imports

    return SentenceEncoder(model, device)


def encoders_have_cuda(models: Sequence[Model]) -> bool:
    """True if the libraries that run these encoders find a CUDA device."""
    # Torch is seconds of imports, and few need it.
    needs_torch = any(model.engine is Engine.TRANSFORMERS for model in models)
    return ctranslate2_has_cuda() and (not needs_torch or torch_has_cuda())


class Encoders:
    """Loaded encoders by language; safe for several threads."""

    def __init__(self, store: ModelStore, settings: SpeechSection, device: Chosen, first: Sequence[Model]) -> None:
        """Loads `first`; others when they are first asked for."""
        self._store = store
        self._settings = settings
        self._device = device
        self._lock = threading.Lock()
        self._loaded = {model.name: self._ready(model) for model in first}

    def get(self, language: str) -> LoadedEncoder:
        """The encoder for texts of a language.

        Raises:
            SpeechUnavailable: there is none, or it cannot be loaded.
        """
        names = encoders_for(self._settings, language)
        with self._lock:
            for name in names:
                if name not in self._loaded:
                    self._loaded[name] = self._ready(self._store.resolve(name, Kind.ENCODER))
            return _together([self._loaded[name] for name in names])

    def _ready(self, model: Model) -> LoadedEncoder:
        with logged(model):
            encoder = load_encoder(model, self._device)
            encoder.embed(["ready"])  # the first pass allocates
        return encoder
