"""callwright messages"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.outgoing import waiting
from engine.launch.errands import sms_gateway
from engine.launch.outboxes import sending
from engine.masking import masked, masked_text
from engine.store import messages as store
from engine.store import outbox
from engine.store.database import Database
from engine.store.messages import Standing
from engine.store.thread import StoreThread

_MESSAGES: Final = waiting.Kind("message", "messages", "failed", "sent", outbox.replay, outbox.unsettled, outbox.given_up)

app = typer.Typer(no_args_is_help=True, help="Text messages that calls promised.")


@app.command("list")
def listing(
    context: typer.Context,
    state: Annotated[Standing | None, typer.Option(help="only these")] = None,
    limit: Annotated[int, typer.Option(min=1, help="the newest so many")] = 50,
    database: DatabaseOption = None,
) -> None:
    """Lists messages, newest first."""
    unreported_before = settings_of(context).sms.unreported_before(time.time())
    with opened_database(context, database) as store_:
        found = store_.read(lambda session: store.messages(session, state, unreported_before, limit))
    table = Table("id", "number", "state", "tries", "promised", "problem", box=None)
    for row in found:
        promised = f"{datetime.fromtimestamp(row.asked_at, UTC):%Y-%m-%d %H:%M:%S}"
        problem = escape(masked_text(row.problem or ""))
        table.add_row(row.id, masked(row.number), row.standing.value, str(row.tries), promised, problem)
    out.print(table if found else "no messages")


@app.command()
def replay(
    context: typer.Context,
    message: Annotated[str | None, typer.Argument(help="id of one")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="all that were given up")] = False,
    database: DatabaseOption = None,
) -> None:
    """Queues messages once more that no gateway took, under the ids they had."""
    waiting.replay(context, database, _MESSAGES, message, outbox.replay_failed if failed else None)


@app.command()
def send(context: typer.Context, database: DatabaseOption = None) -> None:
    """Sends what is due now, without a campaign: for a timer between campaigns.

    Exit status: 1 if something was not taken, or waits for hours in which its person may be called.
    """
    settings = settings_of(context)
    gateway = sms_gateway(settings.sms)
    if gateway is None:
        error.print("the settings name no `sms: gateway`")
        raise typer.Exit(2)

    async def work(store_: Database, thread: StoreThread) -> None:
        async with sending(gateway, settings, store_, thread, time.time) as courier:
            await courier.send_what_is_due()

    waiting.send(context, database, _MESSAGES, work)
