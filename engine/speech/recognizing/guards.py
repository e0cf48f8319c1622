"""Is this text the person's, or the model's own? Guards around Whisper's decoding, each by what it measures. Pure.

In the order in which they are asked: loops, inventions from sound that is no speech, punctuation without words, echoes of the hint,
known phrases of the training data.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_LOOP_BYTES: Final = 24
_LOOP_RATIO: Final = 2.0
_NO_SPEECH: Final = 0.6
_ECHO_LOGPROB: Final = -2.8
_ECHO_LOGPROBS: Final[Mapping[str, float]] = {"zh": -4.2}
"""Mean log probability per token, of the text without the hint, below which it comes from the hint alone. Over the recorded answers
of `tests/benchmarks`, echoes are below -3.5 and what was said above -2.2; of Mandarin, with its full stop and words of one or two
tokens, see docs/turn-taking.md."""

_WORD: Final = re.compile(r"[一-鿿]|[^\s一-鿿]+")
"""Chinese has no spaces: each character counts as a word."""
_NOT_A_WORD: Final = re.compile(r"[^\w\s]|_")
_INVENTIONS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        {
            "thank you for watching",
            "thanks for watching",
            "thank you so much for watching",
            "please subscribe",
            "please subscribe to my channel",
            "like and subscribe",
            "dont forget to subscribe",
            "see you in the next video",
            "subtitles by the amaraorg community",
        }
    ),
    "zh": frozenset(
        {
            "谢谢观看",
            "谢谢大家观看",
            "感谢观看",
            "感谢收看",
            "请不吝点赞订阅转发打赏支持明镜与点点栏目",
            "字幕由amaraorg社区提供",
            "字幕志愿者杨茜茜",
            "以下是普通话的句子",
        }
    ),
    "de": frozenset({"untertitel der amaraorgcommunity", "vielen dank fürs zuschauen"}),
    "es": frozenset({"subtítulos realizados por la comunidad de amaraorg", "gracias por ver el video"}),
    "fr": frozenset({"soustitres réalisés par la communauté damaraorg", "merci davoir regardé cette vidéo"}),
    "ru": frozenset({"продолжение следует", "субтитры сделал dimatorzok"}),
    "ja": frozenset({"ご視聴ありがとうございました"}),
}
"""Whole utterances that Whisper learned from subtitles and nobody says on the telephone; without case and punctuation."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one decoding gave."""

    text: str
    avg_logprob: float
    no_speech_prob: float
    window_s: int


def is_loop(text: str) -> bool:
    """True if the text repeats itself: a long text that zlib halves (Whisper's own measure, with a sharper bound)."""
    data = text.encode()
    return len(data) > _LOOP_BYTES and len(data) / len(zlib.compress(data)) > _LOOP_RATIO


def is_called_no_speech(heard: Heard) -> bool:
    """True if the model takes the sound for no speech: reason to doubt a text, and enough to give up one that loops."""
    return heard.no_speech_prob > _NO_SPEECH


def is_invented(heard: Heard) -> bool:
    """True if the text is the model's own and not the person's.

    Whisper fills noise with phrases of its training data ("Thank you.") or with its prompt, and gives itself away by calling it
    no speech with little confidence in the words. The bounds part noise, tones and silence from quiet, noisy single words;
    a prompt raises the no-speech probability of real speech, so it never decides alone.
    """
    doubt, confidence = heard.no_speech_prob, heard.avg_logprob
    return (is_called_no_speech(heard) and confidence < -0.7) or (doubt > 0.5 and confidence < -1.0) or confidence < -1.7


def could_be_echo(text: str, hint: str) -> bool:
    """True if all words of the text are words of the hint: worth asking how likely the text is without it."""
    words = set(_WORD.findall(_plain(text)))
    return bool(words) and words <= set(_WORD.findall(_plain(hint)))


def is_echo(unhinted_logprob: float, language: str) -> bool:
    """True if nothing in the sound speaks for the text.

    Args:
        unhinted_logprob: mean log probability of the text's tokens when the model is forced to them without a prompt.
        language: of the text, ISO 639-1.
    """
    return unhinted_logprob < _ECHO_LOGPROBS.get(language, _ECHO_LOGPROB)


def is_wordless(text: str) -> bool:
    """True for punctuation alone: Whisper writes "。" where it has no words for what it hears."""
    return not _plain(text)


def is_known_invention(text: str, language: str) -> bool:
    """True for subtitle phrases. Asked last: a list catches only what somebody has met."""
    return _plain(text) in _INVENTIONS.get(language, frozenset())


def _plain(text: str) -> str:
    return " ".join(_NOT_A_WORD.sub("", text.lower()).split())
