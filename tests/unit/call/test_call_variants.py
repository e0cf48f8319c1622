"""A worker that has several scripts runs the one that each call names."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.call.limits import CallLimits
from engine.call.messages import FromCalls, PlaceCall
from engine.call.worker import repertoire
from engine.call.worker.assembly import ConversationKit
from engine.call.worker.lines import Lines
from engine.call.worker.repertoire import Repertoire, Tongue
from engine.dialog.testing import TableClassifier, script_of
from engine.events import BotSpoke, CallEnded
from engine.outcome import Disposition
from engine.settings import ConversationSection
from engine.speech.prompts.prepared import PromptCache
from engine.speech.testing import EnergyVad, ScriptedSpeech
from telephony.testing import ScriptedDial, ScriptedDialer, ScriptedLine
from tests.unit.call.test_call_handover_steps import clocked
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit


def saying(text: str, more: str = "") -> Tongue:
    """`more`: a section of the script."""
    script = script_of(
        f"""
        schema_version: 1
        id: notice
        language: en
        {more}
        builtin_global: []
        start: only
        nodes:
          only: {{disclosure: true, say: ["{text}"], hangup: true}}
        """
    )
    kit = ConversationKit(ScriptedSpeech([]), TableClassifier({}), EnergyVad, ConversationSection(hello_wait_ms=100), "en")
    return Tongue(script, kit, "voice")


def order(*, variant: str | None = None, at: float | None = None) -> PlaceCall:
    return PlaceCall(attempt_id="call", number="+15550100001", caller_id=None, variables={}, variant=variant, at=at)


async def heard(folder: Path, call: PlaceCall) -> tuple[list[str], CallEnded]:
    """What the bot says in a call, and how it ends."""
    told: list[FromCalls] = []
    ended, far_ends = asyncio.Event(), set[asyncio.Task[None]]()

    def tell(event: FromCalls) -> None:
        told.append(event)
        if isinstance(event, CallEnded):
            ended.set()

    async def person(line: ScriptedLine) -> None:
        line.answer()
        while not line.hung_up:
            await clocked(line, 20)

    def ring(dialled: ScriptedDial) -> None:
        far_ends.add(asyncio.create_task(person(dialled.line)))

    lines = Lines(
        Repertoire({"en": saying("The plain one.")}, {"gold": {"en": saying("The golden one.")}}),
        ScriptedDialer(ring),
        PromptCache(folder, ScriptedSpeech([]), str),
        CallLimits(5.0, 60.0),
        None,
        tell,
    )
    lines.place(call)
    async with asyncio.timeout(10):
        await ended.wait()
    await lines.close()
    await asyncio.gather(*far_ends)
    last = told[-1]
    assert isinstance(last, CallEnded)
    return [event.text for event in told if isinstance(event, BotSpoke)], last


@pytest.mark.parametrize(("variant", "text"), [(None, "The plain one."), ("gold", "The golden one.")])
@in_virtual_time
async def test_a_call_runs_the_script_that_it_names(tmp_path: Path, variant: str | None, text: str) -> None:
    said, end = await heard(tmp_path, order(variant=variant))

    assert said[-1] == text
    assert end.disposition is Disposition.SILENT


@in_virtual_time
async def test_a_call_of_a_script_that_the_worker_has_not_is_not_made(tmp_path: Path) -> None:
    said, end = await heard(tmp_path, order(variant="silver"))

    assert said == []
    assert (end.disposition, end.cause) == (Disposition.FAILED, "the worker has no variant silver")


def test_the_number_that_is_dialled_is_a_variable_of_every_call() -> None:
    tongue = saying("Your number is {{ number }}.", "variables: {number: {type: phone}}")
    _, machine = Repertoire({"en": tongue}, {}).of(order(), 5.0)
    assert next(sentence.text for sentence in machine.sentences()).endswith("zero one zero, zero zero zero one.")
    assert tongue.script.required_variables == ()
    assert tongue.script.example_variables == {"number": "+12025550143"}


@pytest.mark.parametrize(("at", "begins"), [(None, 5.0), (86400.0, 86400.0)])
def test_a_call_takes_place_when_its_order_says(monkeypatch: pytest.MonkeyPatch, at: float | None, begins: float) -> None:
    asked: list[float] = []

    def local_time(_number: str, _variables: Mapping[str, str], unix_s: float) -> datetime:
        asked.append(unix_s)
        return datetime.fromtimestamp(unix_s, UTC)

    monkeypatch.setattr(repertoire, "local_time", local_time)
    Repertoire({"en": saying("Hello.")}, {}).of(order(at=at), 5.0)
    assert asked == [begins]
