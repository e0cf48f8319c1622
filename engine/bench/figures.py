"""The conversation benchmark's figures: every measure of a cell with its sample count, and the table over all cells. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.bench.conversation import CellResult
from engine.bench.exchanges import Kind
from engine.bench.measuring import answered_after_ms
from engine.bench.observations import Observation, Verdict
from engine.bench.transcripts import Understood
from engine.campaign.results import percentile
from engine.dialog.script import OPT_OUT


class Unit(StrEnum):
    MS = "ms"
    """p50 and p95."""
    PERCENT = "%"
    """A share of the samples."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one cell."""

    samples: int
    """What it was measured on: replies, overlaps, words, calls."""
    p50_ms: int | None = None
    p95_ms: int | None = None
    percent: float | None = None

    def __str__(self) -> str:
        if not self.samples:
            return "–"
        if self.percent is not None:
            return f"{self.percent:.1f} % ({self.samples})"
        return f"{self.p50_ms} / {self.p95_ms} ({self.samples})"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured and how."""

    name: str
    unit: Unit
    target: str
    of: Callable[[CellResult], Figure]


def _observations(result: CellResult, *kinds: Kind) -> list[Observation]:
    """Of these kinds, void ones left out."""
    seen = [turn.observation for turn in _turns(result, *kinds)]
    return [each for each in seen if each.verdict is not Verdict.VOID]


def _turns(result: CellResult, *kinds: Kind) -> list[Understood]:
    return [turn for call in result.calls for turn in call.turns if turn.observation.exchange.kind in kinds]


def _times(values: Iterable[int | None]) -> Figure:
    known = [value for value in values if value is not None]
    return Figure(len(known), p50_ms=percentile(known, 50), p95_ms=percentile(known, 95))


def _share(hits: float, samples: int) -> Figure:
    return Figure(samples, percent=100 * hits / samples if samples else None)


def gaps_ms(result: CellResult, *kinds: Kind) -> list[int]:
    """Every reply gap after turns of these kinds."""
    return [seen.gap_ms for seen in _observations(result, *kinds) if seen.gap_ms is not None]


def _gaps(*kinds: Kind) -> Callable[[CellResult], Figure]:
    return lambda result: _times(gaps_ms(result, *kinds))


def _rate(verdicts: Verdict | tuple[Verdict, ...], *kinds: Kind) -> Callable[[CellResult], Figure]:
    among = verdicts if isinstance(verdicts, tuple) else (verdicts,)

    def of(result: CellResult) -> Figure:
        seen = _observations(result, *kinds)
        return _share(sum(each.verdict in among for each in seen), len(seen))

    return of


def _word_errors(*kinds: Kind) -> Callable[[CellResult], Figure]:
    def of(result: CellResult) -> Figure:
        turns = _turns(result, *kinds)
        return _share(sum(turn.errors for turn in turns), sum(turn.words for turn in turns))

    return of


def _intents(result: CellResult) -> Figure:
    meant = [turn for call in result.calls for turn in call.turns if turn.observation.exchange.intent]
    return _share(sum(turn.intent == turn.observation.exchange.intent for turn in meant), len(meant))


def _opt_outs(result: CellResult) -> Figure:
    """Nobody in the benchmark asks not to be called."""
    turns = _turns(result, *Kind)
    return _share(sum(turn.intent == OPT_OUT for turn in turns), len(turns))


def _void(result: CellResult) -> Figure:
    turns = _turns(result, *Kind)
    return _share(sum(turn.observation.verdict is Verdict.VOID for turn in turns), len(turns))


def _unfinished(result: CellResult) -> Figure:
    broken = sum(not call.complete for call in result.calls)
    return _share(broken + result.uncalled, len(result.calls) + result.uncalled)


def _cpu(result: CellResult) -> Figure:
    share = 100 * result.worker_cpu_s / result.call_s if result.call_s else None
    return Figure(len(result.calls), percent=share)


def _yields(result: CellResult) -> Figure:
    seen = _observations(result, Kind.BACKCHANNEL)
    return _share(sum(each.yield_ms is not None for each in seen), len(seen))


_SILENCED: Final = (Verdict.HESITATED, Verdict.FALSE_STOP)
_ANSWERS: Final = (Kind.ANSWER, Kind.PAUSE)

MEASURES: Final = (
    Measure("first audio → greeting", Unit.MS, "", lambda result: _times(map(answered_after_ms, result.calls))),
    Measure("hello ends → greeting", Unit.MS, "p95 ≤ 500", _gaps(Kind.HELLO)),
    Measure("reply gap", Unit.MS, "1: 600 / 1000; 8: p95 ≤ 1800", _gaps(*_ANSWERS)),
    Measure("reply gap, unbroken turns", Unit.MS, "", _gaps(Kind.ANSWER)),
    Measure("reply gap, turns with a thinking pause", Unit.MS, "", _gaps(Kind.PAUSE)),
    Measure("reply gap, human recordings", Unit.MS, "", _gaps(Kind.READING)),
    Measure("reply gap after an interruption", Unit.MS, "", _gaps(Kind.INTERRUPTION)),
    Measure(
        "interruption: onset → bot yields (≥ 12 dB down or silent)",
        Unit.MS,
        "p95 ≤ 450",
        lambda result: _times(seen.yield_ms for seen in _observations(result, Kind.INTERRUPTION)),
    ),
    Measure(
        "interruption: onset → bot silent",
        Unit.MS,
        "p95 ≤ 450",
        lambda result: _times(seen.stop_ms for seen in _observations(result, Kind.INTERRUPTION)),
    ),
    Measure("interruptions missed", Unit.PERCENT, "≤ 2 %", _rate(Verdict.MISSED, Kind.INTERRUPTION)),
    Measure("bot falls silent on a backchannel", Unit.PERCENT, "≤ 5 %", _rate(_SILENCED, Kind.BACKCHANNEL)),
    Measure("bot silent for over 1 s on a backchannel", Unit.PERCENT, "", _rate(Verdict.FALSE_STOP, Kind.BACKCHANNEL)),
    Measure(
        "silence after a backchannel, if any",
        Unit.MS,
        "",
        lambda result: _times(seen.hole_ms for seen in _observations(result, Kind.BACKCHANNEL)),
    ),
    Measure("bot lowers its voice or falls silent on a backchannel", Unit.PERCENT, "", _yields),
    Measure("bot cuts in on a pause of 300-700 ms", Unit.PERCENT, "≤ 5 %", _rate(Verdict.CUT_IN, Kind.PAUSE)),
    Measure("bot cuts in on unbroken speech", Unit.PERCENT, "", _rate(Verdict.CUT_IN, Kind.ANSWER, Kind.READING)),
    Measure("turns without a reply", Unit.PERCENT, "", _rate(Verdict.NO_REPLY, *_ANSWERS, Kind.READING)),
    Measure("word errors, lab voices", Unit.PERCENT, "", _word_errors(*_ANSWERS, Kind.INTERRUPTION)),
    Measure("word errors, human recordings", Unit.PERCENT, "", _word_errors(Kind.READING)),
    Measure("intents understood", Unit.PERCENT, "", _intents),
    Measure("turns taken for an opt-out", Unit.PERCENT, "", _opt_outs),
    Measure("call workers, share of a core per call", Unit.PERCENT, "≤ 3 %", _cpu),
    Measure("turns that could not be judged", Unit.PERCENT, "", _void),
    Measure("calls that broke off", Unit.PERCENT, "", _unfinished),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure under one condition, by number of conversations."""

    measure: Measure
    condition: str
    figures: dict[int, Figure]


def rows(results: Sequence[CellResult]) -> list[Row]:
    """The table: measures in their order, conditions in the results' order; rows without any sample are left out."""
    conditions = list(dict.fromkeys(result.cell.condition for result in results))
    found = [
        Row(measure, condition, {each.cell.conversations: measure.of(each) for each in results if each.cell.condition is condition})
        for measure in MEASURES
        for condition in conditions
    ]
    return [row for row in found if any(figure.samples for figure in row.figures.values())]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure with all that identifies it, for programs."""

    measure: str
    unit: Unit
    target: str
    condition: str
    conversations: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a benchmark found: the figures, and the turns they were made of."""

    figures: tuple[Entry, ...]
    runs: tuple[CellResult, ...]


def document(results: Sequence[CellResult]) -> Document:
    """The results for programs."""
    entries = [
        Entry(row.measure.name, row.measure.unit, row.measure.target, row.condition, conversations, figure)
        for row in rows(results)
        for conversations, figure in row.figures.items()
    ]
    return Document(tuple(entries), tuple(results))
