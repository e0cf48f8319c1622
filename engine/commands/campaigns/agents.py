"""callwright agents: who takes calls, and whether they do now. A campaign that runs meanwhile looks each second."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from engine.commands.campaigns.report import zone_of
from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.reporting.agents import MEASURES, AgentReport, agent_report, as_csv, days
from engine.store.floor import agents, previews
from engine.store.floor.previews import EarlierCall, Offered
from engine.store.floor.screen import Screen, screen_of
from engine.store.tables import Agent, AgentDevice, AgentState
from telephony.settings import TrunkSettings
from telephony.sip.uris import dialled_uri

app = typer.Typer(no_args_is_help=True, help="Human agents: add them, let them take calls, see what they do.")

Name = Annotated[str, typer.Argument(help="the agent's name, as plans know it")]


@app.command("list")
def list_agents(context: typer.Context, database: DatabaseOption = None) -> None:
    """All agents and what they do now."""
    with opened_database(context, database) as store:
        table = Table("agent", "phone", "state", "since", "then", box=None)
        for agent in store.read(agents.listed):
            table.add_row(*_row(agent))
    out.print(table)


@app.command()
def add(
    context: typer.Context,
    name: Name,
    sip: Annotated[str, typer.Argument(help="sip:USER@HOST, or an extension of the trunk; left out: a browser")] = "",
    database: DatabaseOption = None,
) -> None:
    """Adds an agent, offline at first; gives a known one a new address."""
    try:
        if sip:
            dialled_uri(sip, TrunkSettings(host="trunk"))
    except ValueError as error:
        raise typer.BadParameter(f"{sip}: {error}") from error
    _write(context, database, lambda session: agents.add(session, name, sip, time.time()))


@app.command()
def remove(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Forgets an agent who never had a call."""
    _write(context, database, lambda session: agents.remove(session, name))


@app.command()
def ready(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """The agent takes calls from now on, or after the one they are in."""
    _wish(context, database, name, AgentState.READY)


@app.command()
def pause(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """The agent takes no calls for a while; one they are in goes on."""
    _wish(context, database, name, AgentState.PAUSED)


@app.command()
def off(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """The agent goes home; a call they are in goes on."""
    _wish(context, database, name, AgentState.OFFLINE)


@app.command()
def screen(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """What is known about the person whom the agent was given last: summary, lead, answers, last words."""
    with opened_database(context, database) as store:
        shown = store.read(lambda session: screen_of(session, name))
    if shown is None:
        out.print(f"{name} was not given a call yet")
        return
    out.print(_screen(shown))


class ReportFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@app.command()
def report(
    context: typer.Context,
    first: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="first day; default: the last")] = None,
    last: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="last day; default: today")] = None,
    time_zone: Annotated[str, typer.Option(help="IANA name: whose days are meant")] = "UTC",
    format: ReportFormat = ReportFormat.TEXT,
    database: DatabaseOption = None,
) -> None:
    """What agents did: time ready, ringing, talking, wrapping up and paused; calls taken and missed; utilisation."""
    now = time.time()
    try:
        meant = days(first and first.date(), last and last.date(), zone_of(time_zone), now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--first") from error
    with opened_database(context, database) as store:
        found = store.read(lambda session: agent_report(session, meant, now))
    match format:
        case ReportFormat.TEXT:
            out.print(_figures(found))
        case ReportFormat.JSON:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        case ReportFormat.CSV:
            typer.echo(as_csv(found), nl=False)


def _figures(found: AgentReport) -> Table:
    headings = (measure.removesuffix("_s").removesuffix("_percent").replace("_", " ") for measure in MEASURES)
    table = Table("agent", *headings, box=None)
    for one in (*found.agents, found.total):
        table.add_row(escape(one.agent) or "all", *(_measure(name, getattr(one, name)) for name in MEASURES))
    return table


def _measure(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name.endswith("_s"):
        return str(timedelta(seconds=value))
    return f"{value:g} %" if name.endswith("_percent") else f"{value:g}"


class Decision(StrEnum):
    """What an agent makes of a lead."""

    DIAL = "dial"
    PASS = "pass"


@app.command()
def preview(
    context: typer.Context,
    name: Name,
    decision: Annotated[Decision | None, typer.Argument(help="left out: only shows the lead")] = None,
    reason: Annotated[str, typer.Argument(help="why the agent passes on it")] = "",
    database: DatabaseOption = None,
) -> None:
    """The lead that a preview campaign offers the agent: who it is and what came of earlier calls; dial it, or pass on it."""
    with opened_database(context, database) as store:
        match decision:
            case Decision.DIAL:
                store.write(lambda session: previews.accept(session, name, time.time()))
                out.print("is dialled")
            case Decision.PASS:
                store.write(lambda session: previews.pass_on(session, name, reason, time.time()))
                out.print("passed on")
            case None:
                shown = store.read(lambda session: previews.offered(session, name))
                out.print(_lead(shown) if shown else f"{name} is offered no lead now")


def _lead(offered: Offered) -> Table:
    table = Table(box=None, show_header=False)
    for heading, text in (
        ("number", offered.number),
        ("name", offered.name or ""),
        *((f"lead: {key}", value) for key, value in offered.variables.items()),
        *((f"answer: {key}", value) for key, value in offered.slots.items()),
        *((f"call of {_when(call.at)}", _told(call)) for call in offered.calls),
        *(("passed on", reason or "no reason given") for reason in offered.passed_on),
    ):
        if text:
            table.add_row(heading, escape(text))
    return table


def _told(call: EarlierCall) -> str:
    return ", ".join((call.disposition or "under way", *(["graded " + call.grade] if call.grade else []), *call.tags))


def _when(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _screen(shown: Screen) -> Table:
    table = Table(box=None, show_header=False)
    for heading, text in (
        ("number", shown.number),
        ("summary", shown.summary),
        ("outcome", shown.outcome or "under way"),
        ("grade", shown.grade or ""),
        ("tags", ", ".join(shown.tags)),
        *((f"lead: {key}", value) for key, value in shown.variables.items()),
        *((f"answer: {key}", value) for key, value in shown.slots.items()),
        *shown.last_turns,
    ):
        if text:
            table.add_row(heading, text)
    return table


def _row(agent: Agent) -> tuple[str, ...]:
    where = agent.sip_uri if agent.device is AgentDevice.SIP else "browser"
    return agent.name, where, agent.state, _when(agent.since), agent.wish if agent.wish is not agent.state else ""


def _wish(context: typer.Context, url: str | None, name: str, state: AgentState) -> None:
    _write(context, url, lambda session: agents.wish(session, name, state, time.time()))


def _write(context: typer.Context, url: str | None, work: Callable[[Session], None]) -> None:
    with opened_database(context, url) as store:
        store.write(work)
