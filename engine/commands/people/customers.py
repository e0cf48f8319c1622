"""callwright customers …, callwright consent …"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import key_of
from engine.commands.by_hand import whoever
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.masking import masked, masked_text
from engine.store.people import consents
from engine.store.people.dossier import Dossier, dossier, find_customer
from engine.store.tables import Channel
from engine.writeback.opt_outs import Origin, opt_outs_of
from engine.writeback.payload_v2 import OptOutSource

app = typer.Typer(no_args_is_help=True, help="People over all lists and campaigns.")
consent_app = typer.Typer(no_args_is_help=True, help="What people allowed and took back.")

WhoArgument = Annotated[str, typer.Argument(help="number or external id", metavar="NUMBER|ID")]
SourceOption = Annotated[str, typer.Option(help="where it is written down, e.g. a letter's date")]
ChannelOption = Annotated[Channel, typer.Option(help="for what")]


@app.command()
def show(
    context: typer.Context,
    who: WhoArgument,
    reveal: Annotated[bool, typer.Option("--reveal", help="show numbers in full")] = False,
    database: DatabaseOption = None,
) -> None:
    """One person: attributes, lists, tags with their sources, consent, history of calls."""
    key = key_of(who, settings_of(context).default_region)
    with opened_database(context, database) as opened:
        found = opened.read(lambda session: dossier(session, key))
    for table in _tables(found, reveal=reveal):
        out.print(table)


@consent_app.command()
def grant(
    context: typer.Context,
    who: WhoArgument,
    source: SourceOption,
    channel: ChannelOption = Channel.CALL,
    database: DatabaseOption = None,
) -> None:
    """Writes down that a person gave their consent."""
    _record(context, who, source, channel, database, granted=True)


@consent_app.command()
def withdraw(
    context: typer.Context,
    who: WhoArgument,
    source: SourceOption,
    channel: ChannelOption = Channel.CALL,
    database: DatabaseOption = None,
) -> None:
    """Writes down that a person took their consent back."""
    _record(context, who, source, channel, database, granted=False)


def _record(context: typer.Context, who: str, source: str, channel: Channel, database: str | None, *, granted: bool) -> None:
    settings, at = settings_of(context), time.time()
    key, opt_outs = key_of(who, settings.default_region), opt_outs_of(settings.writeback, time.time)

    def write(session: Session) -> str:
        customer = find_customer(session, key)
        with opt_outs.told(session, customer.number, Origin(OptOutSource.OPERATOR, whoever()), at):
            consents.record(session, customer.id, channel, granted=granted, source=source, at=at)
        return customer.number

    with opened_database(context, database) as opened:
        number = opened.write(write)
    out.print(f"{masked(number)}: consent to {channel.value} {'given' if granted else 'withdrawn'}")


def _tables(found: Dossier, *, reveal: bool) -> list[Table]:
    def shown(text: str) -> str:
        return escape(text if reveal else masked_text(text))

    person = Table("", "", box=None, pad_edge=False, show_header=False)
    person.add_row("number", found.number if reveal else masked(found.number))
    for name, value in (
        ("external id", found.external_id),
        ("name", found.name),
        ("time zone", found.time_zone),
        ("lists", ", ".join(found.lists)),
        ("grade", found.grade),
    ):
        person.add_row(name, escape(value or "-"))
    for title, values in (("", found.fields), ("said: ", found.slots)):
        for name, value in values.items():
            person.add_row(escape(f"{title}{name}"), shown(value))
    listing = found.do_not_call
    person.add_row(
        "do not call", f"since {_when(listing.at)}, {escape(f'{listing.source}: {listing.reason}')}" if listing else "no"
    )
    for removal in found.taken_off:
        person.add_row("", f"taken off {_when(removal.at)} by {escape(f'{removal.by}: {removal.reason}')}")
    return [person, _tags(found), _consents(found), _calls(found, reveal=reveal)]


def _tags(found: Dossier) -> Table:
    table = Table("tag", "from", "when", box=None, pad_edge=False)
    for tag in found.tags:
        table.add_row(escape(tag.tag), escape(tag.source), _when(tag.at))
    return table


def _consents(found: Dossier) -> Table:
    table = Table("consent", "", "from", "when", box=None, pad_edge=False)
    for said in found.consents:
        when = _when(said.at) if said.dated else f"not dated, {_when(said.at)} at the latest"
        table.add_row(said.channel.value, "given" if said.granted else "withdrawn", escape(said.source), when)
    return table


def _calls(found: Dossier, *, reveal: bool) -> Table:
    table = Table("call", "campaign", "number", "outcome", "grade", "seconds", "recording", box=None, pad_edge=False)
    for call in found.calls:
        number = call.number if reveal else masked(call.number)
        seconds = "" if call.duration_ms is None else f"{call.duration_ms / 1000:.0f}"
        table.add_row(
            _when(call.at),
            escape(call.campaign),
            number,
            call.disposition or "open",
            call.grade or "",
            seconds,
            call.recording or "",
        )
    return table


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M UTC}"
