"""Contents of scripts: what a version consists of, kept as it was for as long as calls refer to it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.store.adding import add_once
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Blob, Campaign, ScriptContent, ScriptFile

_PARAMETERS_MAX: Final = 500
"""SQLite takes a limited number of them in one statement."""

SCRIPT_ID: Final[ColumnElement[str]] = func.coalesce(ScriptContent.script_id, Campaign.script_id)
"""Of an attempt's script, in queries that join its campaign and, from outside, its content: those of before contents were kept
have none."""


@dataclass(frozen=True, slots=True)
class Content:
    """A script with every file that belongs to it."""

    script_id: str
    content_hash: str
    """The script's own: two contents of one hash are the same script."""
    main: str
    """Path of the file that includes the others."""
    texts: Mapping[str, str]
    """By path, as the script names them; `main` among them."""
    recordings: Mapping[str, bytes]
    """By path."""


def keep(session: Session, content: Content, at: float) -> None:
    """Writes a content, unless it is there: the bytes first, then what names them."""
    if session.get(ScriptContent, content.content_hash):
        return
    files = {**{path: text.encode() for path, text in content.texts.items()}, **content.recordings}
    names = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    known = _known(session, set(names.values()))
    for path, name in names.items():
        if name not in known:
            add_once(session, Blob(sha256=name, data=files[path]))
            known.add(name)
    row = ScriptContent(content_hash=content.content_hash, script_id=content.script_id, main=content.main, first_seen_at=at)
    if add_once(session, row):
        session.add_all(
            ScriptFile(content_hash=content.content_hash, path=path, recording=path in content.recordings, blob=name)
            for path, name in names.items()
        )
        session.flush()


def find(session: Session, content_hash: str) -> Content | None:
    """The content of this hash; None if it was never kept."""
    row = session.get(ScriptContent, content_hash)
    if row is None:
        return None
    query = select(ScriptFile, Blob.data).join(Blob, ScriptFile.blob == Blob.sha256)
    files = session.execute(query.where(ScriptFile.content_hash == content_hash).order_by(ScriptFile.path)).all()
    texts = {file.path: data.decode() for file, data in files if not file.recording}
    recordings = {file.path: data for file, data in files if file.recording}
    return Content(row.script_id, row.content_hash, row.main, texts, recordings)


def hashes_like(session: Session, script_id: str, beginning: str) -> list[str]:
    """Hashes of the script's contents that begin so."""
    query = select(ScriptContent.content_hash).where(
        ScriptContent.script_id == script_id, ScriptContent.content_hash.startswith(beginning, autoescape=True)
    )
    return list(session.scalars(query.order_by(ScriptContent.content_hash)))


def script_of(session: Session, attempt: Attempt, campaign: Campaign) -> Pin:
    """What a call of the campaign started with."""
    content = session.get(ScriptContent, attempt.script_hash)
    return Pin(content.script_id if content else campaign.script_id, attempt.script_hash, attempt.script_version)


def _known(session: Session, names: Collection[str]) -> set[str]:
    wanted, found = sorted(names), set[str]()
    for start in range(0, len(wanted), _PARAMETERS_MAX):
        found.update(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(wanted[start : start + _PARAMETERS_MAX]))))
    return found
