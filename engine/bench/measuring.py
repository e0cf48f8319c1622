"""One call of the conversation benchmark, measured: its truth, the phone's report and recording, and what the engine heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.bench.cast import Person
from engine.bench.exchanges import Exchange, Kind
from engine.bench.observations import AFTERMATH_MS, STOP_WITHIN_MS, Observation, Verdict, observe
from engine.bench.recordings import Samples, Span, lowered_ms, read_stereo, speech_spans
from engine.bench.transcripts import Understood, compare
from engine.events import PersonSpoke
from telephony.audio import SAMPLE_RATE_HZ
from telephony.lab.report import CallReport, Said
from telephony.lab.voices import VoiceBox
from telephony.lab.wav import read_line


class BenchError(Exception):
    """The phones did not do what the benchmark told them; the message says what."""


@dataclass(frozen=True, slots=True)
class MeasuredCall:
    """What one call showed."""

    number: str
    turns: tuple[Understood, ...]
    """Every exchange that took place, in order."""
    complete: bool
    """Every exchange took place."""


class Ruler:
    """Measures calls; knows how the people's lines sound without noise."""

    def __init__(self, voices: VoiceBox, language: str) -> None:
        """Args:
        voices: of the people.
        language: that they speak, ISO 639-1.
        """
        self._voices = voices
        self._language = language

    def measure(self, person: Person, report: CallReport, heard: Sequence[PersonSpoke]) -> MeasuredCall:
        """One call.

        Raises:
            BenchError: the phone said something else than it was told.
            RecordingUnreadable: there is no recording to measure.
        """
        if report.recording is None:
            raise BenchError(f"the phone {person.number} recorded nothing: {report.problem or report.ending}")
        _, right = read_stereo(report.recording)
        bot, end_ms = speech_spans(right), len(right) * 1000 // SAMPLE_RATE_HZ
        turns = [(exchange, self._spoken(person, exchange, said)) for exchange, said in _paired(person, report.said)]
        begins = [*(pieces[0].start_ms for _, pieces in turns), end_ms]
        seen = [_with_yield(observe(*turn, bot, until_ms), right) for turn, until_ms in zip(turns, begins[1:], strict=True)]
        return MeasuredCall(person.number, tuple(compare(seen, heard, self._language)), len(turns) == len(person.exchanges))

    def _spoken(self, person: Person, exchange: Exchange, said: Sequence[Said]) -> tuple[Span, ...]:
        """When the pieces of a turn were audible in the recording."""
        return tuple(self._audible(person.voice, exchange, line.what).shifted(line.at_ms) for line in said)

    def _audible(self, voice: str, exchange: Exchange, text: str) -> Span:
        pcm = read_line(Path(exchange.file)) if exchange.file else self._voices.line(voice, text)
        spans = speech_spans(np.frombuffer(pcm, "<i2"))
        return Span(spans[0].start_ms, spans[-1].end_ms)


def _with_yield(seen: Observation, bot: Samples) -> Observation:
    """Adds when the bot lowered its voice, if it was talked over."""
    if not seen.exchange.over_bot or seen.verdict is Verdict.VOID:
        return seen
    within_ms = STOP_WITHIN_MS if seen.exchange.kind is Kind.INTERRUPTION else seen.end_ms - seen.onset_ms + AFTERMATH_MS
    at_ms = lowered_ms(bot, seen.onset_ms, seen.onset_ms + within_ms)
    return replace(seen, yield_ms=None if at_ms is None else at_ms - seen.onset_ms)


def _paired(person: Person, said: Sequence[Said]) -> Iterator[tuple[Exchange, Sequence[Said]]]:
    """Each exchange that was said to its end, with its lines."""
    at = 0
    for exchange in person.exchanges:
        lines = said[at : at + len(exchange.texts)]
        if len(lines) < len(exchange.texts):
            return
        if not exchange.file and tuple(line.what for line in lines) != exchange.texts:
            raise BenchError(f"the phone {person.number} did not say {exchange.text!r} as its {at + 1}. line")
        yield exchange, lines
        at += len(lines)


def answered_after_ms(call: MeasuredCall) -> int | None:
    """From the first audio to the first word of the greeting, where the person's hello was answered."""
    first: Observation | None = call.turns[0].observation if call.turns else None
    return first.end_ms + first.gap_ms if first and first.gap_ms is not None else None
