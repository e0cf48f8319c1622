"""Whisper through CTranslate2 with a shortened encoder window.

`faster_whisper.transcribe()` always encodes 30 s, which costs four times as much on a CPU as the 12 s window used here, with
the same word error rate on utterances of a phone call. A window this short needs care, in this order:

- it is padded with zeros in the *feature* domain; silence or noise in the sound before the mel makes the decoder loop;
- decoding is greedy and bounded by the length of the sound; hitting the bound or repeating oneself is a loop, and the
  utterance is decoded again with 20 s and at last 30 s;
- text that the model itself doubts, from sound that it takes for no speech, is dropped.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from engine.speech.api import SpeechUnavailable
from engine.speech.devices import Chosen
from engine.speech.models import Model
from engine.speech.resample import Samples, from_pcm, resampled
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

WINDOWS_S: Final = (12, 20, 30)
MODEL_RATE_HZ: Final = 16000
_FRAMES_PER_S: Final = 100
_TAIL_S: Final = 0.3
"""Zeros that a window keeps after the sound, so that its last word ends."""
_LONGEST_S: Final = 29.0
"""Of one decoding; longer sound is cut here and its texts are joined."""
_SHORTEST_S: Final = 0.1
"""Less than this holds no word."""
_TOKENS_SPARE: Final = 10
_TOKENS_PER_S: Final = 8
_HINT_TOKENS: Final = 200
"""Whisper's context is 448 tokens, of which at most half may be prompt."""
_LOOP_BYTES: Final = 24
_LOOP_RATIO: Final = 2.0
_SCRIPT_PROMPTS: Final = {"zh": "以下是普通话的句子。"}
"""Given before any hint: makes Whisper write simplified characters."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one decoding gave."""

    text: str
    avg_logprob: float
    no_speech_prob: float
    window_s: int


@dataclass(frozen=True, slots=True)
class _Decoded:
    heard: Heard
    hit_bound: bool


def window_frames(sound_s: float, window_s: int) -> int:
    """Encoder frames (10 ms each, an even number, at most 30 s) for a sound in a window that may have to grow for it."""
    return int(min(30.0, max(float(window_s), sound_s + _TAIL_S)) * _FRAMES_PER_S) // 2 * 2


def token_bound(prompt_tokens: int, sound_s: float) -> int:
    """The most tokens that speech of this length can have, prompt included."""
    return prompt_tokens + _TOKENS_SPARE + int(_TOKENS_PER_S * sound_s)


def is_loop(text: str) -> bool:
    """True if the text repeats itself: a long text that zlib halves (Whisper's own measure, with a sharper bound)."""
    data = text.encode()
    return len(data) > _LOOP_BYTES and len(data) / len(zlib.compress(data)) > _LOOP_RATIO


def is_invented(heard: Heard) -> bool:
    """True if the text is the model's own and not the person's.

    Whisper fills noise with phrases of its training data ("Thank you.") or with its prompt, and gives itself away by calling it
    no speech with little confidence in the words. The bounds part noise, tones and silence from quiet, noisy single words;
    a prompt raises the no-speech probability of real speech, so it never decides alone.
    """
    doubt, confidence = heard.no_speech_prob, heard.avg_logprob
    return (doubt > 0.6 and confidence < -0.7) or (doubt > 0.5 and confidence < -1.0) or confidence < -1.7


class Whisper:
    """A loaded Whisper model; as many threads as it has workers may call `transcribe` at the same time."""

    def __init__(self, model: Model, *, device: Chosen, compute_type: str, workers: int) -> None:
        if compute_type == "auto":
            compute_type = "float16" if device == "cuda" else "int8"
        try:
            self._model = WhisperModel(
                str(model.folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=1,  # a second thread gains nothing at short windows
                num_workers=workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise SpeechUnavailable(
                f"whisper model `{model.name}` cannot be loaded on {device} as {compute_type}: {error}"
            ) from error
        self._languages = frozenset(self._model.supported_languages)

    def transcribe(self, pcm: bytes, *, language: str, hint: str = "", cancelled: Callable[[], bool] = lambda: False) -> Heard:
        """Transcribes 8 kHz s16le audio; `cancelled` is asked before each window.

        Raises:
            SpeechUnavailable: the model does not know the language.
        """
        if language not in self._languages:
            raise SpeechUnavailable(
                f"the whisper model knows no language `{language}`; it knows {', '.join(sorted(self._languages))}"
            )
        piece_bytes = int(_LONGEST_S * SAMPLE_RATE_HZ) * SAMPLE_BYTES
        pieces = [pcm[start : start + piece_bytes] for start in range(0, len(pcm), piece_bytes)]
        return _joined([self._piece(piece, language, hint, cancelled) for piece in pieces])

    def _piece(self, pcm: bytes, language: str, hint: str, cancelled: Callable[[], bool]) -> Heard:
        sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
        if len(sound) < _SHORTEST_S * MODEL_RATE_HZ:
            return _NOTHING
        tokenizer = Tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=language)
        prompt = _prompt(tokenizer, " ".join(filter(None, (_SCRIPT_PROMPTS.get(language, ""), hint))))
        decoded = None
        for window_s in WINDOWS_S:
            if cancelled():
                break
            decoded = self._decode(sound, tokenizer, prompt, window_s)
            if not (decoded.hit_bound or is_loop(decoded.heard.text)):
                return _silenced(decoded.heard) if is_invented(decoded.heard) else decoded.heard
        # Text that loops in the longest window too is noise.
        return _silenced(decoded.heard) if decoded else _NOTHING

    def _decode(self, sound: Samples, tokenizer: Any, prompt: list[int], window_s: int) -> _Decoded:
        sound_s = len(sound) / MODEL_RATE_HZ
        frames = window_frames(sound_s, window_s)
        features = pad_or_trim(self._model.feature_extractor(sound), frames)
        bound = token_bound(len(prompt), sound_s)
        result: ctranslate2.models.WhisperGenerationResult = self._model.model.generate(
            self._model.encode(features),
            [prompt],
            beam_size=1,  # greedy beats a beam at short windows
            max_length=bound,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        heard = Heard(
            text=tokenizer.decode(tokens).strip(),
            # CTranslate2 gives the mean over the tokens; the end token counts as one more.
            avg_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1) if tokens else result.scores[0],
            no_speech_prob=result.no_speech_prob,
            window_s=frames // _FRAMES_PER_S,
        )
        return _Decoded(heard, hit_bound=len(tokens) + len(prompt) >= bound)


_NOTHING: Final = Heard(text="", avg_logprob=0.0, no_speech_prob=1.0, window_s=WINDOWS_S[0])
"""Of sound that is too short to be decoded: the mean over no tokens is 0."""


def _silenced(heard: Heard) -> Heard:
    """The measures of a decoding without its text."""
    return replace(heard, text="")


def _prompt(tokenizer: Any, hint: str) -> list[int]:
    start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    if not hint:
        return start
    return [tokenizer.sot_prev, *tokenizer.encode(" " + hint)[-_HINT_TOKENS:], *start]


def _joined(parts: list[Heard]) -> Heard:
    spoken = [part for part in parts if part.text]
    if len(spoken) <= 1:
        return spoken[0] if spoken else (parts[0] if parts else _NOTHING)
    return Heard(
        text=" ".join(part.text for part in spoken),
        avg_logprob=float(np.mean([part.avg_logprob for part in spoken])),
        no_speech_prob=max(part.no_speech_prob for part in spoken),
        window_s=max(part.window_s for part in spoken),
    )
