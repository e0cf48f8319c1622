"""Whisper through CTranslate2 with a shortened encoder window.

`faster_whisper.transcribe()` always encodes 30 s, which costs four times as much on a CPU as the 12 s window used here, with
the same word error rate on utterances of a phone call. A window this short needs care, in this order:

- it is filled up in the *feature* domain with what is nearly silence; zeros there, as faster-whisper has them, are a loud hiss;
- decoding is greedy and bounded by the length of the sound; hitting the bound or repeating oneself is a loop, and the
  utterance is decoded again with 20 s and at last 30 s, unless the model takes it for no speech;
- text that the model itself doubts, from sound that it takes for no speech, is dropped, and so is an echo of the hint; the same
  encoding is then decoded without the hint, which costs little beside the encoder (`engine.speech.recognizing.guards`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from engine.speech.api import Reading, SpeechUnavailable
from engine.speech.devices import Chosen
from engine.speech.models import Model
from engine.speech.recognizing.bounds import MODEL_RATE_HZ, SHORTEST_S, token_bound
from engine.speech.recognizing.guards import (
    Heard,
    could_be_echo,
    is_called_no_speech,
    is_echo,
    is_invented,
    is_known_invention,
    is_loop,
    is_wordless,
)
from engine.speech.recognizing.pieces import joined, pieces
from engine.speech.recognizing.readings import told_apart
from engine.speech.resample import from_pcm, resampled
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

WINDOWS_S: Final = (12, 20, 30)
_FRAMES_PER_S: Final = 100
_TAIL_S: Final = 0.3
"""Filling that a window keeps after the sound, so that its last word ends."""
_NEARLY_SILENT: Final = -0.3
"""Log mel that fills a window up. Zero is a hiss in which short words are lost; in digital silence, about -0.7 beside speech, the
model invents some. docs/intents.md has what was measured."""
_HINT_TOKENS: Final = 200
"""Whisper's context is 448 tokens, of which at most half may be prompt."""
_LEAST_PROBABILITY: Final = 1e-10
_READINGS: Final = 5
"""Width of the beam that looks for several; many differ in case or punctuation alone."""
_REMEMBERED: Final = 8
"""Encodings that are kept, 1.2 MB each: a sound is listened to again right after it was transcribed, or never."""
_LONGEST_AGAIN_S: Final = WINDOWS_S[0] - _TAIL_S
"""Of sounds that are listened to again."""
_SCRIPT_PROMPTS: Final = {"zh": "以下是普通话的句子。"}
"""Given before any hint: makes Whisper write simplified characters."""


@dataclass(frozen=True, slots=True)
class _Encoding:
    """One sound in its window."""

    view: ctranslate2.StorageView
    sound_s: float
    frames: int


@dataclass(frozen=True, slots=True)
class _Decoded:
    heard: Heard
    tokens: tuple[int, ...]
    loops: bool
    """It ran into the bound, or repeats itself."""


def window_frames(sound_s: float, window_s: int) -> int:
    """Encoder frames (10 ms each, an even number, at most 30 s) for a sound in a window that may have to grow for it."""
    return int(min(30.0, max(float(window_s), sound_s + _TAIL_S)) * _FRAMES_PER_S) // 2 * 2


def in_window(features: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """A sound's log mel bands × frames, cut to a window or filled up with what is nearly silence."""
    missing = max(0, frames - features.shape[1])
    return np.pad(features[:, :frames], ((0, 0), (0, missing)), constant_values=_NEARLY_SILENT)


def length_option(prompt_tokens: int, text_tokens: int) -> int:
    """CTranslate2's `max_length` for a text of so many tokens: it counts the prompt, and gives the text half of it at most."""
    return max(prompt_tokens + text_tokens, 2 * text_tokens)


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
        self._recent: deque[tuple[bytes, _Encoding]] = deque(maxlen=_REMEMBERED)

    def transcribe(self, pcm: bytes, *, language: str, hint: str = "", cancelled: Callable[[], bool] = lambda: False) -> Heard:
        """Transcribes 8 kHz s16le audio; `cancelled` is asked before each window and before its decoding.

        Raises:
            SpeechUnavailable: the model does not know the language.
        """
        self._check(language)
        return joined([self._piece(piece, language, hint, cancelled) for piece in pieces(pcm)]) or _NOTHING

    def read_again(self, pcm: bytes, *, language: str) -> tuple[Reading, ...]:
        """What 8 kHz s16le audio may say: see `engine.speech.api.Rereader`.

        Raises:
            SpeechUnavailable: the model does not know the language, or the sound is too long.
        """
        self._check(language)
        encoding = self._encoding(pcm)
        decoder = _Decoder(self._model.model, encoding.view, self._tokenizer(language), encoding.sound_s, encoding.frames)
        return decoder.several(language)

    def _encoding(self, pcm: bytes) -> _Encoding:
        """Of a sound that is listened to again."""
        kept = next((encoding for sound, encoding in tuple(self._recent) if sound == pcm), None)
        if kept is not None:
            return kept
        if len(pcm) > _LONGEST_AGAIN_S * SAMPLE_RATE_HZ * SAMPLE_BYTES:
            raise SpeechUnavailable(f"sounds are listened to again that have at most {_LONGEST_AGAIN_S:g} s")
        sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
        return self._encoded(self._model.feature_extractor(sound), len(sound) / MODEL_RATE_HZ, WINDOWS_S[0])

    def _encoded(self, features: NDArray[np.float32], sound_s: float, window_s: int) -> _Encoding:
        frames = window_frames(sound_s, window_s)
        return _Encoding(self._model.encode(in_window(features, frames)), sound_s, frames)

    def _check(self, language: str) -> None:
        if language not in self._languages:
            raise SpeechUnavailable(
                f"the whisper model knows no language `{language}`; it knows {', '.join(sorted(self._languages))}"
            )

    def _tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=language)

    def _piece(self, pcm: bytes, language: str, hint: str, cancelled: Callable[[], bool]) -> Heard:
        sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
        if len(sound) < SHORTEST_S * MODEL_RATE_HZ:
            return _NOTHING
        tokenizer = self._tokenizer(language)
        features = self._model.feature_extractor(sound)
        sound_s = len(sound) / MODEL_RATE_HZ
        heard = _NOTHING
        for window_s in WINDOWS_S:
            if cancelled():
                break
            encoding = self._encoded(features, sound_s, window_s)
            if sound_s <= _LONGEST_AGAIN_S and window_s == WINDOWS_S[0]:
                self._recent.append((pcm, encoding))
            if cancelled():
                break
            decoded = _Decoder(self._model.model, encoding.view, tokenizer, sound_s, encoding.frames).guarded(language, hint)
            if not decoded.loops:
                return decoded.heard
            heard = _silenced(decoded.heard)  # text that loops in the longest window too is noise
        return heard


