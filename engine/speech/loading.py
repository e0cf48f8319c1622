"""The models of one speech server, loaded: those of the settings at start, further voices when they are first asked for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from engine.settings import SpeechSection
from engine.speech.catalogue import Engine, Kind
from engine.speech.devices import choose, ctranslate2_has_cuda, onnxruntime_has_cuda, torch_has_cuda
from engine.speech.encoder import SentenceEncoder
from engine.speech.espeak import EspeakNg, EspeakSpeaker
from engine.speech.models import Model, ModelStore
from engine.speech.piper import PiperSpeaker
from engine.speech.voice import Speaker
from engine.speech.whisper import Whisper

log = logging.getLogger(__name__)


class Voices:
    """Loaded voices by name; safe for several threads."""

    def __init__(self, store: ModelStore, settings: SpeechSection) -> None:
        self._store = store
        self._device = choose(settings.voice_device, cuda=onnxruntime_has_cuda(), what="speech.voice_device")
        self._speakers: dict[str, Speaker] = {}
        self._espeak: EspeakNg | None = None
        self._lock = threading.Lock()

    def get(self, name: str) -> Speaker:
        """The voice called `name`, loaded if it is new.

        Raises:
            SpeechUnavailable: no such voice, or it cannot be loaded.
        """
        if (speaker := self._speakers.get(name)) is not None:
            return speaker
        with self._lock:
            if name not in self._speakers:
                self._speakers[name] = self._load(self._store.resolve(name, Kind.TTS))
            return self._speakers[name]

    def _load(self, model: Model) -> Speaker:
        started_s = time.monotonic()
        if model.engine is Engine.ESPEAK_NG and model.espeak_voice is not None:
            self._espeak = self._espeak or EspeakNg(model.folder)
            speaker: Speaker = EspeakSpeaker(self._espeak, model.espeak_voice)
        else:
            speaker = PiperSpeaker(model, self._device)
        _log_loaded(model, started_s)
        return speaker


class LoadedModels:
    """What the server's threads work with."""

    def __init__(self, settings: SpeechSection, cache_dir: Path, voices: Sequence[str]) -> None:
        """Loads everything the settings name, and `voices`.

        Raises:
            SpeechUnavailable: a model is missing or damaged, or a device cannot be had.
        """
        store = ModelStore(cache_dir)
        whisper_device = choose(settings.whisper_device, cuda=ctranslate2_has_cuda(), what="speech.whisper_device")
        encoder_device = choose(settings.encoder_device, cuda=torch_has_cuda(), what="speech.encoder_device")
        self.voices = Voices(store, settings)
        whisper, encoder = store.resolve(settings.whisper, Kind.ASR), store.resolve(settings.encoder, Kind.ENCODER)

        started_s = time.monotonic()
        self.whisper = Whisper(
            whisper, device=whisper_device, compute_type=settings.whisper_compute_type, workers=settings.whisper_workers
        )
        _log_loaded(whisper, started_s)
        started_s = time.monotonic()
        self.encoder = SentenceEncoder(encoder, encoder_device)
        self.encoder.embed(["ready"])  # the first pass allocates
        _log_loaded(encoder, started_s)
        for voice in voices:
            self.voices.get(voice)


def _log_loaded(model: Model, started_s: float) -> None:
    took_ms = round((time.monotonic() - started_s) * 1000)
    log.info("model loaded", extra={"action": "model_loaded", "model": model.name, "kind": model.kind, "took_ms": took_ms})
