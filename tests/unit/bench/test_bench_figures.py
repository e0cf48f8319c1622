from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from engine.bench.conversation import Cell, CellResult, Condition
from engine.bench.exchanges import Exchange, Kind
from engine.bench.figures import MEASURES, Figure, document, rows
from engine.bench.measuring import MeasuredCall
from engine.bench.observations import Observation, Verdict
from engine.bench.plots import write_plots
from engine.bench.transcripts import Understood
from engine.commands.measuring.bench import app
from engine.commands.measuring.conversation import markdown_lines
from engine.plotting import PlotsUnavailable

pytestmark = pytest.mark.unit


def turn(
    kind: Kind,
    verdict: Verdict = Verdict.FINE,
    gap_ms: int | None = None,
    stop_ms: int | None = None,
    hole_ms: int | None = None,
    *,
    intent: str = "agree",
) -> Understood:
    seen = Observation(Exchange(kind, ("a b",), "agree"), 1000, 1500, verdict, gap_ms, stop_ms, hole_ms)
    return Understood(seen, "a b", intent, words=2, errors=0 if intent == "agree" else 1)


def result(condition: Condition, conversations: int, *turns: Understood, uncalled: int = 0) -> CellResult:
    call = MeasuredCall("+1", turns, complete=True)
    return CellResult(Cell(conversations, condition), (call,), uncalled, worker_cpu_s=3.0, call_s=60.0)


CLEAN = result(
    Condition.CLEAN,
    1,
    turn(Kind.HELLO, gap_ms=300),
    turn(Kind.ANSWER, gap_ms=500),
    turn(Kind.ANSWER, Verdict.VOID),
    turn(Kind.ANSWER, Verdict.NO_REPLY, intent="refuse"),
    turn(Kind.PAUSE, gap_ms=700),
    turn(Kind.PAUSE, Verdict.CUT_IN),
    turn(Kind.BACKCHANNEL, Verdict.FALSE_STOP, stop_ms=400),
    turn(Kind.BACKCHANNEL, Verdict.HESITATED, stop_ms=400, hole_ms=400),
    turn(Kind.INTERRUPTION, stop_ms=350, gap_ms=900),
    turn(Kind.INTERRUPTION, Verdict.MISSED),
)


def figure(name: str) -> Figure:
    return next(measure for measure in MEASURES if measure.name == name).of(CLEAN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("first audio → greeting", "1800 / 1800 (1)"),
        ("hello ends → greeting", "300 / 300 (1)"),
        ("reply gap", "500 / 700 (2)"),
        ("reply gap, human recordings", "–"),
        ("interruption: onset → bot silent", "350 / 350 (1)"),
        ("interruptions missed", "50.0 % (2)"),
        ("bot falls silent on a backchannel", "100.0 % (2)"),
        ("bot silent for over 1 s on a backchannel", "50.0 % (2)"),
        ("silence after a backchannel, if any", "400 / 400 (1)"),
        ("bot cuts in on a pause of 300-700 ms", "50.0 % (2)"),
        ("turns without a reply", "25.0 % (4)"),
        ("word errors, lab voices", "7.1 % (14)"),
        ("intents understood", "90.0 % (10)"),
        ("call workers, share of a core per call", "5.0 % (1)"),
        ("turns that could not be judged", "10.0 % (10)"),
        ("calls that broke off", "0.0 % (1)"),
    ],
)
def test_every_measure_counts_what_it_says_and_names_its_samples(name: str, expected: str) -> None:
    assert str(figure(name)) == expected


def test_the_table_has_a_row_for_each_condition_and_a_column_for_each_load() -> None:
    table = rows([CLEAN, result(Condition.CLEAN, 4, turn(Kind.ANSWER, gap_ms=800)), result(Condition.LOSS, 4, uncalled=1)])
    lines = markdown_lines(table)
    assert lines[:2] == ["| measure | target | condition | 1 | 4 |", "| --- | --- | --- | --- | --- |"]
    assert "| reply gap | 1: 600 / 1000; 8: p95 ≤ 1800 | clean | 500 / 700 (2) | 800 / 800 (1) |" in lines
    assert "| calls that broke off |  | loss |  | 50.0 % (2) |" in lines
    assert not any("human recordings" in line for line in lines)


def test_programs_get_every_figure_and_every_turn() -> None:
    decoded = msgspec.json.decode(msgspec.json.encode(document([CLEAN])))
    gap = next(entry for entry in decoded["figures"] if entry["measure"] == "reply gap")
    assert (gap["condition"], gap["conversations"]) == ("clean", 1)
    assert gap["figure"] == {"samples": 2, "p50_ms": 500, "p95_ms": 700, "percent": None}
    assert len(decoded["runs"][0]["calls"][0]["turns"]) == 10


def test_draws_every_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = write_plots([CLEAN, result(Condition.LOSS, 4)], tmp_path / "plots")
    assert len(written) == 3
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_says_what_plots_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlotsUnavailable, match=r"callwright\[bench\]"):
        write_plots([CLEAN], tmp_path)


def test_runs_that_were_made_one_by_one_are_drawn_together(tmp_path: Path) -> None:
    for name, run in (("one", CLEAN), ("loss", result(Condition.LOSS, 4))):
        (tmp_path / f"{name}.json").write_bytes(msgspec.json.encode(document([run])))
    (tmp_path / "other.json").write_text('{"figures": 3}')
    files = [str(tmp_path / "one.json"), str(tmp_path / "loss.json")]

    drawn = CliRunner().invoke(app, ["plots", *files, "--folder", str(tmp_path / "plots")])
    refused = CliRunner().invoke(app, ["plots", str(tmp_path / "other.json")], env={"COLUMNS": "400"})

    assert drawn.exit_code == 0
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {
        "reply-gap-distribution.png",
        "reply-gap-by-load.png",
        "rates.png",
    }
    assert refused.exit_code == 2
    assert "is not the JSON of" in refused.output
