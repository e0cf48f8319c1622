"""The learned half of barge-in: one logistic regression per age of a sound, its weights in `overlap_weights.json` beside this file.

`python -m engine.bench.overlap_training` makes the weights; `docs/overlap.md` says from what, and how far they can be trusted.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.call.overlap_sound import LEAD_FRAMES, Numbers, describe

WEIGHTS: Final = importlib.resources.files("engine.call") / "overlap_weights.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights for `describe` vectors, the standardization folded in."""

    weights: Numbers
    bias: float

    def probability(self, vector: Numbers) -> float:
        """0 to 1."""
        return float(1.0 / (1.0 + np.exp(-np.clip(self.weights @ vector + self.bias, -30.0, 30.0))))


class LogisticClassifier:
    """Fulfils `engine.call.overlap.SoundClassifier`; stateless, shared by all calls of a process."""

    def __init__(self, by_frames: Mapping[int, Logistic]) -> None:
        """`by_frames`: the regression for a sound of so many frames."""
        self._by_frames = by_frames

    def interrupts(self, rows: Sequence[Numbers], speech: Sequence[bool]) -> float | None:
        logistic = self._by_frames.get(len(rows) - LEAD_FRAMES)
        return None if logistic is None else logistic.probability(describe(np.stack(rows), np.array(speech)))


@functools.cache
def load_classifier() -> LogisticClassifier:
    """The shipped one."""
    return classifier_from(WEIGHTS.read_text(encoding="utf-8"))


def classifier_from(text: str) -> LogisticClassifier:
    """Reads what `weights_as_text` wrote."""
    table: dict[str, dict[str, list[float]]] = json.loads(text)["by_frames"]
    return LogisticClassifier(
        {int(frames): Logistic(np.array(row["weights"], dtype=np.float32), row["bias"][0]) for frames, row in table.items()}
    )


def weights_as_text(by_frames: Mapping[int, Logistic], about: str) -> str:
    """The weights file."""
    table = {
        str(frames): {"weights": [round(float(weight), 5) for weight in one.weights], "bias": [round(one.bias, 5)]}
        for frames, one in sorted(by_frames.items())
    }
    return json.dumps({"about": about, "by_frames": table}, indent=None, separators=(",", ":")) + "\n"
