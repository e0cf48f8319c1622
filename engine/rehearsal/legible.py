"""Speech that can be read: each frame says which instant of which utterance it is, so that no model is needed to recognize it.

    tape.speak("yes, please", 900) ─▶ 45 frames ─▶ the call's own parts: frames, clips, joined turns
                                                            │ any clip of them
    "yes, please" ◀──────────────── tape.read(clip) ◀───────┘

To the call the frames are loud noise. A clip that holds half an utterance reads as half its words: cut turns, early glances and
turns in pieces come out as with a real recognizer, only without its mistakes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from engine.call.answering.tone import ToneDetector
from engine.call.overlap.barge_in import is_backchannel
from engine.call.overlap.sound import LEAD_FRAMES, Numbers
from engine.call.steady import FOREVER_FRAMES
from engine.rehearsal.pace import holds_characters, units
from engine.speech.api import Priority, Transcript
from telephony.audio import FRAME_BYTES, FRAME_MS, FRAME_SAMPLES

_LEVEL: Final = 8192
"""About -12 dBFS. Every sample has this size, so that all frames are equally loud; only signs differ."""
_BITS: Final = 32
_FRAME_BITS: Final = 16
_PLAIN: Final = np.where(np.arange(FRAME_SAMPLES) % 2 == 0, _LEVEL, -_LEVEL).astype("<i2")
"""Half the sample rate: no tone that anybody listens for."""
_MARK_SAMPLES: Final = _PLAIN[-2:]
_MARK: Final = _MARK_SAMPLES.tobytes()
_UNHEARD: Final = np.zeros(0, dtype=np.float32)
_WEIGHTS: Final = 1 << np.arange(_BITS, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Utterance:
    text: str
    frames: int


class Tape:
    """What one person says in one call."""

    def __init__(self) -> None:
        self._utterances: list[_Utterance] = []

    def speak(self, text: str, length_ms: int) -> list[bytes]:
        """Frames that say `text`; with an empty text, of a noise that may be taken for speech."""
        count = length_ms // FRAME_MS
        self._utterances.append(_Utterance(text, count))
        return list(_frames(len(self._utterances) - 1, count))

    def read(self, pcm: bytes) -> str:
        """The words of which a clip of whole frames holds the better part."""
        heard: dict[int, list[int]] = {}
        for code in _codes(pcm):
            heard.setdefault(code >> _FRAME_BITS, []).append(code & ((1 << _FRAME_BITS) - 1))
        texts = [_part(self._utterances[number], frames) for number, frames in heard.items()]
        return _joined([text for text in texts if text])


@lru_cache(maxsize=512)
def _frames(utterance: int, count: int) -> tuple[bytes, ...]:
    """The frames of a call's utterance by number, whatever it says."""
    codes = (utterance << _FRAME_BITS) + np.arange(count, dtype=np.int64)
    samples = np.tile(_PLAIN, (count, 1))
    samples[:, :_BITS] = np.where((codes[:, None] & _WEIGHTS) > 0, _LEVEL, -_LEVEL)
    pcm = samples.tobytes()
    return tuple(pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm), FRAME_BYTES))


def _codes(pcm: bytes) -> list[int]:
    """Utterance and frame that stand in each frame of speech of a clip."""
    frames = np.frombuffer(pcm, dtype="<i2").reshape(-1, FRAME_SAMPLES)
    speech = frames[(frames[:, -len(_MARK_SAMPLES) :] == _MARK_SAMPLES).all(axis=1), :_BITS]
    codes: list[int] = np.packbits(speech > 0, axis=1, bitorder="little").view("<u4")[:, 0].tolist()
    return codes


def is_speech(frame: bytes) -> bool:
    """True for a frame of a `Tape`."""
    return frame.endswith(_MARK)


