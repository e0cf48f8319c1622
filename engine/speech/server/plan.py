"""What a speech server is going to load: everything that can be wrong with its settings shows here, before the slow imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.settings import SpeechSection
from engine.speech.catalogue import Kind
from engine.speech.devices import Chosen, choose, ctranslate2_has_cuda, onnxruntime_has_cuda
from engine.speech.encoders import encoders_for, encoders_have_cuda
from engine.speech.models import Model, ModelStore
from engine.speech.recognizing.recognizers import find_phrase_recognizer, recognizers_for


@dataclass(frozen=True, slots=True)
class Plan:
    """Checked models and the devices they go to."""

    recognizers: tuple[Model, ...]
    """Loaded at start; others when they are first asked for."""
    phrase_recognizer: Model | None
    """Loaded at start; None: see `find_phrase_recognizer`."""
    whisper_device: Chosen
    encoders: tuple[Model, ...]
    """Loaded at start; others when they are first asked for."""
    encoder_device: Chosen
    voices: tuple[Model, ...]
    """Loaded at start; others when they are first asked for."""
    voice_device: Chosen


def make_plan(settings: SpeechSection, store: ModelStore, voices: Sequence[str], languages: Sequence[str]) -> Plan:
    """Checks the settings against this machine.

    Args:
        settings: models and devices by name.
        store: finds the models.
        voices: to be loaded at start.
        languages: ISO 639-1 codes of what will be read and encoded.

    Raises:
        SpeechUnavailable: a model is unknown, missing or damaged, or a device cannot be had.
    """
    names = dict.fromkeys(name for language in languages for name in encoders_for(settings, language))
    store.identity(settings.english_recognizer, Kind.ASR)  # a name that nobody knows is an error, even if no English is read today
    if settings.phrase_recognizer:
        store.identity(settings.phrase_recognizer, Kind.PHRASES)
    encoders = tuple(store.resolve(name, Kind.ENCODER) for name in names)
    return Plan(
        recognizers=tuple(store.resolve(name, Kind.ASR) for name in recognizers_for(settings, languages)),
        phrase_recognizer=find_phrase_recognizer(store, settings, languages),
        encoders=encoders,
        voices=tuple(store.resolve(voice, Kind.TTS) for voice in dict.fromkeys(voices)),
        whisper_device=choose(settings.whisper_device, cuda=ctranslate2_has_cuda(), what="speech.whisper_device"),
        voice_device=choose(settings.voice_device, cuda=onnxruntime_has_cuda(), what="speech.voice_device"),
        encoder_device=choose(settings.encoder_device, cuda=encoders_have_cuda(encoders), what="speech.encoder_device"),
    )
