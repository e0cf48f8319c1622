"""Published versions of scripts, and which of them is live: the one that a campaign starts with when only the script's id is said.

publish 1 ─▶ publish 2 ─▶ roll back ─▶ publish 3          versions are only ever added, releases too;
live: 1      live: 2      live: 1      live: 3            the newest release says what is live
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.dialog.explain import did_you_mean
from engine.store.adding import add_once
from engine.store.errors import UnknownVersion
from engine.store.scripts import contents
from engine.store.scripts.contents import Content
from engine.store.tables import PublishedScript, ReleaseKind, ScriptRelease, ScriptVersion


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a script."""

    script_id: str
    number: int
    content_hash: str
    published_at: float
    published_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Release:
    """One step of a script's history: a version became the live one."""

    number: int
    kind: ReleaseKind
    at: float
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who does something, when, and what they say about it."""

    at: float
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of publishing."""

    version: Version
    new: bool
    """False: this content was published before, and nothing was changed."""


def publish(session: Session, content: Content, signed: Signed) -> Publication:
    """Makes the content the script's next version, and that version live. A content that is a version already stays what it is."""
    _hold(session, content.script_id, signed.at)
    known = session.scalar(select(ScriptVersion).where(ScriptVersion.content_hash == content.content_hash))
    if known:
        return Publication(_version(known), new=False)
    contents.keep(session, content, signed.at)
    last = session.scalar(select(func.max(ScriptVersion.number)).where(ScriptVersion.script_id == content.script_id))
    row = ScriptVersion(
        script_id=content.script_id,
        number=(last or 0) + 1,
        content_hash=content.content_hash,
        published_at=signed.at,
        published_by=signed.by,
        note=signed.note,
    )
    session.add(row)
    session.flush()
    _release(session, row, ReleaseKind.PUBLISHED, signed)
    return Publication(_version(row), new=True)


def roll_back(session: Session, script_id: str, number: int | None, signed: Signed) -> Version:
    """Makes another version live.

    Args:
        session: the transaction.
        script_id: which script.
        number: the version to make live; None: the one that was live before the one that is.
        signed: for the history.

    Raises:
        UnknownVersion: there is no such version, or none was live before.
    """
    if session.get(PublishedScript, script_id, with_for_update=True) is None:
        raise no_script(session, script_id)
    history = releases(session, script_id)
    wanted = number or live_before(history)
    if wanted is None:
        raise UnknownVersion(f"{script_id}: no version was live before the one that is: name one with --to")
    row = session.get(ScriptVersion, (script_id, wanted))
    if row is None:
        raise no_version(session, script_id, wanted)
    if history[-1].number != wanted:
        _release(session, row, ReleaseKind.ROLLED_BACK, signed)
    return _version(row)


def versions(session: Session, script_id: str) -> list[Version]:
    """All versions of a script, the newest first; none if it was never published."""
    rows = session.scalars(select(ScriptVersion).where(ScriptVersion.script_id == script_id).order_by(ScriptVersion.number.desc()))
    return [_version(row) for row in rows]


def version(session: Session, script_id: str, number: int) -> Version | None:
    row = session.get(ScriptVersion, (script_id, number))
    return _version(row) if row else None


def version_of(session: Session, content_hash: str) -> Version | None:
    """The version that this content was published as; None if it was not."""
    row = session.scalar(select(ScriptVersion).where(ScriptVersion.content_hash == content_hash))
    return _version(row) if row else None


def live(session: Session, script_id: str) -> Version | None:
    """The live version of a script; None if it was never published."""
    query = select(ScriptRelease.number).where(ScriptRelease.script_id == script_id).order_by(ScriptRelease.id.desc()).limit(1)
    number = session.scalar(query)
    return version(session, script_id, number) if number else None


def releases(session: Session, script_id: str) -> list[Release]:
    """What was live, oldest first."""
    rows = session.scalars(select(ScriptRelease).where(ScriptRelease.script_id == script_id).order_by(ScriptRelease.id))
    return [Release(row.number, row.kind, row.at, row.by, row.note) for row in rows]


def published_ids(session: Session) -> list[str]:
    """The scripts that have versions."""
    return list(session.scalars(select(PublishedScript.id).order_by(PublishedScript.id)))


def no_script(session: Session, script_id: str) -> UnknownVersion:
    """To be raised: nothing of this name was published. It says what was, and what was probably meant."""
    known = published_ids(session)
    hint = f"{did_you_mean(script_id, known)}; published are: {', '.join(known)}" if known else ": nothing was published yet"
    return UnknownVersion(f"no script {script_id!r} was published{hint}")


def no_version(session: Session, script_id: str, number: int) -> UnknownVersion:
    """To be raised: a script has no version of this number, or was never published."""
    known = versions(session, script_id)
    if not known:
        return no_script(session, script_id)
    return UnknownVersion(f"{script_id}: has no version {number}: the newest is {known[0].number}")


def live_before(history: Sequence[Release]) -> int | None:
    """The version to which one goes back from the live one: what was rolled back is passed over. None if there is none.

    Args:
        history: of one script, oldest first.
    """
    stack: list[int] = []
    for release in history:
        if release.kind is ReleaseKind.ROLLED_BACK and release.number in stack:
            del stack[stack.index(release.number) + 1 :]
        else:
            stack.append(release.number)
    return stack[-2] if len(stack) > 1 else None


def _hold(session: Session, script_id: str, at: float) -> None:
    """Keeps others from publishing this script until the transaction is over, so that its numbers have no gap and no double."""
    if not add_once(session, PublishedScript(id=script_id, created_at=at)):
        session.get_one(PublishedScript, script_id, with_for_update=True)


def _release(session: Session, row: ScriptVersion, kind: ReleaseKind, signed: Signed) -> None:
    session.add(ScriptRelease(script_id=row.script_id, number=row.number, kind=kind, at=signed.at, by=signed.by, note=signed.note))
    session.flush()


def _version(row: ScriptVersion) -> Version:
    return Version(row.script_id, row.number, row.content_hash, row.published_at, row.published_by, row.note)
