"""callwright segments …"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from engine.campaign.lists.numbers import key_of
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.masking import masked_text
from engine.segments import counting, preparing, saved
from engine.segments.explaining import Explanation
from engine.store.database import Database
from engine.store.people.dossier import find_customer

app = typer.Typer(no_args_is_help=True, help="People chosen by filters over what is known of them; see docs/growth-loop.md.")

Name = Annotated[str, typer.Argument(help="the segment's name")]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    text: Annotated[str, typer.Argument(help="e.g. \"grade >= B and last_call > 30d and city = 'Suzhou'\"", metavar="FILTER")],
    replace: Annotated[bool, typer.Option("--replace", help="the name may be taken by another filter")] = False,
    database: DatabaseOption = None,
) -> None:
    """Saves a filter under a name, and says how many people it holds for."""
    at = time.time()
    with opened_database(context, database) as store:
        store.write(lambda session: saved.save(session, name, text, at, replace=replace))
        _prepare(store)
        people = store.read(lambda session: counting.count(session, saved.filter_of(session, name).root, at))
    out.print(f"{name}: {people:,} people", markup=False)


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """All segments."""
    table = Table("segment", "filter", "changed", box=None, pad_edge=False)
    with opened_database(context, database) as store:
        for one in store.read(saved.listed):
            changed = datetime.fromtimestamp(one.updated_at).astimezone()
            table.add_row(escape(one.name), escape(one.text), f"{changed:%Y-%m-%d %H:%M}")
    out.print(table)


@app.command()
def show(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """A segment's filter, as it is to be given to `add`."""
    with opened_database(context, database) as store:
        found = store.read(lambda session: saved.find(session, name))
    out.print(found.text, markup=False, highlight=False, soft_wrap=True)


@app.command()
def count(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="the segment's name")] = None,
    when: Annotated[str | None, typer.Option(help="a filter that is not saved", metavar="FILTER")] = None,
    database: DatabaseOption = None,
) -> None:
    """How many people a segment has now."""
    if (name is None) == (when is None):
        raise typer.BadParameter("give a segment's name, or --when FILTER")
    at = time.time()
    with opened_database(context, database) as store:
        people = store.read(
            lambda session: counting.count(
                session, (saved.filter_of(session, name) if name else saved.read_filter(session, when or "")).root, at
            )
        )
    out.print(f"{people:,} people", markup=False)


@app.command()
def explain(
    context: typer.Context,
    name: Name,
    who: Annotated[str, typer.Argument(help="number or external id", metavar="NUMBER|ID")],
    reveal: Annotated[bool, typer.Option("--reveal", help="show numbers in full")] = False,
    database: DatabaseOption = None,
) -> None:
    """Why one person belongs to a segment or not: each clause, and what is known of them.

    Exit status: 0 if they belong to it, 1 if not.
    """
    key, at = key_of(who, settings_of(context).default_region), time.time()
    with opened_database(context, database) as store:
        told = store.read(
            lambda session: saved.explain(session, saved.filter_of(session, name).root, find_customer(session, key), at)
        )
    verdict = "belongs to" if told.holds else "does not belong to"
    out.print(f"{key if reveal else masked_text(key)} {verdict} {name}", markup=False)
    out.print(explanation_table(told, reveal=reveal))
    if not told.holds:
        raise typer.Exit(1)


@app.command()
def remove(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Forgets a segment. What calls were attributed to it stays."""
    with opened_database(context, database) as store:
        store.write(lambda session: saved.remove(session, name))
        preparing.prepare(store)
    out.print(f"{name} is removed", markup=False)


@app.command()
def prepare(context: typer.Context, database: DatabaseOption = None) -> None:
    """Makes the indices by which saved segments are counted quickly; `add` and `callwright serve` do it by themselves."""
    with opened_database(context, database) as store:
        _prepare(store)


def _prepare(store: Database) -> None:
    if waiting := len(preparing.prepare(store).waiting):
        told = "calls are under way, or another process is at it: run `callwright segments prepare` later, or let `serve` do it"
        out.print(f"{waiting} segments are counted slowly yet: {told}", markup=False)


def explanation_table(told: Explanation, *, reveal: bool) -> Table:
    """The clauses of a filter, each with what it comes to and what was found."""
    table = Table("", "clause", "found", box=None, pad_edge=False)
    _add_rows(table, told, 0, reveal=reveal)
    return table


def _add_rows(table: Table, told: Explanation, depth: int, *, reveal: bool) -> None:
    found = told.found if reveal else masked_text(told.found)
    table.add_row("yes" if told.holds else "no", escape("  " * depth + told.text), escape(found))
    for part in told.parts:
        _add_rows(table, part, depth + 1, reveal=reveal)