@dataclass(frozen=True, slots=True)
class _Decoder:
    """One encoded sound, to be decoded as often as needed."""

    model: Any
    encoded: Any
    tokenizer: Any
    sound_s: float
    frames: int

    def guarded(self, language: str, hint: str) -> _Decoded:
        """The text with the hint, or without it if the hint gets in the way; empty if it is nobody's."""
        script = _SCRIPT_PROMPTS.get(language, "")
        given = " ".join(filter(None, (script, hint)))
        decoded = self.decode(given)
        if hint and (decoded.loops or is_invented(decoded.heard) or self._echoes(decoded, given, language)):
            decoded = self.decode(script)
        if self._is_nobodys(decoded, script, language):
            return replace(decoded, heard=_silenced(decoded.heard), loops=False)
        return decoded

    def _is_nobodys(self, decoded: _Decoded, script: str, language: str) -> bool:
        heard = decoded.heard
        if decoded.loops:
            return is_called_no_speech(heard)
        if is_invented(heard) or is_wordless(heard.text) or is_known_invention(heard.text, language):
            return True
        return self._echoes(decoded, script, language)

    def decode(self, hint: str) -> _Decoded:
        """One greedy decoding."""
        prompt = _prompt(self.tokenizer, hint)
        bound = token_bound(self.sound_s)
        result: ctranslate2.models.WhisperGenerationResult = self.model.generate(
            self.encoded,
            [prompt],
            beam_size=1,  # greedy beats a beam at short windows
            max_length=length_option(len(prompt), bound),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = tuple(token for token in result.sequences_ids[0] if token < self.tokenizer.eot)
        heard = Heard(
            text=self.tokenizer.decode(tokens).strip(),
            # CTranslate2 gives the mean over the tokens; the end token counts as one more.
            avg_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1) if tokens else result.scores[0],
            no_speech_prob=result.no_speech_prob,
            window_s=self.frames // _FRAMES_PER_S,
        )
        return _Decoded(heard, tokens, loops=len(tokens) >= bound or is_loop(heard.text))

    def several(self, language: str) -> tuple[Reading, ...]:
        """What a beam finds; without the hint, which the greedy text had and did not help."""
        prompt = _prompt(self.tokenizer, _SCRIPT_PROMPTS.get(language, ""))
        result: ctranslate2.models.WhisperGenerationResult = self.model.generate(
            self.encoded,
            [prompt],
            beam_size=_READINGS,
            num_hypotheses=_READINGS,
            max_length=length_option(len(prompt), token_bound(self.sound_s)),
            return_scores=True,
        )[0]
        texts = [[token for token in found if token < self.tokenizer.eot] for found in result.sequences_ids]
        # CTranslate2 gives the mean over the tokens.
        weighed = zip(texts, result.scores, strict=True)
        return told_apart([Reading(self.tokenizer.decode(tokens).strip(), score * len(tokens)) for tokens, score in weighed])

    def _echoes(self, decoded: _Decoded, hint: str, language: str) -> bool:
        if not could_be_echo(decoded.heard.text, hint):
            return False
        start = [*self.tokenizer.sot_sequence]
        alignment = self.model.align(self.encoded, start, [list(decoded.tokens)], [self.frames])[0]
        probabilities = np.maximum(np.asarray(alignment.text_token_probs), _LEAST_PROBABILITY)
        return is_echo(float(np.mean(np.log(probabilities))), language)


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
