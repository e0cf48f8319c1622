"""callwright deliveries"""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.outgoing import waiting
from engine.store import deliveries as store
from engine.store.database import Database
from engine.store.tables import DeliveryState
from engine.store.thread import StoreThread
from engine.writeback.deliverer import Deliverer
from engine.writeback.receivers import receivers
from engine.writeback.schemas import PayloadVersion, json_schema

_DELIVERIES: Final = waiting.Kind("delivery", "deliveries", "dead", "delivered", store.replay, store.unsettled, store.given_up)

app = typer.Typer(no_args_is_help=True, help="What other systems are told about calls and opt-outs.")


@app.command("list")
def listing(
    context: typer.Context,
    state: Annotated[DeliveryState | None, typer.Option(help="only these")] = None,
    limit: Annotated[int, typer.Option(min=1, help="the newest so many")] = 50,
    database: DatabaseOption = None,
) -> None:
    """Lists deliveries, newest first."""
    with opened_database(context, database) as store_:
        found = store_.read(lambda session: store.deliveries(session, state, limit))
    table = Table("id", "receiver", "about", "state", "tries", "created", "problem", box=None)
    for row in found:
        created = f"{datetime.fromtimestamp(row.created_at, UTC):%Y-%m-%d %H:%M:%S}"
        table.add_row(
            row.id, escape(row.receiver), escape(row.about), row.state.value, str(row.tries), created, escape(row.problem or "")
        )
    out.print(table if found else "no deliveries")


@app.command()
def replay(
    context: typer.Context,
    delivery: Annotated[str | None, typer.Argument(help="id of one")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="all that were given up")] = False,
    receiver: Annotated[str | None, typer.Option(help="with --dead: only this receiver's")] = None,
    database: DatabaseOption = None,
) -> None:
    """Queues deliveries once more, under the ids they had."""
    all_dead = partial(store.replay_dead, receiver=receiver) if dead else None
    waiting.replay(context, database, _DELIVERIES, delivery, all_dead, to=receiver)


@app.command()
def send(context: typer.Context, database: DatabaseOption = None) -> None:
    """Sends what is due now, without a campaign: for a timer between campaigns.

    Exit status: 1 if something was not taken.
    """
    to = receivers(settings_of(context).writeback, os.environ)
    if not to:
        error.print("the settings name no `writeback: receivers`")
        raise typer.Exit(2)

    async def work(store_: Database, thread: StoreThread) -> None:
        async with asyncio.TaskGroup() as tasks:
            for receiver in to:
                tasks.create_task(Deliverer(store_, thread, receiver, time.time).deliver_what_is_due())

    waiting.send(context, database, _DELIVERIES, work)


@app.command()
def schema(payload: Annotated[PayloadVersion, typer.Option(help="its version")] = PayloadVersion.V1) -> None:
    """Prints the payload's JSON Schema."""
    typer.echo(json_schema(payload), nl=False)
