"""callwright agents: who takes calls, and whether they do now. A campaign that runs meanwhile looks each second."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.store import agents
from engine.store.screen import Screen, screen_of
from engine.store.tables import Agent, AgentState
from telephony.settings import TrunkSettings
from telephony.sip.uris import transfer_uri

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
    sip: Annotated[str, typer.Argument(help="sip:USER@HOST, or an extension of the trunk")],
    database: DatabaseOption = None,
) -> None:
    """Adds an agent, offline at first; gives a known one a new address."""
    try:
        transfer_uri(sip, TrunkSettings(host="trunk"))
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
    since = datetime.fromtimestamp(agent.since).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return agent.name, agent.sip_uri, agent.state, since, agent.wish if agent.wish is not agent.state else ""


def _wish(context: typer.Context, url: str | None, name: str, state: AgentState) -> None:
    _write(context, url, lambda session: agents.wish(session, name, state, time.time()))


def _write(context: typer.Context, url: str | None, work: Callable[[Session], None]) -> None:
    with opened_database(context, url) as store:
        store.write(work)
