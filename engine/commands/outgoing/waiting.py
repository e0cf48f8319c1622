"""What waits until somebody outside takes it, at the command line: queued once more, and sent without a campaign."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import typer
from sqlalchemy.orm import Session

from engine.commands.by_hand import by_hand
from engine.commands.console import out
from engine.commands.databases import opened_database
from engine.store.access import audit
from engine.store.database import Database
from engine.store.thread import StoreThread


@dataclass(frozen=True, slots=True)
class Kind:
    """What waits: its words, and what the store does with it."""

    one: str
    many: str
    """Also its group of commands."""
    given_up: str
    """Its state when nobody tries it any more; also the option that means all of these."""
    settled: str
    again: Callable[[Session, str, float], None]
    """Queues the one of this id once more."""
    unsettled: Callable[[Session, float], int]
    """How many that were queued by then (Unix seconds) wait for another try."""
    count_given_up: Callable[[Session], int]


def replay(
    context: typer.Context,
    url: str | None,
    kind: Kind,
    one: str | None,
    all_again: Callable[[Session, float], int] | None,
    *,
    to: str | None = None,
) -> None:
    """Queues one by its id, or by `all_again` all that were given up (`to` somebody only), and says how many.

    Raises:
        typer.BadParameter: both are asked for, or neither.
    """
    if (one is None) is (all_again is None):
        raise typer.BadParameter(f"name one {kind.one}, or give --{kind.given_up}")

    def queued(session: Session) -> int:
        at = time.time()
        if one is not None:
            kind.again(session, one, at)
        count = all_again(session, at) if all_again else 1
        subject = f"{kind.one} {one}" if one else f"all {kind.given_up} {kind.many}" + (f" to {to}" if to else "")
        audit.record(session, by_hand(f"{kind.one}.replayed", subject, {"count": count}), at)
        return count

    with opened_database(context, url) as store:
        count = store.write(queued)
    out.print(f"{count} queued: sent while Callwright serves or a campaign runs, or by `callwright {kind.many} send`")


def send(context: typer.Context, url: str | None, kind: Kind, work: Callable[[Database, StoreThread], Awaitable[None]]) -> None:
    """Does the work, which sends what is due, and says what is left.

    Raises:
        typer.Exit: 1, something was not taken.
    """
    before = time.time()

    async def once(database: Database) -> None:
        async with StoreThread() as thread:
            await work(database, thread)

    with opened_database(context, url) as store:
        given_up_before = store.read(kind.count_given_up)
        asyncio.run(once(store))
        left = store.read(lambda session: kind.unsettled(session, before))
        given_up = store.read(kind.count_given_up) - given_up_before
    if given_up > 0:
        out.print(f"{kind.many} given up: {given_up}; `callwright {kind.many} list --state {kind.given_up}` says why")
    if left:
        out.print(f"{kind.many} that wait for another try: {left}")
    if given_up > 0 or left:
        raise typer.Exit(1)
    out.print(f"everything that was due is {kind.settled}")
