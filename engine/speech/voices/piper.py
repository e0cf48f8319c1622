"""Piper voices: VITS models on onnxruntime."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from piper import PhonemeType, PiperConfig, PiperVoice
from piper.const import BOS, EOS, PAD

from engine.markup import Run
from engine.speech.api import SpeechUnavailable
from engine.speech.devices import Chosen
from engine.speech.models import Model
from engine.speech.resample import Samples
from engine.speech.voices import stress
from engine.speech.voices.piper_lengths import LENGTHS, with_phoneme_lengths
from engine.speech.voices.piper_stress import StressedPhoneme, stressed_sentences
from engine.speech.voices.voice import Sound

log = logging.getLogger(__name__)

_LENGTH = 1.5
"""Makes stressed words `stress.LENGTH` times as long: what is shorter than a frame (12 ms) stays one."""
_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


class PiperSpeaker:
    """A loaded Piper voice; several threads may speak with it at the same time."""

    def __init__(self, model: Model, device: Chosen) -> None:
        self._config = PiperConfig.from_dict(json.loads(model.file("*.onnx.json").read_text(encoding="utf-8")))
        patched = with_phoneme_lengths(model.file("*.onnx")) if self._config.phoneme_type is PhonemeType.ESPEAK else None
        if patched is None:
            log.warning("this voice cannot stress words", extra={"action": "no_stress", "voice": model.name})
        self._stresses = patched is not None
        self._session = _session(model, patched or str(model.file("*.onnx")), device)
        self._voice = PiperVoice(config=self._config, session=self._session)

    def speak(self, runs: Sequence[Run]) -> Sound:
        if self._stresses:
            chunks = [self._sentence(sentence) for sentence in stressed_sentences(runs, self._voice.phonemize)]
        else:
            made = self._voice.synthesize("".join(run.text for run in runs))
            chunks = [np.asarray(chunk.audio_float_array, dtype=np.float32) for chunk in made]
        return Sound(np.concatenate(chunks) if chunks else np.zeros(0, dtype=np.float32), self._config.sample_rate)

    def _sentence(self, phonemes: Sequence[StressedPhoneme]) -> Samples:
        ids, stressed = self._ids(phonemes)
        config = self._config
        inputs = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array([config.noise_scale, config.length_scale, config.noise_w_scale], dtype=np.float32),
            LENGTHS: (config.length_scale * np.where(stressed, _LENGTH, 1.0)).astype(np.float32).reshape(1, 1, -1),
        }
        if config.num_speakers > 1:
            inputs["sid"] = np.array([config.default_speaker_id], dtype=np.int64)
        made, *_, frames = self._session.run(None, inputs)
        audio = _full_scale(np.asarray(made, dtype=np.float32).ravel())
        ends = np.cumsum(np.asarray(frames).ravel()).astype(int) * config.hop_length
        return stress.louder(audio, _spans(stressed, ends), config.sample_rate)

    def _ids(self, phonemes: Sequence[StressedPhoneme]) -> tuple[list[int], list[bool]]:
        """The model's input as Piper makes it, a PAD after every symbol, and which of it is stressed."""
        id_map = self._config.phoneme_id_map
        ids = [*id_map[BOS], *id_map[PAD]]
        stressed = [False] * len(ids)
        for phoneme in phonemes:
            if phoneme.symbol in id_map:
                own = [*id_map[phoneme.symbol], *id_map[PAD]]
                ids += own
                stressed += [phoneme.stressed] * len(own)
        end = id_map[EOS]
        return [*ids, *end], [*stressed, *[False] * len(end)]


def _session(model: Model, source: str | bytes, device: Chosen) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one sentence, one core: calls must not fight for threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(source, options, providers=[_PROVIDERS[device]])
    if session.get_providers()[0] != _PROVIDERS[device]:
        # onnxruntime falls back to the CPU in silence when a CUDA library is missing.
        raise SpeechUnavailable(f"voice `{model.name}` cannot run on {device}: onnxruntime has only {session.get_providers()}")
    return session


def _full_scale(audio: Samples) -> Samples:
    peak = float(np.abs(audio).max(initial=0.0))
    return audio / peak if peak > 0 else audio


def _spans(stressed: Sequence[bool], ends: NDArray[np.int_]) -> list[tuple[int, int]]:
    """Stretches of samples whose symbols are stressed; `ends` holds where the sound of each symbol ends."""
    starts = [0, *ends[:-1].tolist()]
    spans: list[tuple[int, int]] = []
    for start, end, is_stressed in zip(starts, ends.tolist(), stressed, strict=True):
        if not is_stressed:
            continue
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
