"""Calls that are told to end before they have begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.call.limits import CallLimits
from engine.call.messages import FromCalls, PlaceCall
from engine.call.worker.lines import Lines
from engine.call.worker.repertoire import Repertoire
from engine.events import CallEnded
from engine.outcome import Disposition
from engine.speech.prompts.prepared import PromptCache
from engine.speech.testing import ScriptedSpeech
from telephony.testing import ScriptedDial, ScriptedDialer

pytestmark = pytest.mark.unit


class Worker:
    """Lines that would dial if they came to it."""

    def __init__(self, folder: Path) -> None:
        self.told: list[FromCalls] = []
        prompts = PromptCache(folder, ScriptedSpeech([]), str)
        self.lines = Lines(
            Repertoire({}, {}), ScriptedDialer(self._dialled), prompts, CallLimits(5.0, 60.0), None, self.told.append
        )

    def _dialled(self, dialled: ScriptedDial) -> None:
        raise AssertionError(f"dialled {dialled.number}")


def order(attempt_id: str) -> PlaceCall:
    return PlaceCall(attempt_id=attempt_id, number="+12025550100", caller_id=None, variables={})


def ends(worker: Worker) -> list[tuple[str, Disposition, str]]:
    return [(end.attempt_id, end.disposition, end.cause) for end in worker.told if isinstance(end, CallEnded)]


async def test_a_hang_up_that_comes_with_its_order_is_not_lost(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    worker.lines.place(order("a"))
    await worker.lines.hang_up("a", "hung up by the engine")
    await worker.lines.close()
    assert ends(worker) == [("a", Disposition.FAILED, "hung up by the engine")]


async def test_a_worker_that_closes_begins_no_call(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    worker.lines.place(order("a"))
    await worker.lines.close()
    assert ends(worker) == [("a", Disposition.FAILED, "the engine stopped")]


async def test_a_hang_up_of_a_call_that_is_over_or_unknown_does_nothing(tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    await worker.lines.hang_up("a", "hung up by the engine")
    await worker.lines.close()
    assert worker.told == []
