"""Stages as the settings describe calls: the product's turn taking, policy and classifier, with what the cache has of it."""

from __future__ import annotations

import functools
from collections.abc import Callable

from engine.call.answering.policy import policy_of
from engine.dialog.intents import HeadFiles
from engine.dialog.script import Script
from engine.rehearsal.meaning import example_classifier
from engine.rehearsal.stage import RECOGNITION_MS, Stage
from engine.rehearsal.vectors import VectorStore, vector_store
from engine.settings import Settings
from engine.speech.models import ModelStore


def stages(settings: Settings, recognition_ms: int = RECOGNITION_MS) -> Callable[[Script], Stage]:
    """Builds stages; the language's encoder is looked for at its first, and loaded when a text is new.

    Raises (when it is called):
        SpeechUnavailable: the encoder is missing, damaged or cannot be loaded.
    """
    models = functools.cache(lambda: ModelStore(settings.cache_dir))
    vectors: dict[str, VectorStore] = {}

    def stage(script: Script) -> Stage:
        if script.language not in vectors:
            vectors[script.language] = vector_store(settings, script.language, models())
        store = vectors[script.language]
        classifier = example_classifier(script, store.embed, HeadFiles.below(settings.cache_dir, store.identity))
        return Stage(script, classifier, settings.conversation, policy_of(settings.answering), recognition_ms)

    return stage
