"""The learned half of barge-in: a small recurrent network that hears a sound frame by frame; weights in `weights.npz`.

`python -m engine.bench.overlap_training` makes the weights; `docs/overlap.md` says from what, and how far they can be trusted.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass, fields
from typing import IO, Final

import numpy as np

from engine.call.overlap.sound import INPUTS, LEAD_FRAMES, FrameInput, Numbers
from engine.call.steady import FOREVER_FRAMES

WEIGHTS: Final = importlib.resources.files("engine.call.overlap") / "weights.npz"

YOUNGEST_FRAMES: Final = 10
"""200 ms: before that words cannot be told from hums."""
OLDEST_FRAMES: Final = 32
"""The network has learned no longer beginnings."""


@dataclass(frozen=True, slots=True)
class Network:
    """A gated recurrent unit (Cho et al. 2014, in PyTorch's form) and one logistic output; `n` units.

    Rows of the first four are those of the reset gate, the update gate and the candidate, in this order.
    """

    from_input: Numbers
    """Shape [3 n, INPUTS]."""
    from_state: Numbers
    """Shape [3 n, n]."""
    input_bias: Numbers
    """Shape [3 n]."""
    state_bias: Numbers
    """Shape [3 n]."""
    output: Numbers
    """Shape [n]."""
    output_bias: Numbers
    """Shape [1]."""

    def __post_init__(self) -> None:
        units = len(self.output)
        wanted = ((3 * units, INPUTS), (3 * units, units), (3 * units,), (3 * units,), (units,), (1,))
        shapes = tuple(getattr(self, each.name).shape for each in fields(self))
        if shapes != wanted:
            raise ValueError(f"weights of barge-in have the shapes {shapes}, not {wanted}: learn them again")

    def step(self, state: Numbers, heard: Numbers) -> Numbers:
        """The state after one more frame."""
        units = len(self.output)
        given = self.from_input @ heard + self.input_bias
        kept = self.from_state @ state + self.state_bias
        gates = _logistic(given[: 2 * units] + kept[: 2 * units])
        candidate = np.tanh(given[2 * units :] + gates[:units] * kept[2 * units :])
        update = gates[units:]
        new: Numbers = (1 - update) * candidate + update * state
        return new

    def likeness(self, state: Numbers) -> float:
        """How sure it is that this is the start of a sentence, 0 to 1."""
        return float(_logistic(self.output @ state + self.output_bias)[0])


class NetworkClassifier:
    """Fulfils `engine.call.overlap.opinions.SoundClassifier`; stateless, shared by all calls of a process."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def begin(self) -> NetworkOpinion:
        return NetworkOpinion(self._network)


class NetworkOpinion:
    """Fulfils `engine.call.overlap.opinions.SoundOpinion`: one sound."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._input = FrameInput()
        self._state: Numbers = np.zeros(len(network.output), dtype=np.float32)
        self._frames = -LEAD_FRAMES

    def feed(self, row: Numbers, is_speech: bool) -> float | None:
        self._frames += 1
        if self._frames > OLDEST_FRAMES:
            return None
        self._state = self._network.step(self._state, self._input.feed(row, is_speech))
        return self._network.likeness(self._state) if self._frames >= YOUNGEST_FRAMES else None

    @property
    def steady_frames(self) -> int:
        return FOREVER_FRAMES if self._frames > OLDEST_FRAMES else 0

    def pass_over(self, frames: int) -> None:
        self._frames += frames


@functools.cache
def load_classifier() -> NetworkClassifier:
    """The shipped one."""
    with WEIGHTS.open("rb") as file:
        return NetworkClassifier(read_network(file))


def read_network(file: IO[bytes]) -> Network:
    """Reads what `write_network` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        return Network(**{each.name: arrays[each.name].astype(np.float32) for each in fields(Network)})


def write_network(network: Network, file: IO[bytes]) -> None:
    """The weights file: half precision, which changes no decision."""
    np.savez(file, allow_pickle=False, **{each.name: getattr(network, each.name).astype(np.float16) for each in fields(network)})


def _logistic(values: Numbers) -> Numbers:
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
