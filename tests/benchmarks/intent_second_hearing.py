"""What the second hearing brings: figures of docs/intents.md.

```
phrase ─▶ voice ─▶ noise ─▶ 8 kHz, G.711 μ-law ─▶ recognizer, with the question's hint ─▶ intent, or `SecondHearing`
```

`python -m tests.benchmarks.intent_second_hearing --only "appointment, zh" --count 60`; every second phrase is spoken 14 % lower.
About a second of a core for each phrase and line.
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import asyncio
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from engine.call.second_hearing import SecondHearing
from engine.dialog.asides import is_aside
from engine.dialog.intents import IntentClassifier, IntentMatch, noisy_channel, phrases_of
from engine.dialog.moves import Expectation
from engine.settings import load_settings
from engine.speech.api import PhraseReading, Priority, Reading, Transcript
from engine.speech.denoising import denoiser
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import PhraseRecognizer, Recognizer, Recognizers
from engine.speech.server.loading import Voices
from engine.speech.voices.voice import Speaker, phone_audio
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tests.benchmarks.intent_cases import Answer, Phrase, answers, phrases_in, rates, script_in
from tests.benchmarks.intent_hearing import SNRS_DB, hints, on_the_line
from tests.benchmarks.intents import KINDS, Subject, encoder, prepared, subjects
from tests.benchmarks.kokoro_speakers import MandarinSpeakers

Speak = Callable[[Iterable[str]], Iterator[bytes]]

_FIRST: Final = "first hearing"
_LOWER: Final = 0.86
_SEED: Final = 11


class Ears:
    """Reads each sound once, however often it is asked."""

    def __init__(self, recognizer: Recognizer, of_phrases: PhraseRecognizer | None) -> None:
        self._recognizer = recognizer
        self._of_phrases = of_phrases
        self._read: dict[bytes, tuple[Reading, ...]] = {}
        self._phrases: dict[bytes, PhraseReading] = {}

    async def read_again(
        self, pcm: bytes, *, language: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> tuple[Reading, ...]:
        """See `engine.speech.api.Rereader`."""
        if pcm not in self._read:
            self._read[pcm] = self._recognizer.read_again(pcm, language=language)
        return self._read[pcm]

    async def reads_phrases(self, language: str) -> bool:
        """See `engine.speech.api.Rereader`."""
        return self._of_phrases is not None

    async def read_phrases(
        self, pcm: bytes, *, language: str, phrases: Sequence[str], priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> PhraseReading:
        """See `engine.speech.api.Rereader`."""
        if self._of_phrases is None:
            return PhraseReading("", 0.0)
        if pcm not in self._phrases:
            self._phrases[pcm] = self._of_phrases.read(pcm, phrases)
        return self._phrases[pcm]

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """See `engine.speech.api.Transcriber`."""
        heard = self._recognizer.transcribe(pcm, language=language, hint=hint)
        return Transcript(heard.text, heard.avg_logprob, heard.no_speech_prob, heard.window_s, queue_ms=0.0, run_ms=0.0)


class _HearsAgain:
    """A classifier of one turn's text that listens to its sound again, as calls do."""

    def __init__(
        self, classifier: IntentClassifier, hearing: SecondHearing, pcm: bytes, speech_ms: int, language: str, logprob: float
    ) -> None:
        self._classifier = classifier
        self._hearing = hearing
        self._pcm = pcm
        self._speech_ms = speech_ms
        self._language = language
        self._logprob = logprob

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """See `IntentClassifier`."""
        match = await self._classifier.classify(text, among)
        if not text or is_aside(text, self._language):
            return match
        question = Expectation(tuple(among), (), "", only_intents=True)
        doubted = match.intent is not None and await self._hearing.doubts(
            text, match.intent, question, self._speech_ms, logprob=self._logprob
        )
        if match.intent is not None and not doubted:
            otherwise = await self._hearing.hear_otherwise(self._pcm, question, self._speech_ms, match, logprob=self._logprob)
            return IntentMatch(otherwise.intent, otherwise.confidence, "heard otherwise") if otherwise else match
        again = await self._hearing.hear(self._pcm, question, self._speech_ms, logprob=self._logprob, doubted=doubted)
        return IntentMatch(again.intent, again.confidence, "heard again") if again else replace(match, intent=None)


