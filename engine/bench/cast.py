"""The people of the conversation benchmark: who says what in which order. Seeded, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from ruamel.yaml import YAML

from engine.bench.exchanges import Exchange, Kind

T = TypeVar("T")
PAUSES_MS: Final = (300, 400, 500, 600, 700)
"""Thinking pauses inside a turn."""
INTO_BOT_MS: Final = (1200, 1700, 2200, 2700, 3200)
"""How much of the long sentence is heard before it is talked over; at least 4 s of it are left."""
HELLO_AFTER_S: Final = (0.3, 0.5, 0.8, 1.1)
_READINGS_STRIDE: Final = 37
"""Readings lie in the order of their names, alike ones together: this takes them from all over."""
PAUSES_OF_A_HESITANT: Final = 10


class Course(StrEnum):
    """What a conversation is made of."""

    WHOLE = "whole"
    """Every kind of exchange, some of them several times."""
    BRIEF = "brief"
    """A hello, an interruption and a pause: does it work at all?"""
    HESITANT = "hesitant"
    """A hello, then turns with thinking pauses only, of every length: enough of them for a rate."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    intent: str


class _Pieces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pieces: tuple[str, ...]
    intent: str


class Repertoire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one voice can say."""

    hello: str
    """After the phone is taken up."""
    answers: tuple[_Line, ...]
    pauses: tuple[_Pieces, ...]
    hesitations: tuple[_Pieces, ...]
    """More turns to pause in, for `Course.HESITANT`."""
    story: str
    number: str
    digits: str
    backchannels: tuple[str, ...]
    interruptions: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A person's recording and its words."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """One call's person."""

    number: str
    voice: str
    hello_after_s: float
    exchanges: tuple[Exchange, ...]


def load_repertoires(path: Path) -> dict[str, Repertoire]:
    """What each voice can say.

    Raises:
        msgspec.ValidationError: the file does not fit.
    """
    return msgspec.convert(YAML(typ="safe").load(path.read_text(encoding="utf-8")), dict[str, Repertoire])


def cast(
    repertoires: Mapping[str, Repertoire], count: int, first_number: int, readings: Sequence[Reading], course: Course
) -> list[Person]:
    """That many people, voices in turn. The same arguments give the same people.

    Args:
        repertoires: by voice.
        count: people.
        first_number: their numbers count from here.
        readings: recordings that they play in a whole conversation, each in turn.
        course: of every conversation.
    """
    voices = list(repertoires)
    people = []
    for index in range(count):
        voice, chance = voices[index % len(voices)], random.Random(index)
        choices = _Choices(repertoires[voice], index // len(voices), chance)
        exchanges = _exchanges(course, choices, readings, index)
        people.append(Person(f"+{first_number + index}", voice, chance.choice(HELLO_AFTER_S), tuple(exchanges)))
    return people


class _Choices:
    """Takes a voice's lines in turn; pauses and moments by chance."""

    def __init__(self, repertoire: Repertoire, turn: int, chance: random.Random) -> None:
        self._lines = repertoire
        self._turn = turn
        self._chance = chance

    def hello(self) -> Exchange:
        return Exchange(Kind.HELLO, (self._lines.hello,))

    def answer(self) -> Exchange:
        line = self._next(self._lines.answers)
        return Exchange(Kind.ANSWER, (line.text,), line.intent)

    def pause(self) -> Exchange:
        line = self._next(self._lines.pauses)
        return Exchange(Kind.PAUSE, line.pieces, line.intent, pause_ms=self._chance.choice(PAUSES_MS))

    def hesitations(self, index: int) -> Iterator[Exchange]:
        """Every line in turn, with lengths that are others for every person and every time round."""
        lines = (*self._lines.pauses, *self._lines.hesitations)
        for count in range(PAUSES_OF_A_HESITANT):
            line, again = lines[count % len(lines)], count // len(lines)
            length_ms = PAUSES_MS[(count + 2 * again + index) % len(PAUSES_MS)]
            yield Exchange(Kind.PAUSE, line.pieces, line.intent, pause_ms=length_ms)

    def backchannel(self) -> Iterator[Exchange]:
        yield Exchange(Kind.ANSWER, (self._lines.story,), "more")
        yield Exchange(Kind.BACKCHANNEL, (self._next(self._lines.backchannels),), into_bot_ms=self._chance.choice(INTO_BOT_MS))

    def interruption(self) -> Iterator[Exchange]:
        line = self._next(self._lines.interruptions)
        yield Exchange(Kind.ANSWER, (self._lines.story,), "more")
        yield Exchange(Kind.INTERRUPTION, (line.text,), line.intent, into_bot_ms=self._chance.choice(INTO_BOT_MS))

    def number(self, reading: Reading | None) -> Iterator[Exchange]:
        yield Exchange(Kind.ANSWER, (self._lines.number,), "number")
        if reading is None:
            yield Exchange(Kind.ANSWER, (self._lines.digits,))
        else:
            yield Exchange(Kind.READING, (reading.text,), file=str(reading.path))

    def _next(self, lines: Sequence[T]) -> T:
        self._turn += 1
        return lines[(self._turn - 1) % len(lines)]


def _exchanges(course: Course, choices: _Choices, readings: Sequence[Reading], index: int) -> Iterator[Exchange]:
    match course:
        case Course.WHOLE:
            return _whole(choices, readings, index)
        case Course.BRIEF:
            return _brief(choices)
        case Course.HESITANT:
            return _hesitant(choices, index)


def _whole(choices: _Choices, readings: Sequence[Reading], index: int) -> Iterator[Exchange]:
    yield choices.hello()
    yield choices.answer()
    yield choices.pause()
    yield from choices.backchannel()
    yield choices.pause()
    yield from choices.interruption()
    yield from choices.number(None)
    yield choices.pause()
    yield from choices.interruption()
    yield choices.answer()
    if readings:
        yield from choices.number(readings[index * _READINGS_STRIDE % len(readings)])


def _brief(choices: _Choices) -> Iterator[Exchange]:
    yield choices.hello()
    yield from choices.interruption()
    yield choices.pause()


def _hesitant(choices: _Choices, index: int) -> Iterator[Exchange]:
    yield choices.hello()
    yield from choices.hesitations(index)
