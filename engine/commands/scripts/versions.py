"""callwright script publish, versions, rollback"""

from __future__ import annotations

import getpass
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.dialog.checks.passed_days import passed_days_check
from engine.dialog.loader import check_script
from engine.dialog.problems import Severity
from engine.publishing.preparing import prepare_with
from engine.publishing.publish import Publisher, RehearsalFailed
from engine.publishing.voices import known_voices_check
from engine.rehearsal.before_publishing import rehearse_with
from engine.store.database import Database
from engine.store.scripts import versions as store
from engine.store.scripts.pins import SHORT_HASH_LENGTH
from engine.store.scripts.versions import Publication, Release, Signed, Version

ByOption = Annotated[str | None, typer.Option(help="who does this; your login unless told")]
NoteOption = Annotated[str, typer.Option(help="why, in a few words")]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class ScriptHistory(msgspec.Struct, frozen=True):
    """A script's versions as JSON. Times are Unix seconds."""

    script: str
    live: int | None
    versions: list[Version]
    releases: list[Release]
    """Which version became live when, oldest first."""


def publish(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="the script", metavar="SCRIPT.yaml")],
    note: NoteOption = "",
    by: ByOption = None,
    untested: Annotated[bool, typer.Option("--untested", help="without the tests that stand beside it")] = False,
    no_prepare: Annotated[bool, typer.Option("--no-prepare", help="leave speech and intents to the first run")] = False,
    database: DatabaseOption = None,
) -> None:
    """Checks and tests a script, prepares what its calls need, and makes it the next version, live at once.

    Exit status: 0 if it is a version now, 1 if a test failed, 2 if it has errors or could not be published.
    """
    settings = settings_of(context)
    for problem in check_script(path, [known_voices_check(), passed_days_check(datetime.now().astimezone())]).problems:
        if problem.severity is Severity.WARNING:
            _warn(str(problem))
    with opened_database(context, database) as opened, error.status("checking and testing") as status:
        rehearse = None if untested else rehearse_with(settings, _warn)
        prepare = None if no_prepare else prepare_with(settings, status.update)
        try:
            publication = Publisher(opened, rehearse, prepare).publish(path, _signed(by, note))
        except RehearsalFailed as failed:
            for line in failed.rehearsal.told:
                error.print(line, markup=False)
            error.print(str(failed), style="red", markup=False)
            raise typer.Exit(1) from None
        live = opened.read(lambda session: store.live(session, publication.version.script_id))
    _tell(publication, live)


def versions(
    context: typer.Context,
    script: Annotated[str | None, typer.Argument(help="id; left out: every script and what is live")] = None,
    format: Annotated[Format, typer.Option(help="text for people, json for programs")] = Format.TEXT,
    database: DatabaseOption = None,
) -> None:
    """Lists a script's versions, or all scripts that have any."""
    with opened_database(context, database) as opened:
        ids = opened.read(store.published_ids)
        if script and script not in ids:
            raise opened.read(lambda session: store.no_script(session, script))
        histories = [_history(opened, script_id) for script_id in ids if script in (None, script_id)]
    if format is Format.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(histories[0] if script else histories)))
    elif script:
        out.print(_versions_table(histories[0]))
    else:
        out.print(_scripts_table(histories))


def rollback(
    context: typer.Context,
    script: Annotated[str, typer.Argument(help="id")],
    to: Annotated[int | None, typer.Option(min=1, help="the version to make live; left out: the one that was live before")] = None,
    note: NoteOption = "",
    by: ByOption = None,
    database: DatabaseOption = None,
) -> None:
    """Makes an earlier version live again. Calls and campaigns that have begun keep to the version they began with."""
    with opened_database(context, database) as opened:
        was = opened.read(lambda session: store.live(session, script))
        now = opened.write(lambda session: store.roll_back(session, script, to, _signed(by, note)))
    if was == now:
        out.print(f"{_label(now)} is live already")
    else:
        out.print(f"{_label(now)} is live" + (f", no longer {_label(was)}" if was else ""))


def _warn(message: str) -> None:
    error.print(message, style="yellow", markup=False)


def _tell(publication: Publication, live: Version | None) -> None:
    version = publication.version
    if publication.new:
        out.print(f"{_label(version)} is published and live")
        return
    out.print(
        f"nothing new: this is {_label(version)}, published {_when(version.published_at)} by {version.published_by}", markup=False
    )
    if live and live != version:
        out.print(
            f"{_label(live)} is live; `callwright script rollback {version.script_id} --to {version.number}` makes it this one"
        )


def _history(database: Database, script_id: str) -> ScriptHistory:
    def read(session: Session) -> ScriptHistory:
        live = store.live(session, script_id)
        versions = store.versions(session, script_id)
        return ScriptHistory(script_id, live.number if live else None, versions, store.releases(session, script_id))

    return database.read(read)


def _versions_table(history: ScriptHistory) -> Table:
    table = Table("version", "", "published", "by", "content", "note", box=None, pad_edge=False)
    for version in history.versions:
        live = "[green]live[/]" if version.number == history.live else ""
        content = version.content_hash[:SHORT_HASH_LENGTH]
        told = (_when(version.published_at), version.published_by, content, version.note)
        table.add_row(_label(version), live, *map(escape, told))
    return table


def _scripts_table(histories: list[ScriptHistory]) -> Table:
    table = Table("script", "live", "versions", "last change", box=None, pad_edge=False)
    for history in histories:
        last = history.releases[-1]
        table.add_row(
            history.script, f"{history.script}@{history.live}", str(len(history.versions)), escape(f"{_when(last.at)} by {last.by}")
        )
    return table


def _signed(by: str | None, note: str) -> Signed:
    return Signed(time.time(), by or getpass.getuser(), note)


def _label(version: Version) -> str:
    return f"{version.script_id}@{version.number}"


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
