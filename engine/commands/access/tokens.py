"""callwright tokens …: keys of programs that use the API."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from engine.commands.by_hand import by_hand
from engine.commands.console import error, out
from engine.commands.databases import DatabaseOption, opened_database
from engine.store.access import tokens
from engine.web.access import issuing
from engine.web.access.issuing import WantedToken, issue
from engine.web.access.permissions import Permission
from engine.web.access.secrets import mint_token

app = typer.Typer(no_args_is_help=True, help="API tokens: keys of programs.")


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """All tokens by their beginnings; nobody can see the rest again."""
    table = Table("id", "account", "name", "token", "scopes", "expires", "last used", box=None, pad_edge=False)
    with opened_database(context, database) as store:
        for one in store.read(tokens.listed):
            expires = "revoked" if one.revoked_at else _day(one.expires_at, "never")
            scopes = ", ".join(one.scopes)
            table.add_row(
                str(one.id), escape(one.account), escape(one.name), f"{one.prefix}…", scopes, expires, _day(one.used_at, "")
            )
    out.print(table if table.rows else "no tokens")


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="which program it is for", min=1)],
    account: Annotated[str, typer.Option(help="whose: it never opens more than the account's roles do")],
    scope: Annotated[list[Permission], typer.Option("--scope", help="may be given several times")],
    days: Annotated[int, typer.Option(min=0, help="until it expires; 0: never")] = 365,
    database: DatabaseOption = None,
) -> None:
    """Makes a token and prints it: on standard output, once."""
    minted = mint_token()
    order = WantedToken(account, name[:100], scope, days or None)
    with opened_database(context, database) as store:
        store.write(lambda session: issue(session, order, minted, by_hand, time.time()))
    error.print("keep it well: it is not shown again")
    typer.echo(minted.token)


@app.command()
def revoke(
    context: typer.Context,
    token: Annotated[int, typer.Argument(help="its id, as `callwright tokens list` shows it")],
    database: DatabaseOption = None,
) -> None:
    """A token opens nothing from now on."""
    with opened_database(context, database) as store:
        store.write(lambda session: issuing.revoke(session, token, by_hand, time.time()))
    out.print(f"token {token} is revoked")


def _day(at: float | None, none: str) -> str:
    return none if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
