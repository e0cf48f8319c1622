"""The demonstration: a campaign on simulated people, over real SIP and RTP on this machine, and whether each call ended as it must.

configs/demo/phones.yaml ─▶ lab phones ◀─SIP, RTP─ call workers ◀─ campaign ◀─ one lead per phone
             └── expect: ──────────────▶ compared with the campaign's results
"""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from engine.app import CampaignOrder, CampaignOutcome, Watch, run_campaign
from engine.campaign.results import LeadResult, results
from engine.outcome import Disposition
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import do_not_call
from engine.store.database import Database
from telephony.lab.book import load_book
from telephony.lab.lab import Lab
from telephony.lab.report import CallReport
from telephony.lab.spec import Phone, PhoneBook

LINES: Final = 8
"""Two workers, two processes of lab phones: each carries four calls."""
RING_TIMEOUT_S: Final = 12.0
"""So that nobody waits a whole minute for the phone that nobody answers."""
LAB_REPORT_TIMEOUT_S: Final = 30.0

FIRST_NAMES: Final = ("Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Iris", "Jack", "Kate", "Leo")


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One lead of the demonstration: what it was meant to be and what it became."""

    phone: Phone
    result: LeadResult
    heard: CallReport | None
    """The phone's own account; None if it was never called."""
    wrong: str
    """What differs from the phone's `expect`; empty if nothing does."""


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """All calls of a demonstration."""

    calls: tuple[DemoCall, ...]
    campaign: CampaignOutcome
    recordings: Path

    @property
    def as_expected(self) -> bool:
        """Every call ended as its phone's behaviour demands."""
        return not any(call.wrong for call in self.calls)


async def run_demo(settings: Settings, calls: int | None, folder: Path, watch: Watch) -> DemoOutcome:
    """Runs the demonstration in `folder`, which is emptied first.

    Args:
        settings: the models and turn taking to show; addresses, database and ring timeout are the demonstration's own.
        calls: how many phones to call; more than the book has repeats their behaviour under further numbers. None: each once.
        folder: for the database, recordings and results.
        watch: who is told of the progress.
    """
    phones, leads = _set_up(folder, calls)
    book = load_book(phones)
    watch.preparing("starting lab phones")
    async with Lab(phones, folder / "lab", processes=-(-LINES // settings.worker.lines_per_worker)) as lab:
        order = CampaignOrder(
            leads=leads,
            script=shipped("dialogs") / "membership.yaml",
            trunks=tuple(f"sip:{gateway}" for gateway in lab.gateways),
            lines=LINES,
            campaign="demo",
            recordings=folder / "recordings",
        )
        outcome = await run_campaign(_on_loopback(settings, folder), order, watch)
        heard = {report.number: report for report in await lab.reports(len(book.phones), timeout_s=LAB_REPORT_TIMEOUT_S)}
    opted_out = _opted_out(folder, book.phones)
    judged = [
        DemoCall(book.phones[result.number], result, heard.get(result.number), _wrong(book, result, heard, opted_out))
        for result in results(outcome.report)
    ]
    return DemoOutcome(tuple(judged), outcome, folder / "recordings")


def _on_loopback(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(
        update={
            "database_url": _database_url(folder),
            "trunk": settings.trunk.model_copy(update={"ring_timeout_s": RING_TIMEOUT_S, "register_account": False}),
            "worker": settings.worker.model_copy(update={"bind_address": "127.0.0.1"}),
        }
    )


def _opted_out(folder: Path, numbers: Iterable[str]) -> set[str]:
    with Database(_database_url(folder)) as database:
        return database.read(lambda session: {number for number in numbers if do_not_call.listed(session, number)})


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'demo.db'}"


def _set_up(folder: Path, calls: int | None) -> tuple[Path, Path]:
    """Empties the folder; writes the phone book and the list of a demonstration of that many calls."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    phones, leads = folder / "phones.yaml", folder / "leads.csv"
    shipped_book = shipped("configs") / "demo" / "phones.yaml"
    yaml = YAML(typ="safe")
    described: Mapping[str, Mapping[str, Any]] = yaml.load(shipped_book.read_text(encoding="utf-8"))["phones"]
    cast = dict(itertools.islice(_cast(described), calls or len(described)))
    yaml.dump({"phones": cast}, phones)
    with leads.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "name", "first_name"])
        for (number, phone), first_name in zip(cast.items(), itertools.cycle(FIRST_NAMES), strict=False):
            writer.writerow([number, phone["name"], first_name])
    return phones, leads


def _cast(described: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The book's phones, then the same again under further numbers."""
    yield from described.items()
    highest = max(int(number) for number in described)
    for offset, phone in enumerate(itertools.cycle(described.values()), start=1):
        yield f"+{highest + offset}", phone


def _wrong(book: PhoneBook, result: LeadResult, heard: Mapping[str, CallReport], opted_out: set[str]) -> str:
    phone, report = book.phones[result.number], heard.get(result.number)
    if phone.expect is None:
        return "the phone book does not say how this call must end"
    found = []
    if result.disposition != phone.expect.disposition:
        found.append(f"outcome {result.disposition}, expected {phone.expect.disposition}")
    if result.grade != phone.expect.grade:
        found.append(f"grade {result.grade}, expected {phone.expect.grade}")
    if missing := set(phone.expect.tags) - set(result.tags):
        found.append(f"tags missing: {', '.join(sorted(missing))}")
    if (result.disposition is Disposition.OPTED_OUT) != (result.number in opted_out):
        found.append("the do-not-call list does not agree")
    if report and report.problem:
        found.append(f"the phone says: {report.problem}")
    return "; ".join(found)