def lowered(pcm: bytes) -> bytes:
    """The same, 14 % lower and slower."""
    sound = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    return bytes(np.interp(np.arange(0, len(sound) - 1, _LOWER), np.arange(len(sound)), sound).astype("<i2").tobytes())


def spoken_by(speaker: Speaker, texts: Iterable[str]) -> Iterator[bytes]:
    """Each as 8 kHz s16le, every second one lowered."""
    for index, text in enumerate(texts):
        pcm = b"".join(phone_audio(speaker, text))
        yield lowered(pcm) if index % 2 else pcm


async def _measure(subject: Subject, count: int, speak: Speak, recognizers: Recognizers) -> None:
    script = script_in(subject.script, subject.language)
    classifier = await prepared(subject, encoder(subject.language))
    hint_of = hints(script)
    usual = next(iter(hint_of.values()))
    phrases = phrases_in(subject.phrases)
    random.Random(_SEED).shuffle(phrases)
    del phrases[count:]
    spoken = list(zip(phrases, speak(phrase.said for phrase in phrases), strict=True))
    recognizer = recognizers.get(subject.language)
    ears = Ears(recognizers.for_another_reading(), recognizers.of_phrases(subject.language))
    hearing_by = partial(SecondHearing, ears, classifier, subject.language)
    ways = {
        "and a second": hearing_by(None),
        "restored": hearing_by(None, noisy_channel(script)),
        "restored, and without the noise": hearing_by(denoiser(), noisy_channel(script)),
        "restored, as phrases, and without the noise": hearing_by(denoiser(), noisy_channel(script), phrases_of(script)),
    }
    for line, snr_db in SNRS_DB.items():
        noise, given = np.random.default_rng(_SEED), defaultdict[str, list[Answer]](list)
        for phrase, clean in spoken:
            pcm = on_the_line(clean, snr_db, noise)
            heard = recognizer.transcribe(pcm, language=subject.language, hint=hint_of.get(phrase.intent or "", usual))
            turn = [Phrase(phrase.intent, phrase.said, heard.text)]
            speech_ms = len(clean) // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ
            given[_FIRST] += await answers(classifier, script, turn)
            for name, hearing in ways.items():
                again = _HearsAgain(classifier, hearing, pcm, speech_ms, subject.language, heard.avg_logprob)
                given[name] += await answers(again, script, turn)
        for name, found in given.items():
            shares = ", ".join(f"{what} {rate.hits} of {rate.of}" for what, rate in rates(found).items())
            sys.stdout.write(f"{subject.name}, {line}, {name}: {shares}\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.intent_second_hearing", description="What a second hearing brings"
    )
    parser.add_argument("--kind", choices=KINDS, default="studied")
    parser.add_argument("--only", help="a subject, e.g. 'appointment, zh'")
    parser.add_argument("--count", type=int, default=60, help="phrases of each subject")
    parser.add_argument("--kokoro", type=Path, help="Mandarin by its speakers: a folder, see tests.benchmarks.kokoro_speakers")
    given = parser.parse_args()
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    recognizers = Recognizers(store, settings.speech, "cpu", ())
    voices = Voices(store, "cpu", ())
    others: dict[str, Speak] = {"zh": MandarinSpeakers(given.kokoro).spoken} if given.kokoro else {}
    for subject in subjects(given.kind):
        if given.only in (None, subject.name):
            speak = others.get(subject.language) or partial(spoken_by, voices.get(store.voice_for(subject.language)))
            asyncio.run(_measure(subject, given.count, speak, recognizers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
