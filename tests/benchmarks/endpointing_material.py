"""Recorded turns for the endpointing benchmark: whole, and with pauses put into gaps between their words.

Three kinds: *prompts* (Debian's asterisk-core-sounds-en-wav: one woman, human), *digits* (strings of her spoken digits)
and *answers* (`endpointing_lines.yaml` in the lab's voices). Each belongs to the tuning half or to the held-out half: prompts by a
hash of their name, digit strings by their seed, answers by their voice and their words.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from telephony.audio import FRAME_BYTES, SAMPLE_BYTES, SAMPLE_RATE_HZ
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line

SOUNDS: Final = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
TEXTS: Final = Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")
LINES: Final = Path(__file__).parent / "endpointing_lines.yaml"
TUNING_VOICES: Final = frozenset({"alma", "nina"})
_PER_MS: Final = SAMPLE_RATE_HZ // 1000
_STEP_MS: Final = 10
_GAP_BELOW_DB: Final = 33.0
"""A gap is this far below the clip's loud frames."""
_SHORTEST_GAP_MS: Final = 40
"""Shorter ones are mostly the closures of stop consonants."""
_EDGE_MS: Final = 450
"""A pause leaves at least this much speech on both sides."""
_NOISE_RMS: Final = 12.0
"""Of 16-bit samples, -69 dBFS: the noise of a quiet line, in inserted pauses and after the end."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Clip:
    """One turn of one person."""

    name: str
    kind: str
    """`prompt`, `digits` or `answer`."""
    held_out: bool
    text: str
    samples: Samples
    """Without silence around the speech."""
    gaps_ms: tuple[int, ...]
    """Middles of gaps between words, where a pause may be put; at most two."""


def noise(ms: int) -> Samples:
    """A quiet line."""
    rng = np.random.default_rng(ms)
    return (rng.standard_normal(ms * _PER_MS) * _NOISE_RMS).astype(np.int16)


def parts(clip: Clip, gap_ms: int | None) -> tuple[Samples, ...]:
    """The clip's speech before and after a gap; the whole clip without one."""
    if gap_ms is None:
        return (clip.samples,)
    return _trimmed(clip.samples[: gap_ms * _PER_MS]), _trimmed(clip.samples[gap_ms * _PER_MS :])


def frames(samples: Samples) -> Iterator[bytes]:
    """20 ms each; a last incomplete one is filled with zeros."""
    data = samples.astype("<i2").tobytes()
    for start in range(0, len(data), FRAME_BYTES):
        yield data[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")


def load(lines_dir: Path | None, *, prompts: int) -> list[Clip]:
    """All clips: so many prompts per half, the digit strings, and the answers if they have been rendered into `lines_dir`."""
    return [*_prompts(prompts), *_digits(), *(_answers(lines_dir) if lines_dir else ())]


def _prompts(per_half: int) -> Iterator[Clip]:
    taken = {False: 0, True: 0}
    texts = dict(_texts())
    for name in sorted(texts, key=_hash):
        held_out = _hash(name) % 2 == 1
        path = SOUNDS / f"{name}.wav"
        if taken[held_out] < per_half and path.is_file() and 0.5 < (samples := _read(path)).size / SAMPLE_RATE_HZ < 7:
            taken[held_out] += 1
            yield _clip(name, "prompt", held_out, texts[name], samples)


def _texts() -> Iterator[tuple[str, str]]:
    for line in gzip.decompress(TEXTS.read_bytes()).decode().splitlines():
        name, colon, text = line.partition(": ")
        if colon and text.strip() and not text.startswith(("[", "...")) and "/" not in name:
            yield name, text.strip()


def _digits() -> Iterator[Clip]:
    """Numbers said in two groups of digits; the gap for a pause is between the groups."""
    for seed in range(16):
        chance = random.Random(seed)
        first, second = chance.choice([(3, 4), (3, 2), (5, 5), (2, 3), (4, 4)])
        said = [chance.randrange(10) for _ in range(first + second)]
        groups = [
            np.concatenate([np.concatenate([_read(SOUNDS / "digits" / f"{digit}.wav"), noise(80)]) for digit in group])
            for group in (said[:first], said[first:])
        ]
        gap_ms = len(groups[0]) // _PER_MS
        text = " ".join(map(str, said))
        yield Clip(f"digits-{seed}", "digits", seed % 2 == 1, text, _trimmed(np.concatenate(groups)), (gap_ms,))


def _answers(lines_dir: Path) -> Iterator[Clip]:
    lines = YAML(typ="safe").load(LINES.read_text(encoding="utf-8"))
    for voice, texts in lines.items():
        for text in texts:
            samples = np.frombuffer(read_line(recorded_path(voice, text, lines_dir)), dtype="<i2")
            yield _clip(f"{voice}: {text}", "answer", voice not in TUNING_VOICES, text, samples)


def _clip(name: str, kind: str, held_out: bool, text: str, samples: Samples) -> Clip:
    samples = _trimmed(samples)
    found = [
        middle_ms
        for middle_ms, _ in sorted(_gaps(samples), key=lambda gap: -gap[1])
        if _EDGE_MS <= middle_ms <= len(samples) // _PER_MS - _EDGE_MS
    ]
    others = found[1:]
    chosen = [*found[:1], *([others[_hash(name) // 2 % len(others)]] if others else [])]
    return Clip(name, kind, held_out, text, samples, tuple(chosen))


def _gaps(samples: Samples) -> Iterator[tuple[int, int]]:
    """Middle and length of every quiet stretch, in ms."""
    levels = _levels(samples)
    quiet = levels < np.percentile(levels, 95) - _GAP_BELOW_DB
    start: int | None = None
    for index, is_quiet in enumerate([*quiet, False]):
        if is_quiet and start is None:
            start = index
        elif not is_quiet and start is not None:
            length_ms = (index - start) * _STEP_MS
            if length_ms >= _SHORTEST_GAP_MS:
                yield (start + index) * _STEP_MS // 2, length_ms
            start = None


def _trimmed(samples: Samples) -> Samples:
    """Without the quiet before the first and after the last sound: the end is what a listener calls the end."""
    levels = _levels(samples)
    loud = np.flatnonzero(levels > np.percentile(levels, 95) - _GAP_BELOW_DB)
    per_step = _STEP_MS * _PER_MS
    return samples[loud[0] * per_step : (loud[-1] + 1) * per_step]


def _levels(samples: Samples) -> NDArray[np.float64]:
    """DB of each 10 ms."""
    per_step = _STEP_MS * _PER_MS
    whole = samples[: len(samples) // per_step * per_step].reshape(-1, per_step).astype(np.float64)
    levels: NDArray[np.float64] = 10 * np.log10(np.mean(whole * whole, axis=1) + 1e-3)
    return levels


def _read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        data: bytes = file.readframes(file.getnframes())
    assert len(data) % SAMPLE_BYTES == 0
    return np.frombuffer(data, dtype="<i2")


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
