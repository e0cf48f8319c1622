"""Moonshine through onnxruntime (Jeffries et al., "Moonshine: Speech Recognition for Live Transcription and Voice Commands", 2024).

Its encoder takes a sound of any length, where Whisper's takes a window, so short turns are read in half the time. It takes no hint,
and knows one language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.speech.api import Reading, SpeechUnavailable
from engine.speech.models import Model
from engine.speech.recognizing.bounds import MODEL_RATE_HZ, SHORTEST_S, token_bound
from engine.speech.recognizing.guards import Heard, is_known_invention, is_loop, is_wordless
from engine.speech.recognizing.moonshine_model import load_session, read_tokens
from engine.speech.recognizing.pieces import joined, pieces
from engine.speech.resample import from_pcm, resampled
from telephony.audio import SAMPLE_RATE_HZ

_BEGIN: Final = 1
_END: Final = 2
_PAST: Final = "past_key_values"
_PRESENT: Final = "present"
_OF_THE_TEXT: Final = ".decoder."
_LEAST_LOGPROB: Final = -1.7
"""Mean per token of what is taken for words."""
_LEAST_LOGPROB_RESTARTED: Final = -0.3
_FEWEST_WORDS_RESTARTED: Final = 3
"""Of sound in which the model wanted to read nothing: digit strings have -0.26 and more, coughs are "You" with -0.05."""
_WORD: Final = re.compile(r"[^\W\d_]+|\d")
_LANGUAGE: Final = "en"

_Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Decoded:
    tokens: tuple[int, ...]
    avg_logprob: float
    """Mean over the tokens and the end, natural logarithm."""
    ended: bool
    """It came to an end before the bound."""


class Moonshine:
    """A loaded Moonshine model; several threads may call `transcribe` at the same time."""

    def __init__(self, model: Model) -> None:
        """Loads it.

        Raises:
            ModelDamaged: its files are not those of a Moonshine model.
        """
        self._encoder = load_session(model.file("encoder_model.ort"))
        self._decoder = load_session(model.file("decoder_model_merged.ort"))
        self._tokens = read_tokens(model.file("tokenizer.bin"))
        self._no_past = {
            given.name: np.zeros((1, given.shape[1], 0, given.shape[3]), np.float32)
            for given in self._decoder.get_inputs()
            if given.name.startswith(_PAST)
        }
        self._outputs = [found.name for found in self._decoder.get_outputs()]

    def transcribe(self, pcm: bytes, *, language: str, hint: str = "", cancelled: Callable[[], bool] = lambda: False) -> Heard:  # noqa: ARG002  # as every recognizer
        """See `Recognizer`: the hint is ignored; `cancelled` is asked before each piece and before its decoding.

        Raises:
            SpeechUnavailable: the language is not English.
        """
        if language != _LANGUAGE:
            raise SpeechUnavailable(f"Moonshine reads English, not `{language}`: set speech.whisper to a Whisper model")
        return joined([self._piece(piece, cancelled) for piece in pieces(pcm)]) or _NOTHING

    def read_again(self, pcm: bytes, *, language: str) -> tuple[Reading, ...]:
        """See `engine.speech.api.Rereader`: it has one reading of a sound, or none."""
        heard = self.transcribe(pcm, language=language)
        return (Reading(heard.text, heard.avg_logprob),) if heard.text else ()

    def _piece(self, pcm: bytes, cancelled: Callable[[], bool]) -> Heard:
        sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
        if len(sound) < SHORTEST_S * MODEL_RATE_HZ or cancelled():
            return _NOTHING
        (encoded,) = self._encoder.run(None, {"input_values": sound[np.newaxis]})
        if cancelled():
            return _NOTHING
        sound_s = len(sound) / MODEL_RATE_HZ
        decoded = self._decode(encoded, token_bound(sound_s))
        if restarted := not decoded.tokens:  # where digits are said one by one the model often ends at once, and is sure of it
            decoded = self._decode(encoded, token_bound(sound_s), restarted=True)
        heard = Heard(self._text(decoded.tokens), decoded.avg_logprob, no_speech_prob=0.0, window_s=math.ceil(sound_s))
        nobodys = _is_nobodys(heard, decoded) or (restarted and _is_doubtful(heard))
        return replace(heard, text="") if nobodys else heard

    def _decode(self, encoded: _Numbers, most: int, *, restarted: bool = False) -> _Decoded:
        """The likeliest token, one after another, until the end or `most` of them; restarted: the end is not the first."""
        tokens: list[int] = []
        logprobs: list[float] = []
        past, token = self._no_past, _BEGIN
        while len(tokens) < most:
            state = {"encoder_hidden_states": encoded, "use_cache_branch": np.array([bool(logprobs)]), **past}
            logits, *present = self._decoder.run(self._outputs, {"input_ids": np.array([[token]]), **state})
            past = self._past_with(past, present, first=not logprobs)
            never = _END if restarted and not logprobs else None
            token, logprob = _likeliest(logits[0, -1], never)
            logprobs.append(logprob)
            if token == _END:
                break
            tokens.append(token)
        return _Decoded(tuple(tokens), float(np.mean(logprobs)), ended=token == _END)

    def _past_with(self, past: Mapping[str, _Numbers], present: Sequence[_Numbers], *, first: bool) -> dict[str, _Numbers]:
        """What the next token's attention looks back at; keys and values of the sound are told with the first token only."""
        told = zip(self._outputs[1:], present, strict=True)
        new = {name.replace(_PRESENT, _PAST): values for name, values in told if first or _OF_THE_TEXT in name}
        return {**past, **new}

    def _text(self, tokens: Sequence[int]) -> str:
        spelled = b"".join(self._tokens[token] for token in tokens)
        return spelled.decode("utf-8", "replace").replace("\u2581", " ").strip()


def _likeliest(logits: _Numbers, never: int | None) -> tuple[int, float]:
    """The likeliest token and its log probability, as if `never` were none."""
    allowed = logits if never is None else np.where(np.arange(len(logits)) == never, -np.inf, logits)
    token = int(allowed.argmax())
    return token, -float(np.log(np.exp(allowed - allowed[token]).sum()))


def _is_nobodys(heard: Heard, decoded: _Decoded) -> bool:
    """True if the text is the model's own (see `engine.speech.recognizing.guards`)."""
    doubtful = heard.avg_logprob < _LEAST_LOGPROB or not decoded.ended or is_loop(heard.text)
    return doubtful or is_wordless(heard.text) or is_known_invention(heard.text, _LANGUAGE)


def _is_doubtful(restarted: Heard) -> bool:
    return restarted.avg_logprob < _LEAST_LOGPROB_RESTARTED or len(_WORD.findall(restarted.text)) < _FEWEST_WORDS_RESTARTED


_NOTHING: Final = Heard(text="", avg_logprob=0.0, no_speech_prob=1.0, window_s=0)
"""Of sound that is too short to be decoded."""
