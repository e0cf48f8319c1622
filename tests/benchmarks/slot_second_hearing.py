"""What reading an answer again brings at questions with slots: figures of docs/recognition.md.

```
answer ─▶ voice ─▶ noise ─▶ 8 kHz, G.711 μ-law ─▶ recognizer ─▶ value, or doubt ─▶ Whisper
```

`python -m tests.benchmarks.slot_second_hearing en`; every answer is spoken twice, the second time 14 % lower. About a second of a
core for each answer and line.
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from ruamel.yaml import YAML

from engine.call.second_hearing import fills
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Expectation, Heard
from engine.dialog.state import DialogState
from engine.dialog.testing import script_of
from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import Recognizer, Recognizers
from engine.speech.server.loading import Voices
from engine.speech.voices.voice import Speaker, phone_audio
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tests.benchmarks.intent_hearing import SNRS_DB, on_the_line
from tests.benchmarks.intent_second_hearing import lowered

_ANSWERS: Final = Path(__file__).with_name("slot_answers.yaml")
_STARTED: Final = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
_SEED: Final = 7
_ASKS: Final[Mapping[str, str]] = {
    "mark": "type: number, min: 1, max: 5",
    "guests": "type: number, min: 1, max: 4",
    "day": "type: date_time",
    "recommend": "type: yes_no",
    "right": "type: date_time, confirm: always",
}
_READ_BACK: Final[Mapping[str, str]] = {"en": "Friday at three in the afternoon.", "zh": "周五下午三点。"}
"""What was heard first where `right` asks whether that is right."""
_SCRIPT: Final = """\
schema_version: 1
id: asks
language: {language}
variables: {{}}
nodes:
  question:
    disclosure: true
    say: {greeting}
    ask: {{slot: {slot}, {ask}}}
    goto: done
  done:
    say: {greeting}
    hangup: true
start: question
"""
_GREETINGS: Final[Mapping[str, str]] = {"en": "This is a robot.", "zh": "我是机器人。"}


@dataclass(frozen=True, slots=True)
class _Answer:
    slot: str
    value: str | None
    """None: it gives none."""
    said: str


def _answers(language: str) -> Iterator[_Answer]:
    slots = YAML(typ="safe").load(_ANSWERS.read_text(encoding="utf-8"))[language]
    for slot, values in slots.items():
        for value, phrases in values.items():
            yield from (_Answer(slot, value or None, said) for said in phrases)


def _asking(slot: str, language: str) -> tuple[DialogMachine, DialogState]:
    """A question that is open."""
    text = _SCRIPT.format(language=language, slot=slot, ask=_ASKS[slot], greeting=_GREETINGS[language])
    machine = DialogMachine(script_of(text), {}, started=_STARTED)
    state = machine.start().state
    return machine, machine.advance(state, Heard(_READ_BACK[language], None)).state if slot == "right" else state


def _ways(recognizer: Recognizer, language: str, pcm: bytes, expected: Expectation, logprob: float) -> Iterator[tuple[str, str]]:
    """The ways of reading an answer again, and what each reads. `logprob`: of the first text."""
    heard = recognizer.transcribe(pcm, language=language, hint=expected.value_hint)
    yield "with likely values", heard.text
    yield "with likely values, and surer of it than at first", heard.text if heard.avg_logprob >= logprob else ""
    yield "with the question's hint", recognizer.transcribe(pcm, language=language, hint=expected.asr_hint).text
    readings = recognizer.read_again(pcm, language=language)
    yield "the beam's first", readings[0].text if readings else ""


def _measure(language: str, slots: Collection[str], speaker: Speaker, recognizers: Recognizers) -> None:
    questions = {slot: _asking(slot, language) for slot in _ASKS if slot in slots}
    first, second = recognizers.get(language), recognizers.for_another_reading()
    for line, snr_db in SNRS_DB.items():
        noise, counts = np.random.default_rng(_SEED), Counter[str]()
        for answer in _answers(language):
            if answer.slot not in questions:
                continue
            machine, state = questions[answer.slot]
            expected = machine.expectation(state)
            clean = b"".join(phone_audio(speaker, answer.said))
            for sound in (clean, lowered(clean)):
                pcm = on_the_line(sound, snr_db, noise)
                heard = first.transcribe(pcm, language=language, hint=expected.asr_hint)
                doubt = machine.doubt(state, Heard(heard.text, None, 0.0))
                gives = "a value" if answer.value else "none"
                counts[f"answers that give {gives}"] += 1
                if doubt is None:
                    right = machine.sure_value(state, heard.text) == answer.value
                    counts[f"  {'right' if right else 'otherwise'} at once"] += bool(answer.value)
                    continue
                counts[f"  in doubt, of those that give {gives}"] += 1
                speech_ms = len(sound) // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ
                for way, again in _ways(second, language, pcm, expected, heard.avg_logprob):
                    value = machine.sure_value(state, again)
                    if value and doubt.value in (None, value) and fills(again, speech_ms, language):
                        counts[f"    {way}: {'right' if value == answer.value else 'wrong'}, of those that give {gives}"] += 1
        sys.stdout.write(f"{language}, {line}\n" + "".join(f"  {what}: {count}\n" for what, count in counts.items()))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.slot_second_hearing", description="What reading answers again brings"
    )
    parser.add_argument("language", choices=tuple(_GREETINGS))
    parser.add_argument("--only", nargs="+", choices=tuple(_ASKS), default=tuple(_ASKS), help="these questions alone")
    given = parser.parse_args()
    language = given.language
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    speaker = Voices(store, "cpu", ()).get(store.voice_for(language))
    _measure(language, given.only, speaker, Recognizers(store, settings.speech, "cpu", ()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
