"""callwright audit"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer

from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.store.access.audit import AuditFilter, entries


def audit(
    context: typer.Context,
    actor: Annotated[str | None, typer.Option(help="only theirs, e.g. 'account ann'")] = None,
    action: Annotated[str | None, typer.Option(help="only this, e.g. recording.heard, or all of a kind: campaign.")] = None,
    subject: Annotated[str | None, typer.Option(help="only what was done to this, e.g. 'campaign spring'")] = None,
    limit: Annotated[int, typer.Option(min=1, help="the newest so many")] = 50,
    database: DatabaseOption = None,
) -> None:
    """Who did what, to what, when and from where; the newest first."""
    with opened_database(context, database) as store:
        found = store.read(lambda session: entries(session, AuditFilter(actor, action, subject), limit))
    for one in found:
        when = f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M:%S}"
        detail = msgspec.json.encode(one.detail).decode() if one.detail else ""
        out.print(when, one.actor, one.action, one.subject, detail, one.address or "", sep="  ", markup=False, soft_wrap=True)