class LegibleVad:
    """Fulfils `engine.call.listener.Vad`: a tape's frames are speech, nothing else is."""

    @property
    def release_ms(self) -> int:
        return 0

    @property
    def sureness(self) -> float:
        return 0.5  # a tape's noise sounds like its words

    def feed(self, frame: bytes) -> bool:
        return is_speech(frame)


class LegibleTones(ToneDetector):
    """No frame of a tape is a tone, and nobody need work that out."""

    def feed(self, frame: bytes) -> float | None:
        if not is_speech(frame):
            return super().feed(frame)
        self.pass_over((frame,))
        return None


class LegibleRecognizer:
    """Fulfils `engine.speech.api.Transcriber`: reads the tape, and takes its time."""

    def __init__(self, tape: Tape, recognition_ms: int) -> None:
        self._tape = tape
        self._recognition_ms = recognition_ms

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """See `Transcriber`. The language, the hint, the recognizer and the priority make no difference to what is read."""
        del language, hint, another, priority, timeout_s
        await asyncio.sleep(self._recognition_ms / 1000)
        text = self._tape.read(pcm)
        return Transcript(
            text=text,
            avg_logprob=-0.2 if text else -2.0,
            no_speech_prob=0.01 if text else 0.99,
            window_s=12,
            queue_ms=0.0,
            run_ms=float(self._recognition_ms),
        )


class SoundOfWords:
    """Fulfils `engine.call.overlap.opinions.SoundClassifier`: over the bot, a listener's words hum along,
    any others sound like a sentence.

    The true classifier hears only sound and is less sure; `docs/overlap.md` says how much.
    """

    def __init__(self, language: str, decided_after_ms: int = 240) -> None:
        """`decided_after_ms`: age of a sound at which its kind can be heard."""
        self._language = language
        self.decided_after_frames = decided_after_ms // FRAME_MS
        self.words = ""
        """What the person is saying; empty for a noise."""

    def begin(self) -> _Opinion:
        """See `SoundClassifier`."""
        return _Opinion(self)

    def opinion(self, frames: int) -> float | None:
        """About a sound of so many frames."""
        if frames != self.decided_after_frames:
            return None
        return 0.0 if is_backchannel(self.words, self._language) else 1.0


class UnheardSound:
    """Fulfils `engine.call.overlap.opinions.Hearing` for a judge of words: what frames sound like is not worked out."""

    def feed(self, frame: bytes) -> Numbers:
        """See `Hearing`."""
        del frame
        return _UNHEARD


class _Opinion:
    """Of one sound."""

    def __init__(self, sounds: SoundOfWords) -> None:
        self._sounds = sounds
        self._frames = -LEAD_FRAMES

    def feed(self, row: Numbers, is_speech: bool) -> float | None:
        del row, is_speech
        self._frames += 1
        return self._sounds.opinion(self._frames)

    @property
    def steady_frames(self) -> int:
        left = self._sounds.decided_after_frames - self._frames
        return left - 1 if left > 0 else FOREVER_FRAMES

    def pass_over(self, frames: int) -> None:
        self._frames += frames


def _part(utterance: _Utterance, frames: Sequence[int]) -> str:
    if len(frames) == utterance.frames:
        return utterance.text
    return _joined(_spoken_between(utterance, frames[0], frames[-1] + 1))


def _spoken_between(utterance: _Utterance, begin: int, end: int) -> list[str]:
    """Words whose middle lies between two frames."""
    words = units(utterance.text) if holds_characters(utterance.text) else utterance.text.split()
    middles = [utterance.frames * (index + 0.5) / len(words) for index in range(len(words))]
    return [word for word, middle in zip(words, middles, strict=True) if begin <= middle < end]


def _joined(pieces: Sequence[str]) -> str:
    """Pieces of one turn, with spaces where the script of the language has them."""
    text = ""
    for piece in pieces:
        spaced = text[-1:].isascii() or piece[:1].isascii()
        text += (" " if text and spaced else "") + piece
    return text
