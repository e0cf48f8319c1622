"""callwright accounts …: who may use the console and the API."""

from __future__ import annotations

import os
import time
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from engine.commands.by_hand import audited, by_hand
from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.store.access import accounts
from engine.web.access.passwords import Passwords, WeakPassword, check_strength
from engine.web.access.permissions import Role

app = typer.Typer(no_args_is_help=True, help="Accounts of the console and the API.")

Name = Annotated[str, typer.Argument(help="of the account")]
RoleOption = Annotated[list[Role], typer.Option("--role", help="may be given several times")]

PASSWORD_VARIABLE: Final = "CALLWRIGHT_PASSWORD"
"""For scripts: without it the password is asked for at the terminal."""


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """All accounts and their roles."""
    with opened_database(context, database) as store:
        table = Table("account", "roles", "", box=None, pad_edge=False)
        for one in store.read(accounts.listed):
            state = "disabled" if one.disabled else "" if one.has_password else "tokens only"
            table.add_row(escape(one.name), ", ".join(one.roles), state)
    out.print(table if table.rows else "no accounts: callwright serve prints a link with which to make the first one")


@app.command()
def add(
    context: typer.Context,
    name: Name,
    role: RoleOption,
    no_password: Annotated[bool, typer.Option("--no-password", help="for a program: it can have tokens, but not sign in")] = False,
    database: DatabaseOption = None,
) -> None:
    """Adds an account. Asks for its password, or takes it from CALLWRIGHT_PASSWORD."""
    roles = sorted({one.value for one in role})
    password_hash = None if no_password else Passwords().hashed(_password(name))
    with opened_database(context, database) as store:
        deed = by_hand("account.added", f"account {accounts.name_of(name)}", {"roles": roles})
        store.write(audited(lambda session: accounts.add(session, name, roles, password_hash, time.time()), deed))
    out.print(f"{name} is added: {', '.join(roles)}", markup=False)


@app.command()
def roles(context: typer.Context, name: Name, role: RoleOption, database: DatabaseOption = None) -> None:
    """Gives an account these roles instead of those it has."""
    given = sorted({one.value for one in role})
    deed = by_hand("account.roles changed", f"account {accounts.name_of(name)}", {"roles": given})
    with opened_database(context, database) as store:
        store.write(audited(lambda session: accounts.set_roles(session, name, given), deed))
    out.print(f"{name}: {', '.join(given)}", markup=False)


@app.command()
def agent(
    context: typer.Context,
    name: Name,
    agent_name: Annotated[str | None, typer.Argument(help="as plans know them; left out: none", metavar="AGENT")] = None,
    database: DatabaseOption = None,
) -> None:
    """Says which agent's calls an account takes."""
    deed = by_hand("account.agent changed", f"account {accounts.name_of(name)}", {"agent": agent_name})
    with opened_database(context, database) as store:
        store.write(audited(lambda session: accounts.set_agent(session, name, agent_name), deed))
    out.print(f"{name} takes the calls of {agent_name}" if agent_name else f"{name} takes no calls", markup=False)


@app.command()
def reset(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Gives an account a new password, and signs it out everywhere."""
    password_hash = Passwords().hashed(_password(name))
    deed = by_hand("account.password reset", f"account {accounts.name_of(name)}")
    with opened_database(context, database) as store:
        store.write(audited(lambda session: accounts.set_password(session, name, password_hash, time.time()), deed))
    out.print(f"{name} has a new password and is signed out everywhere", markup=False)


@app.command()
def disable(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Shuts an account out: it is signed out, its tokens open nothing."""
    deed = by_hand("account.disabled", f"account {accounts.name_of(name)}")
    with opened_database(context, database) as store:
        store.write(audited(lambda session: accounts.disable(session, name, time.time()), deed))
    out.print(f"{name} is shut out", markup=False)


@app.command()
def enable(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Lets an account in again."""
    deed = by_hand("account.enabled", f"account {accounts.name_of(name)}")
    with opened_database(context, database) as store:
        store.write(audited(lambda session: accounts.enable(session, name), deed))
    out.print(f"{name} may sign in again", markup=False)


def _password(name: str) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    password: str = typer.prompt("password", hide_input=True, confirmation_prompt=True) if given is None else given
    try:
        check_strength(password, accounts.name_of(name))
    except WeakPassword as weak:
        raise typer.BadParameter(str(weak), param_hint=PASSWORD_VARIABLE) from weak
    return password
