"""The demonstration: a campaign on simulated people, over real SIP and RTP on this machine, and whether each call ended as it must.

configs/demo/phones.yaml ─▶ lab phones ◀─SIP, RTP─ call workers ◀─ campaign ◀─ one lead per phone
             └── expect: ──────────────▶ compared with the campaign's results, and with the text messages that came ─▶ inbox
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.app import CampaignOutcome, run_campaign
from engine.campaign.order import CampaignOrder, short_order
from engine.campaign.plan.schema import NO_POLICY
from engine.campaign.results import LeadResult, results
from engine.demo.judging import wrong
from engine.demo.people import set_up
from engine.launch.watch import Watch
from engine.settings import Settings, SmsSection
from engine.shipped import shipped
from engine.store.database import Database
from engine.store.people import do_not_call
from telephony.lab.book import load_book
from telephony.lab.inbox import Inbox, text_messages
from telephony.lab.lab import Lab
from telephony.lab.report import CallReport
from telephony.lab.spec import Phone, PhoneBook

LINES: Final = 8
"""Two workers, two processes of lab phones: each carries four calls."""
RING_TIMEOUT_S: Final = 12.0
"""So that nobody waits a whole minute for the phone that nobody answers."""
LAB_REPORT_TIMEOUT_S: Final = 30.0


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
    """The calls of a demonstration."""

    calls: tuple[DemoCall, ...]
    """Those that were made: all, unless it was stopped before."""
    campaign: CampaignOutcome
    recordings: Path

    @property
    def as_expected(self) -> bool:
        """Every phone was called, and every call ended as its phone's behaviour demands."""
        return not self.campaign.run.left and not any(call.wrong for call in self.calls)


CarriedOut = Callable[[Settings, CampaignOrder], AbstractAsyncContextManager[CampaignOutcome]]
"""Makes the calls; what came of them is judged while its block runs."""


async def run_demo(settings: Settings, calls: int | None, folder: Path, watch: Watch) -> DemoOutcome:
    """Runs the demonstration to its end; see `demonstrated`.

    Args:
        settings: see there, as of `calls` and `folder`.
        calls: how many phones to call.
        folder: for what is left of it.
        watch: who is told of the progress.
    """

    @asynccontextmanager
    async def carried_out(settings: Settings, order: CampaignOrder) -> AsyncIterator[CampaignOutcome]:
        yield await run_campaign(settings, order, watch)

    async with demonstrated(settings, calls, folder, watch.preparing, carried_out) as outcome:
        return outcome


@asynccontextmanager
async def demonstrated(
    settings: Settings, calls: int | None, folder: Path, preparing: Callable[[str], None], carried_out: CarriedOut
) -> AsyncIterator[DemoOutcome]:
    """Runs the demonstration in `folder`, which is emptied first; its phones stay while the block runs.

    Args:
        settings: the models and turn taking to show; addresses, database and ring timeout are the demonstration's own.
        calls: how many phones to call; more than the book has repeats their behaviour under further numbers. None: each once.
        folder: for the database, recordings and results.
        preparing: told what is being done before the first call.
        carried_out: makes the calls.
    """
    phones, leads = set_up(folder, calls)
    book = load_book(phones)
    preparing("starting lab phones")
    processes = -(-LINES // settings.worker.lines_per_worker)
    async with Lab(phones, folder / "lab", processes=processes) as lab, text_messages() as inbox:
        order = short_order(
            leads,
            script=str(shipped("dialogs") / "membership.yaml"),
            trunks=tuple(f"sip:{gateway}" for gateway in lab.gateways),
            lines=LINES,
            campaign="demo",
            policy=NO_POLICY,
            recordings=folder / "recordings",
        )
        async with carried_out(_on_loopback(settings, folder, inbox.url), order) as outcome:
            heard = await _reports(lab, {lead.number for lead in outcome.report.leads if lead.attempt})
            yield DemoOutcome(_judged(book, outcome, heard, folder, inbox), outcome, folder / "recordings")


def _judged(
    book: PhoneBook, outcome: CampaignOutcome, heard: Mapping[str, CallReport], folder: Path, inbox: Inbox
) -> tuple[DemoCall, ...]:
    listed = _listed(folder, book.phones)
    return tuple(
        _judged_call(book.phones[lead.number], lead, heard.get(lead.number), listed=lead.number in listed, inbox=inbox)
        for lead in results(outcome.report)
        if lead.attempted_at is not None
    )


def _judged_call(phone: Phone, lead: LeadResult, heard: CallReport | None, *, listed: bool, inbox: Inbox) -> DemoCall:
    messages = inbox.messages.get(lead.number, ())
    return DemoCall(phone, lead, heard, wrong(phone, lead, heard, listed=listed, messages=messages))


async def _reports(lab: Lab, numbers: set[str]) -> dict[str, CallReport]:
    """The phones' own accounts. Calls may come from elsewhere too, such as transfers to the agent's phone."""
    heard: dict[str, CallReport] = {}
    while numbers - heard.keys():
        report = await lab.next_report(timeout_s=LAB_REPORT_TIMEOUT_S)
        heard[report.number] = report
    return heard


def _on_loopback(settings: Settings, folder: Path, inbox_url: str) -> Settings:
    return settings.model_copy(
        update={
            "database_url": _database_url(folder),
            "trunk": settings.trunk.model_copy(update={"ring_timeout_s": RING_TIMEOUT_S, "register_account": False}),
            "worker": settings.worker.model_copy(update={"bind_address": "127.0.0.1"}),
            "sms": SmsSection(gateway=inbox_url),
        }
    )


def _listed(folder: Path, numbers: Iterable[str]) -> set[str]:
    """Those on the demonstration's do-not-call list."""
    with Database(_database_url(folder)) as database:
        return database.read(lambda session: {number for number in numbers if do_not_call.listed(session, number)})


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'demo.db'}"
