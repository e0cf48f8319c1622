"""What calls with a script need beside its files, made before the first: the speech of all that is the same in every call, and the
classifiers of what people say.

It is kept in the machine's cache by content, so a version that was prepared once starts without work, and what two versions
have in common is made once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from engine.call.speaking import prepare_speech
from engine.dialog.intents import ExampleClassifier, HeadFiles
from engine.dialog.loader import ScriptFile
from engine.settings import Settings
from engine.speech.api import Priority
from engine.speech.encoders import encoder_identity
from engine.speech.models import ModelStore
from engine.speech.prompts.prepared import PromptCache
from engine.speech.server.client import SpeechClient
from engine.speech.server.supervised import SpeechServerProcess


def voices_of(settings: Settings, file: ScriptFile) -> dict[str, str]:
    """By language: the settings' voice, unless it is known to speak another one only; else the script's or the language's own."""
    store, chosen = ModelStore(settings.cache_dir), settings.speech.voice
    known = store.catalogue.models.get(chosen or "")
    voices: dict[str, str] = {}
    for locale, script in file.languages.items():
        speaks = len(file.languages) == 1 or known is None or script.language in known.languages
        voices[locale] = (chosen if speaks else None) or script.voice or store.voice_for(script.language)
    return voices


async def prepare_prompts(settings: Settings, file: ScriptFile, voices: Mapping[str, str], speech_socket: Path) -> None:
    """Works on the recordings of a script and synthesizes its fixed sentences, as far as the cache does not have them.

    Args:
        settings: for the cache.
        file: the script.
        voices: by the script's languages.
        speech_socket: of a running speech server.

    Raises:
        SpeechUnavailable: a sentence could not be synthesized, or a recording cannot be used.
    """
    async with SpeechClient(speech_socket) as client:
        prompts = PromptCache(settings.cache_dir / "prompts", client, ModelStore(settings.cache_dir).identity)
        await prepare_speech(prompts, file, voices)


async def prepare_intents(settings: Settings, file: ScriptFile, speech_socket: Path) -> None:
    """Trains the script's intent classifiers, as far as the cache does not have them.

    Args:
        settings: for the cache and the encoders.
        file: the script.
        speech_socket: of a running speech server.

    Raises:
        SpeechUnavailable: an encoder cannot be had.
    """
    identities = encoder_identities(settings, file)
    async with SpeechClient(speech_socket) as client:
        for locale, script in file.languages.items():
            embed = partial(client.embed, language=script.language, priority=Priority.BACKGROUND)
            kept = HeadFiles.below(settings.cache_dir, identities[locale])
            await ExampleClassifier(script, embed, kept).prepare()


def encoder_identities(settings: Settings, file: ScriptFile) -> dict[str, str]:
    """Of the encoders that the settings name for the script's languages, by language. Raises as `ModelStore.resolve`."""
    store = ModelStore(settings.cache_dir)
    return {locale: encoder_identity(store, settings.speech, script.language) for locale, script in file.languages.items()}


def text_languages(*files: ScriptFile) -> tuple[str, ...]:
    """The languages whose encoders scripts need, each once."""
    return tuple(dict.fromkeys(script.language for file in files for script in file.languages.values()))


def prepare_with(settings: Settings, tell: Callable[[str], None]) -> Callable[[ScriptFile], None]:
    """Prepares scripts with a speech server of its own; `tell` hears of each step."""

    async def prepare(file: ScriptFile) -> None:
        voices = voices_of(settings, file)
        tell("loading speech models")
        spoken = tuple(dict.fromkeys(voices.values()))
        async with SpeechServerProcess(settings.speech, settings.cache_dir, spoken, text_languages(file)) as speech:
            tell(f"synthesizing {sum(len(script.fixed_sentences()) for script in file.languages.values())} fixed sentences")
            await prepare_prompts(settings, file, voices, speech.socket_path)
            tell("learning the intents")
            await prepare_intents(settings, file, speech.socket_path)

    return lambda file: asyncio.run(prepare(file))
