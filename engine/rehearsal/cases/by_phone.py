"""Runs the tests of a script with speech: lab phones do what the cases say, call workers call them, the same judge judges.

cases ─ played by text ─▶ steps of lab phones ─▶ phone book ─▶ lab ◀─ SIP, RTP ─▶ call workers ◀─▶ speech server
  └────────────────────────────────▶ judge ◀── events ◀────────────────────────────────┘
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine.app import run_campaign
from engine.call.worker.pool import WorkerPool
from engine.campaign.clock import SystemClock
from engine.campaign.order import short_order
from engine.campaign.plan.schema import NO_POLICY
from engine.dialog.loader import ScriptFile
from engine.events import CallEvent
from engine.launch.watch import Watch
from engine.rehearsal.cases.lab_accounts import judged_call
from engine.rehearsal.cases.lab_agents import agents_for
from engine.rehearsal.cases.lab_books import Speak, booked_cases, time_of, write_books
from engine.rehearsal.cases.reading import CaseFile
from engine.rehearsal.cases.running import CaseResult
from engine.settings import Settings
from engine.speech.models import ModelStore
from engine.speech.server.loading import Voices
from engine.speech.server.supervised import SpeechServerProcess
from engine.speech.voices.voice import phone_audio
from engine.store.campaigns import OpenedCampaign
from engine.store.leads import Dialling, Refused
from telephony.lab.lab import Lab, LabError
from telephony.lab.report import CallReport

LINES_PER_PROCESS: Final = 4
REPORT_TIMEOUT_S: Final = 30.0


class Witness(Watch):
    """Keeps every call's events by number, and passes on what it sees."""

    def __init__(self, watch: Watch) -> None:
        self.events: dict[str, list[CallEvent]] = {}
        self._watch = watch
        self._numbers: dict[str, str] = {}

    def preparing(self, step: str) -> None:
        """See `Watch`."""
        self._watch.preparing(step)

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """See `Watch`."""
        self._watch.opened(campaign, settled)

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """See `Watch`."""
        self._watch.ready(pool, speech)

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        self._numbers[lead.attempt_id] = lead.number
        self._watch.dialling(lead, worker)

    def refused(self, lead: Refused) -> None:
        """See `Progress`."""
        self._watch.refused(lead)

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        self.events.setdefault(self._numbers[event.attempt_id], []).append(event)
        self._watch.happened(event)


async def run_by_phone(
    settings: Settings, file: CaseFile, script: ScriptFile, by_text: Sequence[CaseResult], folder: Path, lines: int, watch: Watch
) -> list[CaseResult]:
    """Runs the cases that were played by text once more, over lab phones.

    Args:
        settings: models and turn taking; addresses and the database are the run's own.
        file: the tests.
        script: what they are about.
        by_text: the results of playing them by text.
        folder: for the phone book, the database and recordings; emptied first.
        lines: calls at a time.
        watch: who is told of the progress.

    Raises:
        UnservedErrand, SpeechUnavailable, WorkerStartFailed: nothing was called.
    """
    booked, skipped = booked_cases(file, script, by_text)
    called: dict[int, CaseResult] = {}
    if booked:
        watch.preparing("starting lab phones")
        phones, leads = write_books(folder, file, booked, _speaking(settings))
        witness = Witness(watch)
        database_url = f"sqlite:///{folder / 'test.db'}"
        clock = SystemClock(ahead_s=time_of(file).timestamp() - time.time())
        async with (
            _message_sink() as sink_port,
            agents_for(script.languages.values(), folder / "agents", database_url, clock.now()) as team,
            Lab(phones, folder / "lab", processes=-(-lines // LINES_PER_PROCESS)) as lab,
        ):
            order = short_order(
                leads,
                script=str(file.script),
                trunks=tuple(f"sip:{gateway}" for gateway in lab.gateways),
                lines=lines,
                campaign="script test",
                policy=NO_POLICY,
                team=team,
                recordings=folder / "recordings",
            )
            await run_campaign(_on_loopback(settings, database_url, sink_port), order, witness, clock)
            reports = await _reports(lab, {one.number for one in booked})
        for one in booked:
            called[one.index] = judged_call(file, one, witness.events.get(one.number, []), reports.get(one.number))
    names = {case.name: index for index, case in enumerate(file.doc.tests)}
    return [
        called.get(names[result.name]) or replace(result, skipped=skipped[names[result.name]], problems=()) for result in by_text
    ]


def _speaking(settings: Settings) -> Speak:
    """The best installed voice of a language."""
    store = ModelStore(settings.cache_dir)
    voices = Voices(store, "cpu", ())

    def speak(text: str, language: str) -> bytes:
        return b"".join(phone_audio(voices.get(store.voice_for(language)), text))

    return speak


async def _reports(lab: Lab, numbers: set[str]) -> Mapping[str, CallReport]:
    """The phones' own accounts; those that were not called have none."""
    found: dict[str, CallReport] = {}
    try:
        while numbers - found.keys():
            report = await lab.next_report(timeout_s=REPORT_TIMEOUT_S)
            found[report.number] = report
    except LabError:
        return found  # the missing ones fail their tests
    return found


def _on_loopback(settings: Settings, database_url: str, sink_port: int) -> Settings:
    return settings.model_copy(
        update={
            "database_url": database_url,
            "trunk": settings.trunk.model_copy(update={"register_account": False}),
            "worker": settings.worker.model_copy(update={"bind_address": "127.0.0.1"}),
            "sms": settings.sms.model_copy(update={"gateway": f"http://127.0.0.1:{sink_port}/"}),
        }
    )


@asynccontextmanager
async def _message_sink() -> AsyncIterator[int]:
    """A gateway on this machine that takes every text message and sends none; gives its port."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: *(\d+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
