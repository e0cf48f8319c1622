"""From what names a script to the script."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sqlalchemy.orm import Session

from engine.publishing.packing import read_draft
from engine.publishing.references import DraftFile, Hashed, Live, Numbered, ScriptReference
from engine.store.errors import UnknownVersion
from engine.store.scripts import contents, versions
from engine.store.scripts.contents import Content
from engine.store.scripts.pins import Pin
from engine.store.scripts.versions import Version


@dataclass(frozen=True, slots=True)
class Found:
    """A script, ready to be kept, run or compared."""

    pin: Pin
    content: Content


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read."""

    path: Path
    content: Content


Named = Draft | Live | Numbered | Hashed
"""A script that can be looked for in the store: files are read before, once, however often a transaction is tried."""


def named(reference: ScriptReference) -> Named:
    """Reads the file if it is one.

    Raises:
        ScriptError: it cannot be read, or it has errors.
        UnknownVersion: it is no file, and looks like a version's name.
    """
    if isinstance(reference, DraftFile) and "@" in reference.path.name and not reference.path.exists():
        raise UnknownVersion(
            f"'{reference.path}' names no version: write its number, such as {reference.path.name.split('@')[0]}@3"
        )
    return Draft(reference.path, read_draft(reference.path)) if isinstance(reference, DraftFile) else reference


def find_script(session: Session, name: Named) -> Found:
    """The script that is meant. A file that is equal to a published version is that version.

    Raises:
        UnknownVersion: there is no such script or version.
    """
    match name:
        case Draft(content=content):
            return _unnumbered(session, content)
        case Live(script_id):
            return _published(session, versions.live(session, script_id) or _unknown(session, script_id))
        case Numbered(script_id, number):
            version = versions.version(session, script_id, number)
            if version is None:
                raise versions.no_version(session, script_id, number)
            return _published(session, version)
        case Hashed(script_id, beginning):
            return _kept(session, script_id, beginning)


def kept(session: Session, pin: Pin) -> Content | None:
    """The content that was pinned; None for what was pinned before contents were kept."""
    return contents.find(session, pin.content_hash)


def _published(session: Session, version: Version) -> Found:
    pin = Pin(version.script_id, version.content_hash, version.number)
    content = kept(session, pin)
    if content is None:
        raise AssertionError(f"{pin.label} has no content")  # the database forbids it
    return Found(pin, content)


def _kept(session: Session, script_id: str, beginning: str) -> Found:
    hashes = contents.hashes_like(session, script_id, beginning)
    content = contents.find(session, hashes[0]) if len(hashes) == 1 else None
    if content is None:
        how_many = "several contents" if hashes else "no content"
        raise UnknownVersion(f"{script_id}@{beginning}: {how_many} of this script that was run or published begins so")
    return _unnumbered(session, content)


def _unnumbered(session: Session, content: Content) -> Found:
    version = versions.version_of(session, content.content_hash)
    return Found(Pin(content.script_id, content.content_hash, version.number if version else None), content)


def _unknown(session: Session, script_id: str) -> NoReturn:
    unknown = versions.no_script(session, script_id)
    raise UnknownVersion(f"{unknown}; for a file, give its path, e.g. dialogs/{script_id}.yaml")
