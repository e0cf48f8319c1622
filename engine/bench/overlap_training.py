"""Learns the weights of barge-in, and reports on voices it has not heard: `python -m engine.bench.overlap_training FILES`.

The sounds are .npz files (one array of 8 kHz int16 a sound, named `voice|bc|text` for a response and `voice|in|text` for an
interruption) of any origin; `docs/overlap.md` says which ones made the shipped weights. Whole voices stay out of the learning:
those that `HELD_OUT` names, and every recording of a human, because humans are there with interruptions only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.bench.overlap_hearing import HeardSound, Labelled, hear
from engine.bench.overlap_report import report
from engine.call.overlap_classifier import Logistic, LogisticClassifier, weights_as_text
from engine.call.overlap_sound import LEAD_FRAMES, Numbers, describe
from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.vad import load_speech_model

AGES_FRAMES: Final = (10, 12, 15, 18, 22, 26, 30)
"""Ages at which a sound is judged, in frames since its onset: 200 to 600 ms."""
HELD_OUT: Final = (
    *("kokoro-nina", "kokoro-tessa", "kokoro-kurt", "flite-awb", "flite-slt", "human"),
    *("espeak-en-us+f4", "espeak-en-us+m2", "espeak-en-us+steph", "espeak-en-gb", "espeak-en-us+m7"),
)
"""Beginnings of the names of voices that are not learned from."""
_RIDGE: Final = 20.0
"""Penalty on squared weights: chosen on the learned voices' AUC, flat between 10 and 40."""
_STEPS: Final = 25
_STILL_FRAMES: Final = 5
"""A sound whose last frames are all silent is over: nothing to judge."""


def sounds_in(paths: Sequence[Path]) -> Iterator[Labelled]:
    """The labelled sounds of some files."""
    for path in paths:
        with np.load(path) as arrays:
            for name in arrays.files:
                voice, kind, text = name.split("|")
                if kind in ("bc", "in"):
                    yield Labelled(voice, "response" if kind == "bc" else "interruption", text, arrays[name])


def learn(heard: Sequence[HeardSound]) -> dict[int, Logistic]:
    """One regression per age, both kinds counting the same."""
    learned = {}
    for frames in AGES_FRAMES:
        young = [sound for sound in heard if _still_sounds(sound, frames)]
        vectors = np.stack([describe(sound.rows[: frames + LEAD_FRAMES], sound.speech[: frames + LEAD_FRAMES]) for sound in young])
        learned[frames] = fit(vectors, np.array([sound.kind == "interruption" for sound in young]))
    return learned


def fit(vectors: Numbers, positive: NDArray[np.bool_]) -> Logistic:
    """Ridge logistic regression by Newton's method; the standardization is folded into the weights."""
    mean, scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-3
    inputs = np.column_stack([(vectors - mean) / scale, np.ones(len(vectors))]).astype(np.float64)
    share = np.where(positive, 0.5 / positive.mean(), 0.5 / (1 - positive.mean()))
    ridge = np.diag([*[_RIDGE] * vectors.shape[1], 1e-6])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (share * (chance - positive)) + ridge @ weights
        curvature = (inputs * (share * chance * (1 - chance))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(curvature, gradient)
    return Logistic((weights[:-1] / scale).astype(np.float32), float(weights[-1] - weights[:-1] @ (mean / scale)))


def _still_sounds(sound: HeardSound, frames: int) -> bool:
    seen = sound.speech[: frames + LEAD_FRAMES]
    return sound.delay_ms is not None and len(seen) == frames + LEAD_FRAMES and bool(seen[-_STILL_FRAMES:].any())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.bench.overlap_training", description=__doc__)
    parser.add_argument("sounds", nargs="+", type=Path, help=".npz files")
    parser.add_argument("--weights", type=Path, help="where to write the weights; without it they are only reported on")
    arguments = parser.parse_args()
    model = load_speech_model(ModelStore(load_settings(None, {}).cache_dir))
    heard = list(hear(dict(enumerate(sounds_in(arguments.sounds))), model, LEAD_FRAMES))
    known = [sound for sound in heard if not sound.voice.startswith(HELD_OUT)]
    learned = learn(known)
    if arguments.weights:
        about = f"{len(known)} sounds of {len({sound.voice for sound in known})} synthetic voices; see docs/overlap.md"
        arguments.weights.write_text(weights_as_text(learned, about), encoding="utf-8")
    sys.stdout.write(report(heard, LogisticClassifier(learned), HELD_OUT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
