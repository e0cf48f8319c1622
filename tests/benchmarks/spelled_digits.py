"""Strings of digits in Mandarin, by the recognizer alone and with a reading as digits: figures of docs/recognition.md.

    python -m tests.benchmarks.spelled_digits --kokoro package/voices     # see tests.benchmarks.kokoro_speakers
    python -m tests.benchmarks.spelled_digits                             # by the product's own voice

Numbers of four to six digits, and telephone numbers with pauses in them, some with words in front. Each takes a second of a core on
each line.
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from engine.call.course import Course
from engine.call.second_hearing import SecondHearing
from engine.dialog.intents import SPELLED
from engine.dialog.moves import Heard
from engine.dialog.testing import TableClassifier, machine_of, script_of
from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import Recognizer, Recognizers, find_phrase_recognizer
from engine.speech.server.loading import Voices
from engine.speech.voices.voice import phone_audio
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tests.benchmarks.intent_hearing import SNRS_DB, on_the_line
from tests.benchmarks.intent_second_hearing import Ears
from tests.benchmarks.kokoro_speakers import MandarinSpeakers

_LANGUAGE: Final = "zh"
_SEED: Final = 5
_SPOKEN: Final = "零一二三四五六七八九"
_BEFORE: Final = ("", "", "", "是", "我的号码是", "那个，是")
_LENGTHS: Final = (4, 5, 6)
_GROUPS: Final = (3, 7)
"""Where a telephone number is parted."""
_SCRIPT: Final = """\
schema_version: 1
id: asks
language: zh
nodes:
  question:
    disclosure: true
    say: 我是机器人。请说号码。
    ask: {{slot: number, {ask}}}
    goto: done
  done:
    say: 谢谢。
    hangup: true
start: question
"""
_ASKS: Final = {"digits": "type: digits, length: 4-6", "telephone": "type: phone, region: CN"}

Speak = Callable[[Iterable[str]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class _Number:
    ask: str
    value: str
    said: str


def _numbers(count: int) -> Iterator[_Number]:
    """In turn strings of digits and telephone numbers; 1 is said 幺 by two of three people."""
    chance = random.Random(_SEED)
    for index in range(count):
        is_telephone = index % 3 == 2
        digits = [chance.randrange(10) for _ in range(11 if is_telephone else chance.choice(_LENGTHS))]
        if is_telephone:
            digits[:2] = [1, chance.choice((3, 5, 7, 8))]
        one = "幺" if chance.random() < 2 / 3 else "一"
        said = [one if digit == 1 else _SPOKEN[digit] for digit in digits]
        for at in reversed(_GROUPS if is_telephone else ()):
            said.insert(at, "，")
        value = ("+86" if is_telephone else "") + "".join(map(str, digits))
        yield _Number("telephone" if is_telephone else "digits", value, f"{chance.choice(_BEFORE)}{''.join(said)}。")


async def _measure(numbers: Sequence[_Number], speak: Speak, recognizer: Recognizer, ears: Ears) -> None:
    questions = {ask: Course(machine_of(script_of(_SCRIPT.format(ask=field)))) for ask, field in _ASKS.items()}
    hearing = SecondHearing(ears, TableClassifier({}), _LANGUAGE, None, phrases=SPELLED[_LANGUAGE])
    sounds = list(speak(number.said for number in numbers))
    for line, snr_db in SNRS_DB.items():
        noise, counts = np.random.default_rng(_SEED), Counter[tuple[str, str, str]]()
        for number, sound in zip(numbers, sounds, strict=True):
            pcm, question = on_the_line(sound, snr_db, noise), questions[number.ask]
            heard = recognizer.transcribe(pcm, language=_LANGUAGE, hint=question.expectation.asr_hint)
            speech_ms = len(sound) // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ
            again = await hearing.hear_digits(pcm, question.expectation, speech_ms, question, Heard(heard.text, None))
            for way, text in (("at first", heard.text), ("as digits", again.text if again else heard.text)):
                value = question.sure_value(text)
                counts[number.ask, way, "none" if value is None else "right" if value == number.value else "wrong"] += 1
        for (ask, way, became), count in sorted(counts.items()):
            sys.stdout.write(f"{line}, {ask}, {way}: {became} {count}\n")


def _own_voice(store: ModelStore) -> Speak:
    speaker = Voices(store, "cpu", ()).get(store.voice_for(_LANGUAGE))
    return lambda texts: (b"".join(phone_audio(speaker, text)) for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.spelled_digits", description="Digits in Mandarin")
    parser.add_argument("--kokoro", type=Path, help="folder of its speakers, see tests.benchmarks.kokoro_speakers")
    parser.add_argument("--count", type=int, default=120, help="numbers")
    given = parser.parse_args()
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    of_phrases = find_phrase_recognizer(store, settings.speech, (_LANGUAGE,))
    recognizers = Recognizers(store, settings.speech, "cpu", (), of_phrases)
    recognizer = recognizers.get(_LANGUAGE)
    speak = MandarinSpeakers(given.kokoro).spoken if given.kokoro else _own_voice(store)
    asyncio.run(_measure(list(_numbers(given.count)), speak, recognizer, Ears(recognizer, recognizers.of_phrases(_LANGUAGE))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
