"""The answering bench's figures: a confusion matrix, two error rates, and how long decisions take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.bench.answering import Verdict
from engine.call.answering.verdict import Answerer

_NOBODY = (Answerer.HUMAN, Answerer.SILENCE, None)
"""Verdicts with which the bot talks."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set of clips."""

    matrix: dict[Answerer, Counter[Answerer | None]]
    """Truth, then last verdict, then how many."""
    people: int
    people_as_machines: int
    machines: int
    machines_as_people: int
    machines_mixed_up: int
    """Known as machines, but of another kind."""
    first_ms: tuple[int, ...]
    """From the first sound to the first verdict, sorted."""
    final_ms: tuple[int, ...]
    """To the last verdict, sorted."""
    message_ms: tuple[int, ...]
    """From the end of a voicemail's beep to the message, sorted; negative if it began before the beep ended."""


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """Counts and times of these clips."""
    matrix: dict[Answerer, Counter[Answerer | None]] = {}
    for verdict in verdicts:
        matrix.setdefault(verdict.truth, Counter())[verdict.final] += 1
    people = [verdict for verdict in verdicts if verdict.truth is Answerer.HUMAN]
    machines = [verdict for verdict in verdicts if verdict.truth not in _NOBODY]
    return Figures(
        matrix,
        people=len(people),
        people_as_machines=sum(verdict.final not in _NOBODY for verdict in people),
        machines=len(machines),
        machines_as_people=sum(verdict.final in _NOBODY for verdict in machines),
        machines_mixed_up=sum(verdict.final not in (*_NOBODY, verdict.truth) for verdict in machines),
        first_ms=_sorted(verdict.first_ms for verdict in verdicts),
        final_ms=_sorted(verdict.final_ms for verdict in verdicts),
        message_ms=_sorted(verdict.message_ms for verdict in verdicts),
    )


def by_source(verdicts: Sequence[Verdict]) -> dict[str, Figures]:
    """The same for each kind of voice: synthesizers differ more from each other than from people."""
    return {
        source: figures([one for one in verdicts if one.source == source]) for source in sorted({one.source for one in verdicts})
    }


def mistakes(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Clips whose last verdict is wrong; silence greeted as a person is none."""
    return [
        verdict
        for verdict in verdicts
        if verdict.final is not verdict.truth and not (verdict.truth in _NOBODY and verdict.final in _NOBODY)
    ]


def _sorted(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted(value for value in values if value is not None))
