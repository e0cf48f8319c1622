"""Parts of a running campaign die or are told to stop: every lead keeps exactly one outcome, and nobody is called twice."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from ruamel.yaml import YAML

from engine.call.verdict import NOT_RECOGNIZED
from telephony.lab.lab import Lab
from telephony.lab.report import CallReport, Ending
from tests.acceptance.line_test import line_test
from tests.acceptance.product import Attempt, Desk, alive, eventually, running

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240), pytest.mark.slow]

WORKER: Final = "engine.call.worker.main"
SPEECH: Final = "engine.speech.server.main"
EXIT_TIMEOUT_S: Final = 30.0
REPORT_TIMEOUT_S: Final = 30.0

PRESSES: Final[Mapping[str, object]] = {"ring_s": 0.2, "steps": ["after_bot", {"press": "1"}, {"wait_s": 3}, "hang_up"]}
"""Hangs up by itself, as somebody does whose caller has vanished."""
WAITS: Final[Mapping[str, object]] = {"ring_s": 0.2, "steps": ["after_bot", {"wait_s": 120}]}
RINGS: Final[Mapping[str, object]] = {"ring_s": 120, "steps": [{"wait_s": 1}]}
SPEAKS: Final[Mapping[str, object]] = {
    "ring_s": 0.2,
    "voice": "alma",
    "steps": ["after_bot", {"say": "Yes, that sounds good to me."}],
}


def _numbers(count: int) -> list[str]:
    return [f"+120255505{index:02}" for index in range(count)]


def _book(folder: Path, people: Mapping[str, Mapping[str, object]]) -> Path:
    path = folder / "phones.yaml"
    phones = {number: {"name": f"person {number[-2:]}", **person} for number, person in people.items()}
    YAML(typ="safe").dump({"phones": phones}, path)
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return _desk(tmp_path)


def _desk(folder: Path, **worker: int) -> Desk:
    settings = {"worker": worker, "trunk": {"ring_timeout_s": 60}, "conversation": {"hello_wait_ms": 200}}
    return Desk(folder, line_test(patience_ms=20_000), settings)


def _talking(desk: Desk) -> list[Attempt]:
    return [attempt for attempt in desk.attempts() if attempt.answered_at and not attempt.ended_at]


def _ringing(desk: Desk) -> int:
    ringing = "SELECT number FROM attempts WHERE ringing_at IS NOT NULL AND answered_at IS NULL AND ended_at IS NULL"
    return len(desk.query(ringing, table="attempts"))


def _trunks(lab: Lab) -> list[str]:
    return [f"sip:{gateway}" for gateway in lab.gateways]


async def _reports(lab: Lab, numbers: Iterable[str]) -> list[CallReport]:
    """All reports up to the one that completes `numbers`."""
    reports: list[CallReport] = []
    while set(numbers) - {report.number for report in reports}:
        reports.append(await lab.next_report(timeout_s=REPORT_TIMEOUT_S))
    return reports


def _assert_nobody_was_called_twice(attempts: Sequence[Attempt], reports: Sequence[CallReport]) -> None:
    assert max(Counter(attempt.number for attempt in attempts).values()) == 1
    assert max(Counter(report.number for report in reports).values()) == 1


def _completed(attempts: Iterable[Attempt]) -> list[str]:
    return [attempt.number for attempt in attempts if attempt.disposition == "completed"]


def _outcomes(attempts: Iterable[Attempt]) -> Counter[tuple[str | None, str | None]]:
    return Counter((attempt.disposition, attempt.cause) for attempt in attempts)


async def test_a_killed_worker_takes_its_calls_with_it_and_nothing_else(tmp_path: Path) -> None:
    # Two lines each, so that a trunk that still holds the dead worker's calls has room for those of its successor.
    desk = _desk(tmp_path, lines_per_worker=2)
    numbers = _numbers(12)
    async with Lab(_book(tmp_path, dict.fromkeys(numbers, PRESSES)), tmp_path / "lab", processes=2) as lab:
        async with running(*desk.arguments(desk.leads(numbers), *_trunks(lab)), folder=tmp_path) as engine:
            await eventually(lambda: len(_talking(desk)) == 4, "four calls at a time")
            workers = engine.children(WORKER)
            assert len(workers) == 2
            os.kill(min(workers), signal.SIGKILL)
            ended = await engine.ended()
        attempts = desk.attempts()
        reports = await _reports(lab, _completed(attempts))

    assert ended.status == 0, ended.errors
    assert {attempt.number for attempt in attempts} == set(numbers)
    _assert_nobody_was_called_twice(attempts, reports)
    assert _outcomes(attempts) == {("completed", "normal"): 10, ("failed", "worker_died"): 2}
    (dead,) = {attempt.worker for attempt in attempts if attempt.cause == "worker_died"}
    assert any(attempt.worker == dead and attempt.disposition == "completed" for attempt in attempts), "it was restarted"
    rows = desk.rows()
    assert {number: row["disposition"] for number, row in rows.items()} == {
        attempt.number: attempt.disposition for attempt in attempts
    }


@pytest.mark.slow
async def test_who_talked_or_rang_when_a_worker_was_killed_is_told_that_the_call_is_over(desk: Desk, tmp_path: Path) -> None:
    numbers = _numbers(4)
    people = dict.fromkeys(numbers[:2], WAITS) | dict.fromkeys(numbers[2:], RINGS)
    async with (
        Lab(_book(tmp_path, people), tmp_path / "lab") as lab,
        running(*desk.arguments(desk.leads(numbers), *_trunks(lab)), folder=tmp_path) as engine,
    ):
        await eventually(lambda: len(_talking(desk)) == 2 and _ringing(desk) == 2, "two calls that go on, two that ring", 150.0)
        os.kill(min(engine.children(WORKER)), signal.SIGKILL)
        reports = await _reports(lab, numbers)
        ended = await engine.ended()

    assert ended.status == 0, ended.errors
    assert {report.number: report.ending for report in reports} == dict.fromkeys(
        numbers[:2], Ending.CALLER_HUNG_UP
    ) | dict.fromkeys(numbers[2:], Ending.CALLER_GAVE_UP)
    assert _outcomes(desk.attempts()) == {("failed", "worker_died"): 4}


@pytest.mark.slow
async def test_one_interrupt_lets_running_calls_end_and_dials_no_more(desk: Desk, tmp_path: Path) -> None:
    numbers = _numbers(8)
    async with (
        Lab(_book(tmp_path, dict.fromkeys(numbers, PRESSES)), tmp_path / "lab") as lab,
        running(*desk.arguments(desk.leads(numbers), *_trunks(lab)), folder=tmp_path) as engine,
    ):
        await eventually(lambda: len(_talking(desk)) == 4, "four calls at a time")
        engine.interrupt()
        ended = await engine.ended()

    assert ended.status == 1, ended.errors
    assert "Traceback" not in ended.errors
    assert "stopped: 4 leads are left; run again with --campaign 'test'" in ended.errors
    assert [(attempt.number, attempt.disposition) for attempt in desk.attempts()] == [
        (number, "completed") for number in numbers[:4]
    ]
    assert [row["state"] for row in desk.rows().values()] == ["done"] * 4 + ["pending"] * 4


async def test_after_a_killed_engine_nothing_is_left_and_the_next_run_goes_on(desk: Desk, tmp_path: Path) -> None:
    numbers = _numbers(12)
    people = dict.fromkeys(numbers[:4], PRESSES) | dict.fromkeys(numbers[4:], SPEAKS)
    async with Lab(_book(tmp_path, people), tmp_path / "lab", processes=2) as lab:
        arguments = desk.arguments(desk.leads(numbers), *_trunks(lab)[:1])
        async with running(*arguments, folder=tmp_path) as engine:
            await eventually(lambda: len(_talking(desk)) == 4, "four calls at a time")
            children = engine.children(WORKER) | engine.children(SPEECH)
            engine.kill()
            await engine.ended()
            await eventually(lambda: not any(map(alive, children)), "the engine's children end", EXIT_TIMEOUT_S)
        assert len(children) == 2
        left_open = [attempt for attempt in desk.attempts() if not attempt.ended_at]
        assert [attempt.number for attempt in left_open] == numbers[:4]

        arguments = desk.arguments(desk.leads(numbers), *_trunks(lab)[1:])
        async with running(*arguments, folder=tmp_path) as engine:
            await eventually(lambda: len(desk.attempts()) >= 8 and len(_talking(desk)) == 4, "the next four calls")
            (speech,) = engine.children(SPEECH)
            os.kill(speech, signal.SIGKILL)
            ended = await engine.ended()
        attempts = desk.attempts()
        reports = await _reports(lab, _completed(attempts))

    assert ended.status == 0, ended.errors
    assert "4 calls of an earlier run had no end and were settled as failed" in ended.errors
    assert [attempt.number for attempt in attempts] == numbers
    _assert_nobody_was_called_twice(attempts, reports)
    assert _outcomes(attempts[:4]) == {("failed", "engine_died"): 4}
    for attempt in attempts[4:8]:
        assert attempt.disposition == "completed" or str(attempt.cause).startswith(("SpeechUnavailable", NOT_RECOGNIZED)), attempt
    assert _outcomes(attempts[8:]) == {("completed", "normal"): 4}, "nobody was called while there was no speech"
