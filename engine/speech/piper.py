"""Piper voices: VITS models on onnxruntime."""

from __future__ import annotations

import json

import numpy as np
import onnxruntime
from piper import PiperConfig, PiperVoice

from engine.speech.api import SpeechUnavailable
from engine.speech.devices import Chosen
from engine.speech.models import Model
from engine.speech.resample import Samples
from engine.speech.voice import Sound

_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


class PiperSpeaker:
    """A loaded Piper voice; several threads may speak with it at the same time."""

    def __init__(self, model: Model, device: Chosen) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one sentence, one core: calls must not fight for threads
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(model.file("*.onnx")), options, providers=[_PROVIDERS[device]])
        if session.get_providers()[0] != _PROVIDERS[device]:
            # onnxruntime falls back to the CPU in silence when a CUDA library is missing.
            raise SpeechUnavailable(f"voice `{model.name}` cannot run on {device}: onnxruntime has only {session.get_providers()}")
        config = PiperConfig.from_dict(json.loads(model.file("*.onnx.json").read_text(encoding="utf-8")))
        self._voice = PiperVoice(config=config, session=session)
        self._rate_hz: int = config.sample_rate

    def speak(self, text: str) -> Sound:
        chunks: list[Samples] = [np.asarray(chunk.audio_float_array, dtype=np.float32) for chunk in self._voice.synthesize(text)]
        return Sound(np.concatenate(chunks) if chunks else np.zeros(0, dtype=np.float32), self._rate_hz)
