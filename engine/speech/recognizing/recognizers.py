"""Recognizers by language: which one the settings mean, and the loaded ones of this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from engine.settings import SpeechSection
from engine.speech.api import PhraseReading, Reading
from engine.speech.catalogue import Engine, Kind
from engine.speech.devices import Chosen
from engine.speech.joining import ModelMissing
from engine.speech.load_log import logged
from engine.speech.models import Model, ModelStore
from engine.speech.recognizing.guards import Heard

log = logging.getLogger(__name__)

_PHRASES_IN: Final = "zh"


class Recognizer(Protocol):
    """A model in this process that reads speech. Its methods may be called from several threads."""

    def transcribe(self, pcm: bytes, *, language: str, hint: str = "", cancelled: Callable[[], bool] = lambda: False) -> Heard:
        """What 8 kHz s16le audio says, empty if nobody said it.

        Args:
            pcm: the sound.
            language: ISO 639-1.
            hint: likely answers, for models that take any.
            cancelled: nobody waits for the text any more.

        Raises:
            SpeechUnavailable: the model does not know the language.
        """
        ...

    def read_again(self, pcm: bytes, *, language: str) -> tuple[Reading, ...]:
        """What it may say: see `engine.speech.api.Rereader`. Raises as `transcribe`, or if the sound is too long."""
        ...


class PhraseRecognizer(Protocol):
    """A model in this process that reads speech as phrases. Its methods may be called from several threads."""

    def read(self, pcm: bytes, phrases: Sequence[str]) -> PhraseReading:
        """What 8 kHz s16le audio says if it is made of `phrases`."""
        ...


def recognizer_for(settings: SpeechSection, language: str) -> str:
    """The name, folder or hub name of the model that reads a language (ISO 639-1)."""
    return settings.english_recognizer if language == "en" else settings.whisper


def recognizers_for(settings: SpeechSection, languages: Sequence[str]) -> tuple[str, ...]:
    """Those that read these languages, and the one that reads again what was not understood."""
    first = (recognizer_for(settings, language) for language in languages)
    return tuple(dict.fromkeys((*first, settings.whisper)))


def find_phrase_recognizer(store: ModelStore, settings: SpeechSection, languages: Sequence[str]) -> Model | None:
    """What reads phrases of these languages; None: none is needed, or wanted, or it is not installed, which is logged.

    Raises:
        SpeechUnavailable: it is unknown or damaged.
    """
    if settings.phrase_recognizer is None or _PHRASES_IN not in languages:
        return None
    try:
        return store.resolve(settings.phrase_recognizer, Kind.PHRASES)
    except ModelMissing as error:
        missing = "more Mandarin will be misunderstood: the recognizer that reads it a second time is missing: %s"
        log.warning(missing, error, extra={"action": "phrase_recognizer_missing"})
        return None


def load_recognizer(model: Model, settings: SpeechSection, device: Chosen) -> Recognizer:
    """Loads a model.

    Args:
        model: of the kind `asr`.
        settings: how a Whisper model is run.
        device: of a Whisper model; Moonshine runs on the CPU.

    Raises:
        SpeechUnavailable: it cannot be loaded.
    """
    if model.engine is Engine.MOONSHINE:
        from engine.speech.recognizing.moonshine import Moonshine  # a server that only reads Mandarin needs none of its libraries

        return Moonshine(model)
    from engine.speech.recognizing.whisper import Whisper

    return Whisper(model, device=device, compute_type=settings.whisper_compute_type, workers=settings.whisper_workers)


def language_recognizer(store: ModelStore, settings: SpeechSection, language: str) -> Recognizer:
    """Loads what reads a language, on the CPU.

    Raises:
        SpeechUnavailable: the model is not there, or cannot be loaded.
    """
    return load_recognizer(store.resolve(recognizer_for(settings, language), Kind.ASR), settings, "cpu")


class Recognizers:
    """Loaded recognizers by language; safe for several threads."""

    def __init__(
        self, store: ModelStore, settings: SpeechSection, device: Chosen, first: Sequence[Model], phrases: Model | None = None
    ) -> None:
        """Loads `first`, and what reads phrases; others when they are first asked for."""
        self._store = store
        self._settings = settings
        self._device = device
        self._lock = threading.Lock()
        self._loaded = {model.name: self._load(model) for model in first}
        self._of_phrases: dict[str, PhraseRecognizer | None] = {_PHRASES_IN: _load_phrase_recognizer(phrases)} if phrases else {}

    def get(self, language: str) -> Recognizer:
        """What reads a language.

        Raises:
            SpeechUnavailable: its model is not there, or cannot be loaded.
        """
        return self._named(recognizer_for(self._settings, language))

    def for_another_reading(self) -> Recognizer:
        """Whisper: it tells several readings, and errs otherwise than what reads English. Raises as `get`."""
        return self._named(self._settings.whisper)

    def of_phrases(self, language: str) -> PhraseRecognizer | None:
        """What reads phrases of a language; None: see `find_phrase_recognizer`.

        Raises:
            SpeechUnavailable: its model is unknown or damaged.
        """
        with self._lock:
            if language not in self._of_phrases:
                model = find_phrase_recognizer(self._store, self._settings, [language])
                self._of_phrases[language] = _load_phrase_recognizer(model) if model else None
            return self._of_phrases[language]

    def _named(self, name: str) -> Recognizer:
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(self._store.resolve(name, Kind.ASR))
            return self._loaded[name]

    def _load(self, model: Model) -> Recognizer:
        with logged(model):
            return load_recognizer(model, self._settings, self._device)


def _load_phrase_recognizer(model: Model) -> PhraseRecognizer:
    with logged(model):
        from engine.speech.recognizing.vosk import Vosk  # its library is an extra

        return Vosk(model)
