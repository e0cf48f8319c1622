"""Is the person speaking? A cheap gate listens to every frame; Silero confirms only while it is open.

```
20 ms frame ─▶ loud enough? ─▶ webrtcvad ─▶ gate open ─▶ ×2 to 16 kHz ─▶ Silero, every 32 ms ─▶ speech?
                    └────────────── closed for 320 ms: Silero sleeps, idle calls cost 10 µs per frame
```

webrtcvad alone takes noise, ringback and DTMF for speech; Silero alone would cost every call, always.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import webrtcvad

from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.resample import Doubler, Samples, from_pcm
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ

_QUIET_DBFS: Final = -52.0
"""Frames below this RMS are line noise."""
_AGGRESSIVENESS: Final = 2
_PREROLL_FRAMES: Final = 5
"""Heard by Silero when the gate opens, so that it knows what came before."""
_HANGOVER_FRAMES: Final = 16
"""Frames that Silero stays awake after the gate closed: the gaps within words."""
_RELEASE_MS: Final = 70
"""From the last sound (33 dB below the loud ones) to the first frame that is no speech: median over the recorded turns of
`tests/benchmarks`; one in twenty lies beyond 130."""
_WINDOW: Final = 512
_CONTEXT: Final = 64
"""Samples of the window before that Silero v6 wants in front of each."""
_STATE_SHAPE: Final = (1, 1, 128)


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """Silero's probabilities between which speech goes on but none begins. The curve: docs/turn-taking.md."""

    begins: float = 0.2
    """Speech begins above it."""
    lasts: float = 0.15
    """Speech goes on above it, however long."""


class SpeechModel:
    """Silero VAD v6, loaded once per process; its streams are independent and may be used from several threads."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def step(self, window: Samples, state: list[Any]) -> tuple[float, list[Any]]:
        """The speech probability of one window with its context, shape [1, 576], and the state after it."""
        probability, *after = self._session.run(None, {"input": window, "h": state[0], "c": state[1]})
        return float(probability.reshape(-1)[0]), after


def load_speech_model(store: ModelStore) -> SpeechModel:
    """The catalogue's VAD model. Raises as `ModelStore.resolve`."""
    return SpeechModel(store.resolve("silero-v6", Kind.VAD).file("*.onnx"))


class SpeechStream:
    """Silero's memory of one call: takes 8 kHz samples of any length, gives a probability per 32 ms."""

    def __init__(self, model: SpeechModel) -> None:
        self._model = model
        self.reset()

    def reset(self) -> None:
        """Forgets what was heard."""
        self._doubler = Doubler()
        self._samples: Samples = np.zeros(_CONTEXT, dtype=np.float32)
        self._state: list[Any] = [np.zeros(_STATE_SHAPE, dtype=np.float32)] * 2

    def feed(self, samples: Samples) -> list[float]:
        """The probabilities of the windows that these samples complete."""
        self._samples = np.concatenate([self._samples, self._doubler.feed(samples)])
        probabilities = []
        while len(self._samples) >= _CONTEXT + _WINDOW:
            probability, self._state = self._model.step(self._samples[None, : _CONTEXT + _WINDOW], self._state)
            probabilities.append(probability)
            self._samples = self._samples[_WINDOW:]
        return probabilities


class VoiceActivity:
    """Decides frame by frame; one instance per call."""

    def __init__(self, model: SpeechModel, thresholds: Hysteresis | None = None) -> None:
        self._thresholds = thresholds or Hysteresis()
        self._gate = webrtcvad.Vad(_AGGRESSIVENESS)
        self._stream = SpeechStream(model)
        self._preroll: deque[bytes] = deque(maxlen=_PREROLL_FRAMES)
        self._awake_frames = 0
        self._speech = False
        self._probability = 0.0

    @property
    def sureness(self) -> float:
        """Silero's probability of speech in the last frame, 0 to 1; 0 while the gate is closed."""
        return self._probability

    @property
    def release_ms(self) -> int:
        """How long after the last sound it still says speech, in the median."""
        return _RELEASE_MS

    def feed(self, frame: bytes) -> bool:
        """True if speech is going on at the end of this 20 ms frame of 8 kHz s16le.

        Raises:
            ValueError: the frame is not 20 ms long.
        """
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame of {FRAME_MS} ms has {FRAME_BYTES} bytes, this one {len(frame)}")
        # webrtcvad hears every frame: it follows the line's noise. Nothing else is done to a frame while the gate is closed.
        open_now = self._gate.is_speech(frame, SAMPLE_RATE_HZ) and _dbfs(from_pcm(frame)) > _QUIET_DBFS
        if open_now:
            probabilities = self._wake() if self._awake_frames == 0 else []
            self._awake_frames = _HANGOVER_FRAMES
        elif self._awake_frames > 0:
            probabilities = []
            self._awake_frames -= 1
        else:
            self._preroll.append(frame)
            self._speech, self._probability = False, 0.0
            return False
        probabilities += self._stream.feed(from_pcm(frame))
        if probabilities:
            self._probability = probabilities[-1]
            self._speech = self._probability > (self._thresholds.lasts if self._speech else self._thresholds.begins)
        return self._speech

    def _wake(self) -> list[float]:
        self._stream.reset()
        probabilities = self._stream.feed(from_pcm(b"".join(self._preroll))) if self._preroll else []
        self._preroll.clear()
        return probabilities


def _dbfs(samples: Samples) -> float:
    return 10 * math.log10(float(samples @ samples) / len(samples) + 1e-12)
